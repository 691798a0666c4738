import { describe, expect, it } from '@jest/globals'
import { isRunning, toRecord, type HeldKey } from './held-key.ts'

const lease = { fingerprint: 'input', attempt: 'a', leaseUntil: 100, expiresAt: 200 }
const reserved: HeldKey = { ...lease, state: 'reserved', expiresAt: 100 }
const sent: HeldKey = { ...lease, state: 'sent' }
const unknown: HeldKey = { ...lease, state: 'unknown', answer: 'maybe' }
const done: HeldKey = { ...lease, state: 'done', answer: 'yes' }

describe('toRecord', () => {
  it.each([
    [reserved, 99, { state: 'reserved', fingerprint: 'input' }],
    [reserved, 100, undefined],
    [sent, 99, { state: 'sent', fingerprint: 'input' }],
    [sent, 100, { state: 'unknown', fingerprint: 'input' }],
    [sent, 199, { state: 'unknown', fingerprint: 'input' }],
    [sent, 200, undefined],
    [unknown, 199, { state: 'unknown', fingerprint: 'input', answer: 'maybe' }],
    [unknown, 200, undefined],
    [done, 199, { state: 'done', fingerprint: 'input', answer: 'yes' }],
    [done, 200, undefined],
  ])('reads %j at %d as %j', (held, now, expected) => {
    expect(toRecord(held, now)).toStrictEqual(expected)
  })
})

describe('isRunning', () => {
  it.each(['reserved', 'sent'] as const)('is true of a %s record', (state) => {
    expect(isRunning({ state, fingerprint: 'input' })).toBe(true)
  })

  it.each(['unknown', 'done'] as const)('is false of a %s record', (state) => {
    expect(isRunning({ state, fingerprint: 'input', answer: 'answer' })).toBe(false)
  })
})
