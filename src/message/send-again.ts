import { type Rejected } from '../conversation/request-outcome.ts'
import { saysClosed } from './send-outcome.ts'

/** LivePerson: a conversation may not be valid at once. How long that can last is not documented. */
const FRESH_MS = 10_000
const PAUSES_MS = [150, 300, 600]
const JITTER = 0.25

export interface Since {
  /** Since the conversation was created; below zero where the clocks of replicas differ. */
  readonly ageMs: number
  /** How often the request was sent again for this. */
  readonly repeats: number
  /** Uniform in [0, 1). */
  readonly random: number
}

/**
 * Whether a refusal may be no more than a conversation that is too new.
 * @returns the wait before the request is sent again in milliseconds; undefined to take the refusal
 */
export function waitForNew(
  refusal: Rejected,
  { ageMs, repeats, random }: Since,
): number | undefined {
  const pauseMs = PAUSES_MS[repeats]
  const isVague = /^(bad_request|400)$/i.test(refusal.code) && !saysClosed(refusal)
  if (!isVague || ageMs >= FRESH_MS || pauseMs === undefined) return undefined
  return pauseMs * (1 - JITTER + 2 * JITTER * random)
}
