import { describe, expect, it } from '@jest/globals'
import type { AccountId, OwnerKey } from '../ids.ts'
import { fingerprintOf, idempotencyKeyOf, type KeyScope } from './fingerprint.ts'

describe('fingerprintOf', () => {
  it('is the SHA-256 of the text, so that it outlives this process', () => {
    // printf '{"a":"é"}' | openssl dgst -sha256 -binary | basenc --base64url | tr -d =
    expect(fingerprintOf('{"a":"é"}')).toBe('s6CSpq9IgH-pSCsu4UAQVXXaom1bJLPA5gp-Le5mg7E')
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
