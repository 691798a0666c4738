import type { Failure } from './failure.ts'
import type { EngagementAnswer } from './monitoring-answer.ts'
import { nextMove } from './policy.ts'

/** LivePerson: four retries, each so long after the answer before. */
const PAUSES_MS = [3_000, 10_000, 30_000, 90_000] as const
const LONGEST_PAUSE_MS = 90_000

export type EngagementTrouble = Exclude<EngagementAnswer, { kind: 'found' }>

/** What to do after an answer that found nothing out; `failure` is what the caller is told if it ends here. */
export type EngagementMove =
  | { readonly kind: 'wait'; readonly ms: number; readonly failure: Failure }
  | { readonly kind: 'give-up'; readonly failure: Failure }

/** What was done so far for one question. */
export interface Asked {
  /** After answers that said "not yet". */
  readonly pauses: number
  /** After no answer, or a 429. */
  readonly waits: number
}

/**
 * "Not yet" is waited out by LivePerson's own schedule while the deadline allows; the caller is told
 * the pause that did not fit. What comes before an answer is tried again as with every service.
 * Source: LivePerson's Monitoring API, Engagement method; 4xx are never repeated.
 */
export function nextEngagementMove(
  trouble: EngagementTrouble,
  { pauses, waits }: Asked,
  now: { readonly msLeft: number; readonly random: number },
): EngagementMove {
  switch (trouble.kind) {
    case 'failed':
      return { kind: 'give-up', failure: trouble.failure }
    case 'postponed': {
      const { failure } = trouble
      const tried = { waits, renewedAppJwt: true, renewedConsumerJws: true }
      const move = nextMove(failure, tried, { ...now, mintsTokens: false })
      return move.kind === 'wait' ? { ...move, failure } : { kind: 'give-up', failure }
    }
    case 'not-yet': {
      const ms = PAUSES_MS[pauses]
      const failure: Failure = {
        kind: 'unavailable',
        reason: trouble.reason,
        retryable: true,
        retryAfterMs: ms ?? LONGEST_PAUSE_MS,
      }
      return ms !== undefined && ms < now.msLeft
        ? { kind: 'wait', ms, failure }
        : { kind: 'give-up', failure }
    }
  }
}
