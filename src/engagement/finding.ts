import type { Failure } from '../connector/failure.ts'
import type { FoundEngagement, MonitoredSession } from '../connector/monitoring-answer.ts'
import type { ConversationRecord } from '../store/store.ts'

export interface KnownEngagement extends FoundEngagement {
  /** The consumer's open conversation, where it may be shown to the caller. */
  readonly conversation?: ConversationRecord
}

export interface KnownSession extends MonitoredSession {
  readonly engagements: readonly KnownEngagement[]
}

export type Finding =
  | { readonly kind: 'found'; readonly session: KnownSession }
  /** `visitorId` is what LivePerson wants to be asked with next time. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly visitorId?: string }
