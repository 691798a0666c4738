import { SHED_RETRY_MS } from './guarded-client.ts'
import type { Exchange } from './http-client.ts'
import type { Failure } from './failure.ts'

/** One entry of CONVERSATION's answer, or the whole of SEND's, as tolerant as the documents are contradictory. */
export interface AnswerItem {
  /** As text, whatever it was sent as; absent when it was missing. */
  readonly reqId?: string
  /** `OK`, or the name of an HTTP status. */
  readonly code: string
  readonly ok: boolean
  readonly body: Readonly<Record<string, unknown>>
}

/** What LivePerson's answer to a POST of the Send API says. */
export type Answer =
  /** An entry is undefined where the item was not readable; its position still counts. */
  | { readonly kind: 'items'; readonly items: readonly (AnswerItem | undefined)[] }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** The POST may have had its effect; nothing says which. */
  | { readonly kind: 'unknown'; readonly reason: string }

/** The answer to a batch, which is an array: a 4xx without one refuses the batch as a whole. */
export function readAnswer(exchange: Exchange, now: number): Answer {
  switch (exchange.kind) {
    case 'unsent':
      return { kind: 'failed', failure: unsent(exchange) }
    case 'lost':
      return { kind: 'unknown', reason: exchange.reason }
    case 'answered':
      return readStatus(exchange, now)
  }
}

/** The answer of SEND is one object, so there a 4xx is the answer to the one request. */
export function readSendAnswer(exchange: Exchange, now: number): Answer {
  const answer = readAnswer(exchange, now)
  if (answer.kind !== 'failed' || answer.failure.kind !== 'rejected') return answer
  const { code, message } = answer.failure
  const body = message === undefined ? {} : { msg: message }
  return { kind: 'items', items: [{ code, ok: false, body }] }
}

function readStatus(
  { status, headers, text }: Exchange & { kind: 'answered' },
  now: number,
): Answer {
  if (status === 429) {
    return { kind: 'failed', failure: throttled(headers['retry-after'], now) }
  }
  // A redirect is nobody's documented answer, and a 5xx may come from in front of a service that did the work.
  if (status < 200 || status >= 500 || (status >= 300 && status < 400)) {
    return { kind: 'unknown', reason: `HTTP ${status}` }
  }
  const body = parseJson(text)
  const errorCode = authErrorCode(body)
  if (status === 401 || errorCode !== undefined) {
    return {
      kind: 'failed',
      failure: { kind: 'unauthorized', ...(errorCode !== undefined && { errorCode }) },
    }
  }
  if (Array.isArray(body)) return { kind: 'items', items: body.map(readItem) }
  if (status >= 400) return { kind: 'failed', failure: rejected(status, body) }
  const item = readItem(body)
  return item === undefined
    ? { kind: 'unknown', reason: 'the answer is not JSON of a known form' }
    : { kind: 'items', items: [item] }
}

export function unsent({ reason, isShed }: Exchange & { kind: 'unsent' }): Failure {
  return isShed
    ? { kind: 'shed', reason, retryAfterMs: SHED_RETRY_MS }
    : { kind: 'unavailable', reason, retryable: true }
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The code in `{"kind":"resp","code":401,"body":{"errorCode":…},"type":".ReqBody$ErrorResp"}`. */
export function authErrorCode(body: unknown): number | undefined {
  if (!isRecord(body) || !isRecord(body.body)) return undefined
  const { errorCode } = body.body
  return typeof errorCode === 'number' ? errorCode : undefined
}

/** RFC 9110: seconds, or a date. */
export function throttled(retryAfter: string | string[] | undefined, now: number): Failure {
  const text = typeof retryAfter === 'string' ? retryAfter.trim() : ''
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return { kind: 'throttled', ...(Number.isFinite(ms) && { retryAfterMs: Math.max(0, ms) }) }
}

function rejected(status: number, body: unknown): Failure {
  const item = readItem(body)
  const message = item?.body.msg
  return {
    kind: 'rejected',
    code: item === undefined || item.ok ? String(status) : item.code,
    ...(typeof message === 'string' && { message }),
  }
}

/** Ids come back as text or numbers, codes as `OK`, `200` or `"200"`; a success may lack a body. */
function readItem(value: unknown): AnswerItem | undefined {
  if (!isRecord(value)) return undefined
  const { reqId, code, body } = value
  if (typeof code !== 'string' && typeof code !== 'number') return undefined
  const text = String(code).trim()
  const ok = /^(ok|2\d\d)$/i.test(text)
  const content = isRecord(body) ? body : typeof body === 'string' ? { msg: body } : {}
  return typeof reqId === 'string' || typeof reqId === 'number'
    ? { reqId: String(reqId), code: text, ok, body: content }
    : { code: text, ok, body: content }
}
