import type { Subject } from '../auth/subject.ts'
import type { Monitoring } from '../connector/monitoring.ts'
import type { FoundEngagement } from '../connector/monitoring-answer.ts'
import { newRecord } from '../conversation/creation.ts'
import type { Deadline } from '../deadline.ts'
import type { ConversationRecord, ConversationRegistry } from '../store/store.ts'
import type { EngagementOrder } from './engagement-order.ts'
import type { Finding, KnownEngagement } from './finding.ts'
import { toEngagementBody, toVisitor } from './engagement.mapper.ts'

export interface FinderParts {
  readonly monitoring: Pick<Monitoring, 'findEngagements'>
  readonly conversations: ConversationRegistry
  /** The identity provider that vouches for every consumer; absent where there is none. */
  readonly issuer: string | undefined
  readonly onStoreError: (error: unknown) => void
}

/** Asks the Monitoring API, and tells which conversation it speaks of. */
export class EngagementFinder {
  readonly #parts: FinderParts

  constructor(parts: FinderParts) {
    this.#parts = parts
  }

  /** Never rejects for what LivePerson or the store does. */
  async find(order: EngagementOrder, deadline: Deadline): Promise<Finding> {
    const { subject, appInstallationId, input } = order
    const outcome = await this.#parts.monitoring.findEngagements(
      {
        accountId: subject.accountId,
        appInstallationId,
        visitor: toVisitor(input),
        body: toEngagementBody(order, this.#parts.issuer),
      },
      deadline,
    )
    if (outcome.kind === 'failed') return outcome
    const engagements = await Promise.all(
      outcome.session.engagements.map((engagement) => this.#withConversation(engagement, order)),
    )
    return { kind: 'found', session: { ...outcome.session, engagements } }
  }

  async #withConversation(
    engagement: FoundEngagement,
    { subject, input }: EngagementOrder,
  ): Promise<KnownEngagement> {
    if (engagement.conversationId === undefined) return engagement
    try {
      const [known] = await this.#parts.conversations.getMany([engagement.conversationId])
      if (known !== undefined) return withOwn(engagement, known, subject)
    } catch (error) {
      this.#parts.onStoreError(error)
      return engagement
    }
    // The Monitoring API takes no token, so one that was only shown to us has proved nothing yet. Nor
    // do the ids of a visitor or a session prove whose they are: the caller has chosen them.
    if (subject.viewer.kind === 'passthrough' || input.visitorId || input.sessionId) {
      return engagement
    }

    const { conversationId, campaignId, engagementId } = engagement
    // It was opened elsewhere, or forgotten: now is when it was first seen.
    const campaignInfo = { campaignId, engagementId }
    const record = newRecord(conversationId, subject, { campaignInfo }, Date.now())
    const conversation = { ...record, isFound: true } as const
    return withOwn(engagement, await this.#remember(conversation), subject)
  }

  /** It is open, whether or not the store takes note of it. Who opened it meanwhile knows more. */
  async #remember(conversation: ConversationRecord): Promise<ConversationRecord> {
    try {
      return await this.#parts.conversations.add(conversation)
    } catch (error) {
      this.#parts.onStoreError(error)
      return conversation
    }
  }
}

const withOwn = (
  engagement: FoundEngagement,
  conversation: ConversationRecord,
  subject: Subject,
): KnownEngagement =>
  conversation.owner === subject.owner ? { ...engagement, conversation } : engagement
