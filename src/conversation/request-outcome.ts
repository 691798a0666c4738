import type { AnswerItem } from '../connector/answer.ts'
import { pairUp } from '../connector/pairing.ts'
import type { BatchRequest } from '../connector/protocol.ts'
import type { ConversationId } from '../ids.ts'
import type { ConversationRecord } from '../store/store.ts'

export interface ProfileSet {
  readonly kind: 'profile-set'
  readonly message?: string
}

export interface Published {
  readonly kind: 'published'
  readonly sequence: number
}

/** LivePerson answered, and said no. */
export interface Rejected {
  readonly kind: 'rejected'
  readonly code: string
  readonly message: string
}

/** What became of one request of the batch. */
export type RequestOutcome =
  | ProfileSet
  | { readonly kind: 'requested'; readonly conversation: ConversationRecord }
  | Published
  | Rejected
  | { readonly kind: 'not-performed' }
  | { readonly kind: 'unknown' }

/** What is known of a conversation once LivePerson has given it an id. */
export type ToRecord = (id: ConversationId) => ConversationRecord

/** One outcome for each request. */
export function toOutcomes(
  requests: readonly BatchRequest[],
  items: readonly (AnswerItem | undefined)[],
  toRecord: ToRecord,
): readonly RequestOutcome[] {
  const read = (request: BatchRequest, item: AnswerItem) => toOutcome(request, item, toRecord)
  const outcomes = pairUp(requests, items, { read, isSuccess })
  return outcomes.map((outcome) => outcome ?? { kind: 'unknown' })
}

export function isSuccess({ kind }: RequestOutcome): boolean {
  return kind === 'profile-set' || kind === 'requested' || kind === 'published'
}

/** A success that lacks what its kind must carry tells nothing. */
function toOutcome({ type }: BatchRequest, item: AnswerItem, toRecord: ToRecord): RequestOutcome {
  if (!item.ok) return toRejected(item)
  switch (type) {
    case 'userprofile.SetUserProfile':
      return toProfileSet(item.body)
    case 'cm.ConsumerRequestConversation': {
      const { conversationId } = item.body
      return typeof conversationId === 'string' && /^\S{1,64}$/.test(conversationId)
        ? { kind: 'requested', conversation: toRecord(conversationId as ConversationId) }
        : { kind: 'unknown' }
    }
    case 'ms.PublishEvent':
      return toPublished(item.body) ?? { kind: 'unknown' }
  }
}

export function toRejected({ code, body: { msg } }: AnswerItem): Rejected {
  return { kind: 'rejected', code, message: typeof msg === 'string' ? msg : '' }
}

export function toProfileSet({ msg }: AnswerItem['body']): ProfileSet {
  return typeof msg === 'string' ? { kind: 'profile-set', message: msg } : { kind: 'profile-set' }
}

/** Undefined where the place in the dialog is missing. */
export function toPublished({ sequence }: AnswerItem['body']): Published | undefined {
  return typeof sequence === 'number' && isGraphQLInt(sequence)
    ? { kind: 'published', sequence }
    : undefined
}

const isGraphQLInt = (value: number): boolean => value === (value | 0)
