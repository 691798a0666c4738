import { hash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { AccountId, OwnerKey } from '../ids.ts'
import { fingerprintOf, idempotencyKeyOf, type KeyScope } from './fingerprint.ts'

describe('fingerprintOf', () => {
  it.each([
    ['the order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['the order of nested keys', [{ x: { a: 1, b: [2] } }], [{ x: { b: [2], a: 1 } }]],
    ['undefined properties', { a: 1, b: undefined }, { a: 1 }],
    ['the prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['whether a date is written out', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ])('does not depend on %s', (_, one: unknown, other: unknown) => {
    expect(fingerprintOf(one)).toBe(fingerprintOf(other))
  })

  it.each([
    ['values', { a: 1 }, { a: 2 }],
    ['keys', { a: 1 }, { b: 1 }],
    ['the order of an array', [1, 2], [2, 1]],
    ['types', { a: 1 }, { a: '1' }],
    ['null and absent', { a: null }, {}],
    ['empty array and empty object', { a: [] }, { a: {} }],
    ['depth', { a: { b: 1 } }, { a: {}, b: 1 }],
    ['text that looks like structure', { a: '1","b":"2' }, { a: '1', b: '2' }],
    ['a property named __proto__', JSON.parse('{"__proto__":{"a":1}}'), {}],
  ])('tells apart %s', (_, one: unknown, other: unknown) => {
    expect(fingerprintOf(one)).not.toBe(fingerprintOf(other))
  })

  it.each([2, 31, 32, 100])('does not depend on the order of %d keys', (count) => {
    const entries = Array.from({ length: count }, (_, n) => [`k${(n * 37) % 101}`, n] as const)
    const inOrder = Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)))

    expect(fingerprintOf(Object.fromEntries(entries))).toBe(
      hash('sha256', JSON.stringify(inOrder), 'base64url'),
    )
  })

  it('is the SHA-256 of the JSON with sorted keys, so that it outlives this process', () => {
    // printf '{"a":[{"c":null,"d":"é"}],"b":1}' | openssl dgst -sha256 -binary | basenc --base64url
    expect(fingerprintOf({ b: 1, a: [{ d: 'é', c: null }] })).toBe(
      'LTmp7_X8OJcawT-Rh7huGLZTH9D-LBfkWiAKWUgUSuc',
    )
  })
})

describe('idempotencyKeyOf', () => {
  const scope: KeyScope = {
    accountId: '12345' as AccountId,
    owner: 'ada' as OwnerKey,
    mutation: 'createConversation',
    key: 'order-4711',
  }

  it.each<[string, Partial<KeyScope>]>([
    ['account', { accountId: '54321' as AccountId }],
    ['owner', { owner: 'grace' as OwnerKey }],
    ['mutation', { mutation: 'sendMessage' }],
    ['key', { key: 'order-4712' }],
  ])('differs with the %s', (_, other) => {
    expect(idempotencyKeyOf({ ...scope, ...other })).not.toBe(idempotencyKeyOf(scope))
  })

  it('does not let one part run into the next', () => {
    const shifted = { ...scope, mutation: 'createConversationo', key: 'rder-4711' }

    expect(idempotencyKeyOf(shifted)).not.toBe(idempotencyKeyOf(scope))
  })

  it('is the same each time, and a digest whatever the caller chose', () => {
    const key = idempotencyKeyOf({ ...scope, key: `ada@example.org ${'x'.repeat(10_000)}` })

    expect(key).toMatch(/^[\w-]{43}$/)
    expect(idempotencyKeyOf({ ...scope })).toBe(idempotencyKeyOf(scope))
  })
})
