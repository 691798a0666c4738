import { type ItemResult, json, okResult, refusedResult } from '../answers.ts'
import type { Handler, ItemRefusal } from '../call.ts'
import { authorizeSend } from '../requests/authorize.ts'
import { type Batch, readBatch } from '../requests/batch.ts'
import type { Envelope } from '../requests/envelope.ts'
import type { EmulatorState } from '../state.ts'
import type { Consumer, Tokens } from '../tokens.ts'

export interface ConversationOptions {
  readonly tokens: Tokens
  readonly state: EmulatorState
  /** The HTTP status with which a batch is answered whose conversation is not opened. */
  readonly refusalStatus: 200 | 400
}

/** CONVERSATION: a batch, processed item by item; what was done stays done when a later one fails. */
export function createConversation({ tokens, state, refusalStatus }: ConversationOptions): Handler {
  return async (call) => {
    const consumer = await authorizeSend(call, tokens)
    if (!consumer.ok) return consumer.answer
    const batch = readBatch(call.body, call.accountId)
    if (!batch.ok) return batch.answer

    const results = performBatch(batch.value, consumer.value, state, call.refusal)
    return json(results[1].code === 'OK' ? 200 : refusalStatus, results)
  }
}

function performBatch(
  { profile, conversation, event }: Batch,
  consumer: Consumer,
  state: EmulatorState,
  refusal: ItemRefusal | undefined,
): readonly [ItemResult, ItemResult, ...ItemResult[]] {
  const unlessRefused = (item: Envelope<unknown>, perform: () => ItemResult): ItemResult =>
    refusal?.type === item.type ? refusedResult(item.id, refusal.message, refusal.code) : perform()

  const profileResult = unlessRefused(profile, () => {
    state.setProfile(consumer, profile.body)
    return okResult(profile.id, { msg: 'OK User Profile set successfully' })
  })

  let conversationId: string | undefined
  const conversationResult = unlessRefused(conversation, () => {
    conversationId = state.openConversation(consumer, conversation.body)
    return conversationId === undefined
      ? refusedResult(conversation.id, alreadyOpen(consumer))
      : okResult(conversation.id, { conversationId })
  })
  if (event === undefined) return [profileResult, conversationResult]

  const eventResult = unlessRefused(event, () => publish(event, conversationId, state))
  return [profileResult, conversationResult, eventResult]
}

function publish(
  { id, body, metadata }: NonNullable<Batch['event']>,
  conversationId: string | undefined,
  state: EmulatorState,
): ItemResult {
  const sequence =
    conversationId === undefined
      ? 'invalid'
      : state.publish(conversationId, { event: body.event, metadata })
  return typeof sequence === 'string'
    ? refusedResult(id, 'Bad Request')
    : okResult(id, { sequence })
}

const alreadyOpen = ({ lpConsumerId }: Consumer): string =>
  `Consumer request conversation failed: User ${lpConsumerId} already has open conversation. ` +
  `Can't open another one.`
