import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Authenticator } from './auth/authenticator.ts'
import { badHeader } from './auth/errors.ts'
import type { Viewer } from './auth/viewer.ts'
import { createDeadline, type Deadline } from './deadline.ts'
import { Loaders } from './loaders.ts'
import type { ConversationLog } from './message/conversation-log.ts'
import { andThen, type Eventual } from './promises.ts'
import type { Store } from './store/store.ts'

/** What one request knows. */
export interface Context {
  readonly viewer: Viewer
  readonly loaders: Loaders
  readonly log: ConversationLog
  readonly deadline: Deadline
  readonly correlationId: string
  /** The header `Idempotency-Key`; means the same as the input field. */
  readonly idempotencyKey: string | undefined
}

export interface ContextParts {
  readonly authenticator: Authenticator
  readonly store: Store
  readonly log: ConversationLog
  readonly upstreamTimeoutMs: number
}

/** Throws or rejects with a GraphQLError when the caller is nobody we know, or a header says what it cannot mean. */
export function createContext(
  { authenticator, store, log, upstreamTimeoutMs }: ContextParts,
  headers: IncomingHttpHeaders,
  correlationId: string,
): Eventual<Context> {
  const deadline = createDeadline(timeoutOf(headers['x-request-timeout-ms'], upstreamTimeoutMs))
  const idempotencyKey = toIdempotencyKey(headers['idempotency-key'])
  return andThen(authenticator.authenticate(headers, deadline.signal), (viewer) => ({
    viewer,
    loaders: new Loaders(store),
    log,
    deadline,
    correlationId,
    idempotencyKey,
  }))
}

/** For an operation on a connection whose caller has been authenticated before. */
export function contextOf(
  { store, log, upstreamTimeoutMs }: ContextParts,
  viewer: Viewer,
  correlationId: string,
): Context {
  const deadline = createDeadline(upstreamTimeoutMs)
  const loaders = new Loaders(store)
  return { viewer, loaders, log, deadline, correlationId, idempotencyKey: undefined }
}

/** The caller's own id of the request where it can be logged and sent back, or a new one. */
export function correlationIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-correlation-id']
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID()
}

/** A caller may wish for less time than the gateway allows, not for more. */
function timeoutOf(header: string | string[] | undefined, maxMs: number): number {
  if (header === undefined) return maxMs
  const ms = typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : 0
  if (ms < 1) throw badHeader('x-request-timeout-ms: expected a number of milliseconds, 1 or more')
  return Math.min(ms, maxMs)
}

/** IETF draft-ietf-httpapi-idempotency-key-header writes it as a quoted string; many callers do not. */
function toIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  const key = typeof header === 'string' ? header.trim().replace(/^"(.*)"$/, '$1') : ''
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw badHeader('Idempotency-Key: expected one key of 1 to 255 visible characters')
  }
  return key
}
