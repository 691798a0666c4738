import { describe, expect, it } from '@jest/globals'
import type { Failure } from './failure.ts'
import { type Circumstances, type NextMove, nextMove, type Tried } from './policy.ts'

const fresh: Tried = { waits: 0, renewedAppJwt: false, renewedConsumerJws: false }
const minting: Circumstances = { mintsTokens: true, msLeft: 10_000, random: 0.5 }
const bringing: Circumstances = { ...minting, mintsTokens: false }

const unauthorized = (errorCode: number): Failure => ({ kind: 'unauthorized', errorCode })
const unreachable: Failure = { kind: 'unavailable', reason: 'ECONNREFUSED', retryable: true }
const giveUp: NextMove = { kind: 'give-up' }
const wait = (ms: number): NextMove => ({ kind: 'wait', ms })

describe('the next move after', () => {
  it.each<[string, Failure, Tried, Circumstances, NextMove]>([
    ['an expired AppJWT', unauthorized(40102), fresh, minting, { kind: 'renew-app-jwt' }],
    [
      'a second expired AppJWT',
      unauthorized(40102),
      { ...fresh, renewedAppJwt: true },
      minting,
      giveUp,
    ],
    ["an expired AppJWT that is the caller's", unauthorized(40102), fresh, bringing, giveUp],
    ['a refused ConsumerJWS', unauthorized(40103), fresh, minting, { kind: 'renew-consumer-jws' }],
    [
      'a refused ConsumerJWS after a renewed AppJWT',
      unauthorized(40103),
      { ...fresh, renewedAppJwt: true },
      minting,
      { kind: 'renew-consumer-jws' },
    ],
    [
      'a second refused ConsumerJWS',
      unauthorized(40103),
      { ...fresh, renewedConsumerJws: true },
      minting,
      giveUp,
    ],
    ["a refused ConsumerJWS that is the caller's", unauthorized(40103), fresh, bringing, giveUp],
    ['a missing ConsumerJWS', unauthorized(40104), fresh, minting, giveUp],
    ['a missing brand id', unauthorized(40001), fresh, minting, giveUp],
    ['a 401 without a code', { kind: 'unauthorized' }, fresh, minting, giveUp],
    ['a 429 that does not say how long', { kind: 'throttled' }, fresh, minting, wait(1250)],
    [
      'a 429 that says less than a second',
      { kind: 'throttled', retryAfterMs: 10 },
      fresh,
      minting,
      wait(1250),
    ],
    [
      'a 429 that says three seconds',
      { kind: 'throttled', retryAfterMs: 3000 },
      fresh,
      minting,
      wait(3250),
    ],
    [
      'a 429 that outlasts the deadline',
      { kind: 'throttled', retryAfterMs: 9800 },
      fresh,
      minting,
      giveUp,
    ],
    ['a 429 in passthrough', { kind: 'throttled' }, fresh, bringing, wait(1250)],
    ['a refused connection', unreachable, fresh, minting, wait(25)],
    ['a third refused connection', unreachable, { ...fresh, waits: 2 }, minting, wait(100)],
    ['a fifth refused connection', unreachable, { ...fresh, waits: 4 }, minting, giveUp],
    [
      'a refused connection at the deadline',
      unreachable,
      fresh,
      { ...minting, msLeft: 20 },
      giveUp,
    ],
    [
      'a host that must not be called',
      { ...unreachable, retryable: false },
      fresh,
      minting,
      giveUp,
    ],
    ['a refusal', { kind: 'rejected', code: 'BAD_REQUEST' }, fresh, minting, giveUp],
  ])('%s', (_, failure, tried, circumstances, move) => {
    expect(nextMove(failure, tried, circumstances)).toEqual(move)
  })
})
