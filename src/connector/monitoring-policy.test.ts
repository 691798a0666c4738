import { describe, expect, it } from '@jest/globals'
import type { Failure } from './failure.ts'
import { type Asked, type EngagementTrouble, nextEngagementMove } from './monitoring-policy.ts'

const notYet: EngagementTrouble = { kind: 'not-yet', reason: 'the account is still loading' }
const postponed = (failure: Failure): EngagementTrouble => ({ kind: 'postponed', failure })
const unreachable: Failure = { kind: 'unavailable', reason: 'ECONNREFUSED', retryable: true }
const throttled: Failure = { kind: 'throttled', retryAfterMs: 3000 }
const refused: Failure = { kind: 'rejected', code: '37' }
const shed: Failure = { kind: 'shed', reason: 'too many', retryAfterMs: 1000 }
const stillLoading = (retryAfterMs: number): Failure => ({
  kind: 'unavailable',
  reason: 'the account is still loading',
  retryable: true,
  retryAfterMs,
})

const first: Asked = { pauses: 0, waits: 0 }
const longest = 3_600_000

describe('the next question', () => {
  it.each<[string, EngagementTrouble, Asked, number, number | undefined, Failure]>([
    ['after a first "not yet"', notYet, first, longest, 3_000, stillLoading(3_000)],
    ['after a second', notYet, { ...first, pauses: 1 }, longest, 10_000, stillLoading(10_000)],
    ['after a third', notYet, { ...first, pauses: 2 }, longest, 30_000, stillLoading(30_000)],
    ['after a fourth', notYet, { ...first, pauses: 3 }, longest, 90_000, stillLoading(90_000)],
    ['after a fifth', notYet, { ...first, pauses: 4 }, longest, undefined, stillLoading(90_000)],
    [
      'after other troubles: they do not count',
      notYet,
      { pauses: 0, waits: 9 },
      longest,
      3_000,
      stillLoading(3_000),
    ],
    ['at the very deadline', notYet, first, 3_000, undefined, stillLoading(3_000)],
    ['just before it', notYet, first, 3_001, 3_000, stillLoading(3_000)],
    [
      'when a later pause does not fit',
      notYet,
      { ...first, pauses: 1 },
      7_000,
      undefined,
      stillLoading(10_000),
    ],
    ['after a 429', postponed(throttled), first, longest, 3_250, throttled],
    ['after a 429 that does not fit', postponed(throttled), first, 3_200, undefined, throttled],
    ['after a refused connection', postponed(unreachable), first, longest, 25, unreachable],
    [
      'after a third refused connection',
      postponed(unreachable),
      { pauses: 3, waits: 2 },
      longest,
      100,
      unreachable,
    ],
    [
      'after a fifth refused connection',
      postponed(unreachable),
      { pauses: 0, waits: 4 },
      longest,
      undefined,
      unreachable,
    ],
    ['that we keep back ourselves', postponed(shed), first, longest, undefined, shed],
    ['after a refusal', { kind: 'failed', failure: refused }, first, longest, undefined, refused],
    [
      'after an answer of no known form',
      { kind: 'failed', failure: unreachable },
      first,
      longest,
      undefined,
      unreachable,
    ],
  ])('%s', (_, trouble, asked, msLeft, ms, failure) => {
    const move = nextEngagementMove(trouble, asked, { msLeft, random: 0.5 })

    expect(move).toEqual(
      ms === undefined ? { kind: 'give-up', failure } : { kind: 'wait', ms, failure },
    )
  })
})
