import { describe, expect, it } from '@jest/globals'
import { fromCursor, toCursor } from './cursor.ts'

describe('a cursor', () => {
  it.each([0, 1, 57, 999_999_999_999_999])('brings back position %d', (position) => {
    expect(fromCursor(toCursor(position))).toBe(position)
  })

  it.each([
    ['nothing', ''],
    ['a number', '5'],
    ['another text in base64', Buffer.from('event:-1').toString('base64url')],
    ['a number in another spelling', Buffer.from('event:05').toString('base64url')],
    ['a number too large', Buffer.from('event:1000000000000000').toString('base64url')],
    ['a cursor with something behind it', `${toCursor(5)}!`],
    ['a cursor with a space in it', ` ${toCursor(5)}`],
  ])('is not %s', (_, text) => {
    expect(() => fromCursor(text)).toThrow(
      expect.objectContaining({
        message: 'after: expected the cursor of an event of this conversation',
        extensions: { code: 'BAD_USER_INPUT' },
      }),
    )
  })
})
