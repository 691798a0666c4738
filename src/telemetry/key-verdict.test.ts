import { describe, expect, it } from '@jest/globals'
import type { IdempotencyRecord } from '../store/store.ts'
import { verdictOf } from './key-verdict.ts'

const fingerprint = 'of this input'
const rows: [string, IdempotencyRecord, ReturnType<typeof verdictOf>][] = [
  ['another input', { state: 'done', fingerprint: 'of another', answer: '{}' }, 'key-reused'],
  ['another input at work', { state: 'sent', fingerprint: 'of another' }, 'key-reused'],
  ['a call that has not sent yet', { state: 'reserved', fingerprint }, undefined],
  ['a call that has sent', { state: 'sent', fingerprint }, undefined],
  ['a call that died', { state: 'unknown', fingerprint }, 'unknown'],
  ['an answer for now', { state: 'unknown', fingerprint, answer: '{}' }, 'replayed'],
  ['an answer for good', { state: 'done', fingerprint, answer: '{}' }, 'replayed'],
]

describe('the verdict on a key that holds', () => {
  it.each(rows)('%s', (_name, record, expected) => {
    expect(verdictOf(record, fingerprint)).toBe(expected)
  })
})
