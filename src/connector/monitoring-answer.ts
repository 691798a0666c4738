import type { ConversationId } from '../ids.ts'
import { isRecord, parseJson, throttled, unsent } from './answer.ts'
import type { Failure } from './failure.ts'
import type { Exchange } from './http-client.ts'
import type { MonitoredVisitor } from './protocol.ts'

/** A campaign's engagement that fits the consumer. Ids are numbers on the wire, and text from here on. */
export interface FoundEngagement {
  readonly campaignId: string
  readonly engagementId: string
  readonly engagementRevision?: number
  readonly contextId?: string
  readonly connectorId?: string
  /** `expose`, or `conversation` when the consumer has one open. */
  readonly status: string
  readonly conversationId?: ConversationId
}

export interface MonitoredSession extends MonitoredVisitor {
  readonly pageId?: string
  readonly engagements: readonly FoundEngagement[]
}

/** What the Monitoring API's answer says. */
export type EngagementAnswer =
  | { readonly kind: 'found'; readonly session: MonitoredSession }
  /** The account is still loading, or the service is in trouble. `visitorId` is to be sent next time. */
  | { readonly kind: 'not-yet'; readonly reason: string; readonly visitorId?: string }
  /** No answer came, or it asks for fewer calls. */
  | { readonly kind: 'postponed'; readonly failure: Failure }
  /** Asking again would change nothing. */
  | { readonly kind: 'failed'; readonly failure: Failure }

export function readEngagementAnswer(exchange: Exchange, now: number): EngagementAnswer {
  if (exchange.kind === 'unsent') return { kind: 'postponed', failure: unsent(exchange) }
  if (exchange.kind === 'lost') {
    return { kind: 'postponed', failure: unavailable(exchange.reason) }
  }
  const { status, headers } = exchange
  const body = parseJson(exchange.text)
  if (status === 429) return { kind: 'postponed', failure: throttled(headers['retry-after'], now) }
  if (status === 202 || status >= 500) return notYet(status, body)
  if (status >= 400) return { kind: 'failed', failure: rejected(status, body) }
  const session = status < 300 ? readSession(body) : undefined
  return session === undefined
    ? {
        kind: 'failed',
        failure: unavailable('the Monitoring API answered in no known form'),
      }
    : { kind: 'found', session }
}

const unavailable = (reason: string): Failure => ({ kind: 'unavailable', reason, retryable: true })

/** v1.1 answers 202 while an account loads; the visitor's id stands in the body or in its message. */
function notYet(status: number, body: unknown): EngagementAnswer {
  const fields = isRecord(body) ? body : {}
  const visitorId = toText(fields.visitorId ?? fields.vid) ?? visitorIn(fields.message)
  return {
    kind: 'not-yet',
    reason: status === 202 ? 'the account is still loading' : `HTTP ${status}`,
    ...(visitorId !== undefined && { visitorId }),
  }
}

function visitorIn(message: unknown): string | undefined {
  if (typeof message !== 'string') return undefined
  return /\b(?:vid|visitor ?id)["']?\s*[:=]\s*["']?([\w-]{1,256})/i.exec(message)?.[1]
}

/** `{time, message, internalCode}`: the code says more than the status. */
function rejected(status: number, body: unknown): Failure {
  const { internalCode, message } = isRecord(body) ? body : {}
  return {
    kind: 'rejected',
    code: toText(internalCode) ?? String(status),
    ...(typeof message === 'string' && { message }),
  }
}

function readSession(body: unknown): MonitoredSession | undefined {
  if (!isRecord(body)) return undefined
  const { engagementDetails = [] } = body
  const ids = textsOf(body, ['sessionId', 'visitorId', 'pageId'])
  if (!Array.isArray(engagementDetails)) return undefined
  if (ids.sessionId === undefined && engagementDetails.length === 0) return undefined

  const engagements = engagementDetails.map(readEngagement)
  return engagements.every((each) => each !== undefined) ? { ...ids, engagements } : undefined
}

function readEngagement(value: unknown): FoundEngagement | undefined {
  if (!isRecord(value)) return undefined
  const { engagementRevision: revision, status, conversationId } = value
  const { campaignId, engagementId, ...ids } = textsOf(value, [
    'campaignId',
    'engagementId',
    'contextId',
    'connectorId',
  ])
  if (campaignId === undefined || engagementId === undefined) return undefined
  return {
    campaignId,
    engagementId,
    ...ids,
    ...(typeof revision === 'number' &&
      revision === (revision | 0) && {
        engagementRevision: revision,
      }),
    status: toText(status) ?? 'expose',
    ...(typeof conversationId === 'string' &&
      /^\S{1,64}$/.test(conversationId) && { conversationId: conversationId as ConversationId }),
  }
}

function textsOf<const Name extends string>(
  body: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): { readonly [N in Name]?: string } {
  return Object.fromEntries(
    names.flatMap((name) => {
      const text = toText(body[name])
      return text === undefined ? [] : [[name, text]]
    }),
  ) as { readonly [N in Name]?: string }
}

/** An id of a length that we would pass on; a number only where it is exact. */
function toText(value: unknown): string | undefined {
  const text = Number.isSafeInteger(value) ? String(value) : value
  return typeof text === 'string' && text.trim() !== '' && text.length <= 256 ? text : undefined
}
