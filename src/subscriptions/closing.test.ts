import { describe, expect, it } from '@jest/globals'
import * as closing from './closing.ts'

const { toReason } = closing

describe('the reason for closing a socket', () => {
  it.each([
    ['short', 'no', 'no'],
    ['just fits', 'a'.repeat(123), 'a'.repeat(123)],
    ['is too long', 'a'.repeat(124), `${'a'.repeat(120)}…`],
    ['is cut within a character', `${'a'.repeat(119)}€uro`.repeat(2), `${'a'.repeat(119)}…`],
    ['just fits, in bytes', '€'.repeat(41), '€'.repeat(41)],
    ['is too long, in bytes', '€'.repeat(42), `${'€'.repeat(40)}…`],
  ])('that is %s is what a close frame can hold', (_, text, expected) => {
    expect(toReason(text)).toBe(expected)
    expect(Buffer.byteLength(toReason(text))).toBeLessThanOrEqual(123)
  })

  it.each(Object.values(closing).filter((value) => typeof value === 'object'))(
    '$code, $reason, is told whole',
    ({ reason }) => {
      expect(toReason(reason)).toBe(reason)
    },
  )
})
