import { describe, expect, it } from '@jest/globals'
import { isRunning, toRecord, type HeldKey } from './held-key.ts'

const lease = { fingerprint: 'input', leaseUntil: 100 }
const reserved: HeldKey = { ...lease, state: 'reserved' }
const sent: HeldKey = { ...lease, state: 'sent' }
const unknown: HeldKey = { fingerprint: 'input', state: 'unknown', answer: 'maybe' }
const done: HeldKey = { fingerprint: 'input', state: 'done', answer: 'yes' }

describe('toRecord', () => {
  it.each([
    [reserved, 99, { state: 'reserved', fingerprint: 'input' }],
    [sent, 99, { state: 'sent', fingerprint: 'input' }],
    [sent, 100, { state: 'unknown', fingerprint: 'input' }],
    [unknown, 99, { state: 'unknown', fingerprint: 'input', answer: 'maybe' }],
    [done, 99, { state: 'done', fingerprint: 'input', answer: 'yes' }],
  ])('reads %j at %d as %j', (held, now, expected) => {
    expect(toRecord(held, now)).toStrictEqual(expected)
  })
})

describe('isRunning', () => {
  it.each([
    [reserved, 99, true],
    [reserved, 100, false],
    [sent, 99, true],
    [sent, 100, false],
    [unknown, 99, false],
    [done, 99, false],
  ])('of %j at %d is %s', (held, now, expected) => {
    expect(isRunning(held, now)).toBe(expected)
  })
})
