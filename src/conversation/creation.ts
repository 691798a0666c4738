import type { BatchOutcome } from '../connector/connector.ts'
import type { Failure } from '../connector/failure.ts'
import type { ConversationBatch } from '../connector/protocol.ts'
import type { Subject } from '../auth/subject.ts'
import type { EngagementOrder } from '../engagement/engagement-order.ts'
import type { ConversationId } from '../ids.ts'
import { said } from '../said.ts'
import type { ConversationRecord } from '../store/store.ts'
import type { WrittenBatch } from './batch.mapper.ts'
import type { CreateConversationInput } from './create-conversation.input.ts'
import { type RequestOutcome, toOutcomes, type ToRecord } from './request-outcome.ts'

/** A sound createConversation: what is sent, for whom, under which key. */
export interface CreationOrder extends WrittenBatch {
  readonly input: CreateConversationInput
  /** Asked before the batch leaves, and filled into it. */
  readonly engagement?: EngagementOrder
  /** What the idempotency key is bound to: the input as given, whatever the engagement fills in. */
  readonly asked: string
  readonly subject: Subject
  readonly idempotencyKey: string | undefined
}

/** What one createConversation led to: all that its answer is made of, and all that is kept for a replay. */
export interface Creation {
  /** One for each request of the batch. */
  readonly outcomes: readonly RequestOutcome[]
  /** Why none of them was performed. */
  readonly failure?: Failure
  /** The Monitoring API was asked, and no engagement fits the consumer. */
  readonly foundNoEngagement?: boolean
  /** The Monitoring API found a conversation open, so nothing was sent. */
  readonly isOneOpen?: boolean
  /** The one that kept this one from being created, when it is known. */
  readonly openConversation?: ConversationRecord
}

export function toCreation(
  batch: ConversationBatch,
  outcome: BatchOutcome,
  toRecord: ToRecord,
): Creation {
  switch (outcome.kind) {
    case 'answered':
      return { outcomes: toOutcomes(batch, outcome.items, toRecord) }
    case 'not-performed':
      return { outcomes: batch.map(() => ({ kind: 'not-performed' })), failure: outcome.failure }
    case 'unknown':
      return { outcomes: batch.map(() => ({ kind: 'unknown' })) }
  }
}

/** The outcome that the whole creation stands or falls with. */
export function conversationOutcome({ outcomes }: Creation): RequestOutcome {
  return outcomes[1] ?? { kind: 'unknown' }
}

/** CONVERSATION has no code for it, only these words. */
export function foundOneOpen(creation: Creation): boolean {
  if (creation.isOneOpen) return true
  const outcome = conversationOutcome(creation)
  return outcome.kind === 'rejected' && /already has (an )?open conversation/i.test(outcome.message)
}

type Asked = Pick<CreateConversationInput, 'skillId' | 'campaignInfo' | 'conversationContext'>

/** What is known of a conversation as soon as it has an id. */
export function newRecord(
  id: ConversationId,
  { accountId, consumerId, owner }: Subject,
  { skillId, campaignInfo, conversationContext }: Asked,
  now: number,
): ConversationRecord {
  return {
    id,
    accountId,
    consumerId,
    owner,
    stage: 'OPEN',
    createdAt: now,
    ...said({
      skillId,
      campaignInfo: campaignInfo && { ...campaignInfo },
      context: conversationContext && said(conversationContext),
    }),
  }
}
