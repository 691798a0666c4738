import { describe, expect, it } from '@jest/globals'
import { type Since, waitForNew } from './send-again.ts'

const since: Since = { ageMs: 200, repeats: 0, random: 0.5 }
const refusal = (message = 'Bad Request', code = 'BAD_REQUEST') =>
  ({ kind: 'rejected', code, message }) as const

describe('a refusal is waited out', () => {
  it.each<[string, ReturnType<typeof refusal>, Partial<Since>, number | undefined]>([
    ['for 150 ms at first', refusal(), {}, 150],
    ['for 300 ms then', refusal(), { repeats: 1 }, 300],
    ['for 600 ms then', refusal(), { repeats: 2 }, 600],
    ['three times and no more', refusal(), { repeats: 3 }, undefined],
    ['a quarter less at least', refusal(), { random: 0 }, 112.5],
    ['a quarter more at most', refusal(), { repeats: 2, random: 1 }, 750],
    ['without words', refusal(''), {}, 150],
    ['with the code as a number', refusal('no', '400'), {}, 150],
    ['in the last of the ten seconds', refusal(), { ageMs: 9_999 }, 150],
    ['not after ten seconds', refusal(), { ageMs: 10_000 }, undefined],
    ['when the clock that created it is ahead', refusal(), { ageMs: -3_000 }, 150],
    ['not when it says closed', refusal('Bad Request, Conversation is close'), {}, undefined],
    ['not with another code', refusal('no', 'FORBIDDEN'), {}, undefined],
    ['not with another number', refusal('no', '404'), {}, undefined],
  ])('%s', (_, answer, changes, waitMs) => {
    expect(waitForNew(answer, { ...since, ...changes })).toBe(waitMs)
  })
})
