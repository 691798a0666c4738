import { GraphQLError } from 'graphql'
import type { Throttled } from '../problems.ts'
import type { Standing } from './rate.ts'
import { toSeconds } from './rate-headers.ts'

const CODE = 'RATE_LIMITED'

/** What was asked too often has no payload to tell it in. */
export function rateLimited(standing: Standing): GraphQLError {
  const extensions = { code: CODE, retryAfterMs: toRetryAfterMs(standing) }
  return new GraphQLError(messageOf(standing), { extensions })
}

export function isRateLimited(error: unknown): error is GraphQLError {
  return error instanceof GraphQLError && error.extensions['code'] === CODE
}

/** The same, to be answered with HTTP 429. */
export function overHttp({ message, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, http: { status: 429 } } })
}

/** As data, where there is a payload. */
export function throttled(standing: Standing): Throttled {
  return {
    __typename: 'Throttled',
    code: 'THROTTLED',
    message: messageOf(standing),
    retryable: true,
    retryAfterMs: toRetryAfterMs(standing),
  }
}

function messageOf({ name, resetMs }: Standing): string {
  const who = { address: 'address', consumer: 'consumer', account: 'account' }[name]
  return `The gateway takes fewer requests of one ${who}. Nothing was done; come back in ${toSeconds(resetMs)} s.`
}

function toRetryAfterMs({ resetMs }: Standing): number {
  return Math.max(1, Math.ceil(resetMs))
}
