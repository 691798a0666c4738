import type { ExecutionResult } from 'graphql'
import type { Emulator } from '../../src/emulator/emulator.ts'
import type { CreateConversationMutation } from '../generated/graphql.ts'

/** What a client wants done once. Its id goes out as the skill, by which its POSTs are known. */
export interface Intent {
  readonly id: string
  readonly consumerId: string
  /** Absent when the client takes no care. */
  readonly key?: string
}

/** What one call learned. */
export type Told =
  | { readonly kind: 'created'; readonly conversationId: string; readonly replayed: boolean }
  /** LivePerson refused the conversation. */
  | {
      readonly kind: 'refused'
      readonly replayed: boolean
      readonly isOneOpen: boolean
      readonly openConversationId?: string
    }
  | { readonly kind: 'unknown'; readonly replayed: boolean }
  /** The call had no effect; a key is free again. */
  | { readonly kind: 'nothing-done'; readonly code: string; readonly retryable: boolean }
  | { readonly kind: 'in-progress' }
  /** The request never reached GraphQL: it was cut short, or shed. Says nothing about its key. */
  | { readonly kind: 'unheard'; readonly code: string }
  /** An answer that this program cannot have earned. */
  | { readonly kind: 'fault'; readonly text: string }
  /** The connection broke before the answer, or what came was no answer. */
  | { readonly kind: 'lost' }
  /** Neither an answer nor the end of the connection came in time. */
  | { readonly kind: 'hung' }

/** Moments are milliseconds since the epoch. */
export interface Call {
  readonly intentId: string
  readonly startedAt: number
  readonly endedAt: number
  readonly told: Told
}

/** A conversation that really exists. */
export interface Conversation {
  readonly conversationId: string
  readonly consumerId: string
  readonly intentId: string
  readonly startedAt: number
}

/** A CONVERSATION request that has come to LivePerson; no status when no answer went out. */
export interface Post {
  readonly intentId: string
  readonly status: number | undefined
}

export interface Evidence {
  readonly intents: readonly Intent[]
  readonly calls: readonly Call[]
  readonly conversations: readonly Conversation[]
  /** In the order in which they came. */
  readonly posts: readonly Post[]
}

/** Codes of answers to what never reached GraphQL: a request that was cut short, or shed. */
const unheardCodes: readonly unknown[] = ['BAD_REQUEST', 'REQUEST_TIMEOUT', 'OVERLOADED']

/** Why a call may have had no effect, in a world where every input and every key is sound. */
const innocentCodes: readonly string[] = [
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_UNAUTHORIZED',
  'THROTTLED',
  'REQUEST_REJECTED',
]

export function toTold({ data, errors }: ExecutionResult<CreateConversationMutation>): Told {
  if (data) return fromPayload(data.createConversation)
  const code = errors?.[0]?.extensions['code']
  return typeof code === 'string' && unheardCodes.includes(code)
    ? { kind: 'unheard', code }
    : { kind: 'fault', text: JSON.stringify(errors) }
}

function fromPayload(payload: CreateConversationMutation['createConversation']): Told {
  const { outcome, conversation, problem, replayed, results } = payload
  const fault: Told = { kind: 'fault', text: JSON.stringify(payload) }
  switch (outcome) {
    case 'CREATED':
    case 'CREATED_WITH_PROBLEMS':
      return conversation ? { kind: 'created', conversationId: conversation.id, replayed } : fault
    case 'UNKNOWN':
      return problem?.code === 'IDEMPOTENCY_IN_PROGRESS'
        ? { kind: 'in-progress' }
        : { kind: 'unknown', replayed }
    case 'NOT_CREATED': {
      if (!problem) return fault
      if (results[1]?.__typename === 'RequestRejected') {
        const open = problem.__typename === 'ConversationAlreadyOpen' && problem.conversation
        return {
          kind: 'refused',
          replayed,
          isOneOpen: problem.code === 'CONVERSATION_ALREADY_OPEN',
          ...(open && { openConversationId: open.id }),
        }
      }
      const { code, retryable } = problem
      return innocentCodes.includes(code) ? { kind: 'nothing-done', code, retryable } : fault
    }
  }
}

/** What LivePerson knows. */
export function readDeeds(emulator: Emulator): Pick<Evidence, 'conversations' | 'posts'> {
  return {
    conversations: emulator
      .conversations()
      .map(({ conversationId, consumerId, request, startTs }) => ({
        conversationId,
        consumerId,
        intentId: String(request['skillId']),
        startedAt: startTs,
      })),
    posts: emulator
      .requests('conversation')
      .map(({ body, status }) => ({ intentId: intentOf(body), status })),
  }
}

function intentOf(body: string): string {
  const batch: readonly { readonly body: { readonly skillId?: string } }[] = JSON.parse(body)
  return String(batch[1]?.body.skillId)
}
