import type { Failure } from './failure.ts'
import { AuthErrorCode } from './protocol.ts'

/** What to do after an attempt that had no effect. */
export type NextMove =
  | { readonly kind: 'give-up' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'renew-app-jwt' }
  | { readonly kind: 'renew-consumer-jws' }

/** What was done so far for one request. */
export interface Tried {
  readonly waits: number
  readonly renewedAppJwt: boolean
  readonly renewedConsumerJws: boolean
}

export interface Circumstances {
  /** False when the caller brought the tokens: then there is nothing to renew. */
  readonly mintsTokens: boolean
  readonly msLeft: number
  /** Uniform in [0, 1). */
  readonly random: number
}

/** LivePerson: at least a second between calls after a 429, and no bursts. */
const MIN_THROTTLE_MS = 1000
const THROTTLE_JITTER_MS = 500
const MAX_RECONNECTS = 4
const BASE_BACKOFF_MS = 50
const MAX_BACKOFF_MS = 2000

/**
 * Each token is renewed at most once, a 429 is waited out, a connection that never opened is tried
 * again; all of it only while the deadline allows.
 * Source: LivePerson's retry policy recommendations; 4xx are never repeated.
 */
export function nextMove(failure: Failure, tried: Tried, now: Circumstances): NextMove {
  switch (failure.kind) {
    case 'unauthorized':
      if (!now.mintsTokens) return giveUp
      if (failure.errorCode === AuthErrorCode.appJwtInvalid && !tried.renewedAppJwt) {
        return { kind: 'renew-app-jwt' }
      }
      if (failure.errorCode === AuthErrorCode.consumerJwsInvalid && !tried.renewedConsumerJws) {
        return { kind: 'renew-consumer-jws' }
      }
      return giveUp
    case 'throttled': {
      const atLeast = Math.max(failure.retryAfterMs ?? 0, MIN_THROTTLE_MS)
      return waitWithin(now.msLeft, atLeast + now.random * THROTTLE_JITTER_MS)
    }
    case 'unavailable': {
      if (!failure.retryable || tried.waits >= MAX_RECONNECTS) return giveUp
      const ceiling = Math.min(MAX_BACKOFF_MS, BASE_BACKOFF_MS * 2 ** tried.waits)
      return waitWithin(now.msLeft, ceiling * now.random)
    }
    case 'shed':
    case 'rejected':
      return giveUp
  }
}

const giveUp: NextMove = { kind: 'give-up' }

function waitWithin(msLeft: number, ms: number): NextMove {
  return ms < msLeft ? { kind: 'wait', ms } : giveUp
}
