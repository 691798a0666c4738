import { Pool } from 'undici'
import { ACCOUNT_ID, CONVERSATION_PATH } from '../workload.ts'
import { type CreateConversationInput, toBatch } from './batch.ts'

/** As Node has them. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>

interface AnswerItem {
  readonly code: string
  readonly body: { readonly msg?: string; readonly conversationId?: string }
}

interface Result {
  readonly __typename: string
  readonly requestId: string
  readonly requestType: string
  readonly [field: string]: unknown
}

export interface Payload {
  readonly outcome: string
  readonly conversation: { readonly id: string; readonly stage: string } | null
  readonly results: readonly Result[]
  readonly problem: object | null
  readonly replayed: boolean
}

const pool = new Pool(process.env['UPSTREAM'] ?? '', { connections: 64, allowH2: false })
const requestTypes = ['SET_USER_PROFILE', 'CONSUMER_REQUEST_CONVERSATION'] as const

/** What every peer's resolver does: map, call, map. */
export async function createConversation(
  input: CreateConversationInput,
  headers: Headers,
): Promise<Payload> {
  const answer = await pool.request({
    method: 'POST',
    path: CONVERSATION_PATH,
    headers: {
      authorization: headers['authorization'],
      'x-lp-on-behalf': headers['x-lp-on-behalf'],
      'content-type': 'application/json',
    },
    body: JSON.stringify(toBatch(input, ACCOUNT_ID)),
  })
  return toPayload((await answer.body.json()) as readonly AnswerItem[])
}

function toPayload(items: readonly AnswerItem[]): Payload {
  const id = items[1]?.body.conversationId
  const isGood = items.every(({ code }) => code === 'OK')
  return {
    outcome: id === undefined ? 'NOT_CREATED' : isGood ? 'CREATED' : 'CREATED_WITH_PROBLEMS',
    conversation: id === undefined ? null : { id, stage: 'OPEN' },
    results: items.map(toResult),
    problem: isGood ? null : { __typename: 'RequestRefused', code: 'REQUEST_REJECTED' },
    replayed: false,
  }
}

function toResult({ code, body }: AnswerItem, index: number): Result {
  const request = {
    requestId: String(index + 1),
    requestType: requestTypes[index] ?? 'SET_USER_PROFILE',
  }
  if (code !== 'OK') {
    return { __typename: 'RequestRejected', ...request, code, message: body.msg ?? '' }
  }
  const { conversationId, msg } = body
  return conversationId === undefined
    ? { __typename: 'UserProfileSet', ...request, message: msg ?? null }
    : { __typename: 'ConversationRequested', ...request, conversationId }
}
