import { operationNameOf } from './payload-facts.ts'
import type { Observation } from './observation.ts'

/** How one HTTP request ended. */
export interface Ending {
  readonly correlationId: string
  readonly method: string
  readonly status: number
  readonly ms: number
  /** The caller was gone before its answer was. */
  readonly hungUp: boolean
}

/** All that is told of one request at /graphql, in the log and in its span. */
export interface RequestLine extends Omit<Ending, 'hungUp'> {
  readonly path: '/graphql'
  readonly hungUp?: true
  readonly operation?: string
  readonly operationName?: string
  readonly account?: string
  /** Of the root fields, each once. */
  readonly outcomes?: readonly string[]
  readonly problems?: readonly string[]
  /** Codes of GraphQL errors. */
  readonly errors?: readonly string[]
  readonly upstreamCalls?: number
  readonly upstreamMs?: number
}

type Seen = Pick<
  Observation,
  'operation' | 'account' | 'outcomes' | 'problems' | 'errors' | 'upstreamCalls' | 'upstreamMs'
>

/** Words of the schema, configured ids, numbers: no variable, no text of a message, no id of a consumer. */
export function toRequestLine(ending: Ending, seen: Seen): RequestLine {
  const { correlationId, method, status, ms, hungUp } = ending
  const { operation, account, outcomes, problems, errors, upstreamCalls, upstreamMs } = seen
  const operationName = operationNameOf(operation?.name)
  const line: Writable<RequestLine> = { correlationId, method, status, ms, path: '/graphql' }
  if (hungUp) line.hungUp = true
  if (operation) line.operation = operation.type
  if (operationName !== undefined) line.operationName = operationName
  if (account !== undefined) line.account = account
  if (outcomes.length > 0) line.outcomes = unique(outcomes)
  if (problems.length > 0) line.problems = unique(problems)
  if (errors.length > 0) line.errors = unique(errors)
  if (upstreamCalls > 0) {
    line.upstreamCalls = upstreamCalls
    line.upstreamMs = Math.round(upstreamMs)
  }
  return line
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

const unique = (words: readonly string[]): readonly string[] =>
  words.length === 1 ? words : [...new Set(words)]

const webhookResults: Readonly<Record<number, string>> = {
  200: 'accepted',
  401: 'refused',
  503: 'not-kept',
}

/** Besides what is told of every request. The account is the caller's word, unless it is ours to serve. */
export function toWebhookFacts(
  status: number,
  account: string | undefined,
): { readonly account?: string; readonly result: string } {
  return {
    ...(account !== undefined && { account }),
    result: webhookResults[status] ?? 'not-taken',
  }
}
