import { randomBytes } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { Sealer, type SealingKey } from './sealer.ts'

const newKey = (id: string): SealingKey => ({ id, secret: randomBytes(32) })
const [old, current] = [newKey('2025'), newKey('2026')]
const sealer = new Sealer([current, old])

describe('what is sealed', () => {
  test('opens to the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, place) => {
        expect(sealer.open(sealer.seal(text, place), place)).toBe(text)
      }),
    )
  })

  test('is unreadable, and never twice the same', () => {
    const many = Array.from({ length: 1000 }, () => sealer.seal('ada@example.com', 'x'))
    const bytes = many.map((sealed) => Buffer.from(sealed.split('.')[1] ?? '', 'base64url'))
    const vectors = bytes.map((each) => each.subarray(0, 12).toString('hex'))
    expect(new Set(vectors).size).toBe(1000)
    expect(bytes[0]?.toString('latin1')).not.toContain('ada')
  })

  test('by an old key opens as long as that key is configured', () => {
    const sealed = new Sealer([old]).seal('text', 'x')
    expect(sealer.open(sealed, 'x')).toBe('text')
    expect(() => new Sealer([current]).open(sealed, 'x')).toThrow('expected the key')
  })

  test('opens nowhere but in its place', () => {
    const sealed = sealer.seal('text', 'one place')
    expect(() => sealer.open(sealed, 'another place')).toThrow('for this place')
  })

  test.each([
    [
      'changed',
      (sealed: string) => sealed.slice(0, -6) + (sealed.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'),
    ],
    ['cut short', (sealed: string) => sealed.slice(0, -4)],
    ['emptied', (sealed: string) => sealed.split('.')[0] ?? ''],
  ])('does not open once it was %s', (_, spoil) => {
    expect(() => sealer.open(spoil(sealer.seal('text', 'x')), 'x')).toThrow('unchanged')
  })
})
