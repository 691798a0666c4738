import { describe, expect, it } from '@jest/globals'
import { toPolicyHeader, toSeconds, toStandingHeader } from './rate-headers.ts'

const rate = { points: 100, seconds: 60 }

describe('RateLimit-Policy', () => {
  it.each([
    [{}, undefined],
    [{ account: rate }, undefined],
    [{ address: rate }, '"address";q=100;w=60'],
    [
      { account: rate, consumer: { points: 5, seconds: 1 }, address: rate },
      '"address";q=100;w=60, "consumer";q=5;w=1',
    ],
  ])('of %j is %s', (limits, expected) => {
    expect(toPolicyHeader(limits)).toBe(expected)
  })
})

describe('RateLimit', () => {
  it('says what is left and for how long, and nothing of the account', () => {
    const header = toStandingHeader([
      { name: 'account', isOver: false, remaining: 7, resetMs: 10 },
      { name: 'consumer', isOver: true, remaining: 0, resetMs: 59_001 },
      { name: 'address', isOver: false, remaining: 99, resetMs: 1000 },
    ])

    expect(header).toBe('"address";r=99;t=1, "consumer";r=0;t=60')
  })

  it('is left out when nothing was counted', () => {
    expect(toStandingHeader([])).toBeUndefined()
  })
})

describe('Retry-After', () => {
  it.each([
    [0, 1],
    [1, 1],
    [1000, 1],
    [1001, 2],
  ])('after %d ms is %d s', (ms, seconds) => {
    expect(toSeconds(ms)).toBe(seconds)
  })
})
