import { decodeJwt } from 'jose'
import { z } from 'zod'
import type { EmulatorOptions } from '../../src/emulator/emulator.ts'
import {
  type Client,
  conversationIdOf,
  eventOf,
  type Headers,
  type Reply,
  startClient,
  textOf,
} from './client.ts'

/** One consumer's conversation. */
export interface Conversation {
  readonly headers: Headers
  readonly lpConsumerId: string
  readonly conversationId: string
  /** By SEND; into the MAIN dialog unless another is named. */
  publish(event: object, dialogId?: string): Promise<Reply>
  say(text: string): Promise<Reply>
  update(conversationField: unknown): Promise<Reply>
}

/** A client with Ada's conversation. */
export type Chat = Client & Conversation

export async function startChat(options: EmulatorOptions = {}, batch?: unknown): Promise<Chat> {
  const client = await startClient(options)
  return { ...client, ...(await openFor(client, 'ada', batch)) }
}

export async function openFor(
  client: Client,
  consumerId: string,
  batch?: unknown,
): Promise<Conversation> {
  const headers = await client.authorize(consumerId)
  const conversationId = conversationIdOf(await client.open(headers, batch))
  const publish: Conversation['publish'] = (event, dialogId = conversationId) =>
    client.send(headers, eventOf(event, { dialogId }))
  return {
    headers,
    lpConsumerId: String(decodeJwt(headers['x-lp-on-behalf'] ?? '')['lp_consumer_id']),
    conversationId,
    publish,
    say: (text) => publish(textOf(text)),
    update: (conversationField) =>
      client.send(headers, updateOf(conversationId, conversationField)),
  }
}

export const updateOf = (conversationId: string, conversationField: unknown) => ({
  kind: 'req',
  id: 'u',
  type: 'cm.UpdateConversationField',
  body: { conversationId, conversationField },
})

export const CLOSE = { field: 'ConversationStateField', conversationState: 'CLOSE' }
export const closeDialog = (dialogId: string) => ({
  field: 'DialogChange',
  type: 'UPDATE',
  dialog: { dialogId, state: 'CLOSE', closedCause: 'Closed by consumer' },
})

export const badRequest = (reqId: string, msg = 'Bad Request') => ({
  code: 'BAD_REQUEST',
  body: { msg },
  reqId,
})
export const CLOSED = 'Bad Request, Conversation is close'

const changeSchema = z.object({
  result: z.object({
    convId: z.string(),
    effectiveTTR: z.number(),
    conversationDetails: z.looseObject({
      state: z.string(),
      stage: z.string(),
      skillId: z.string(),
      metaDataLastUpdateTs: z.number(),
      participants: z.array(z.object({ id: z.string(), role: z.string() })),
      dialogs: z.array(z.looseObject({ dialogId: z.string(), dialogType: z.string() })),
    }),
  }),
})

/** What a conversation-change notification tells. */
export const resultOf = (change: unknown) => changeSchema.parse(change).result
