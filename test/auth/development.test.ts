import { describe, expect, it } from '@jest/globals'
import { createAuthenticator } from '../../src/auth/authenticator.ts'
import { refusalOf } from './refusal.ts'

const authenticator = createAuthenticator({ mode: 'development' })

describe('development', () => {
  it.each([
    ['developer', {}],
    ['ada@example.com', { 'x-consumer-id': 'ada@example.com' }],
    ['a'.repeat(256), { 'x-consumer-id': 'a'.repeat(256) }],
  ])('lets anyone in as %s', (consumerId, headers) => {
    const viewer = authenticator.authenticate(headers)

    expect(viewer).toEqual({ kind: 'identified', consumerId, mayActForConsumers: true })
  })

  it.each([
    ['empty', ''],
    ['too long', 'a'.repeat(257)],
    ['two words', 'ada lovelace'],
    ['not ASCII', 'adä'],
    ['sent twice', 'ada, bob'],
    ['a list', ['ada', 'bob']],
  ])('says what was expected when x-consumer-id is %s', async (_, header) => {
    const refusal = await refusalOf(authenticator, { 'x-consumer-id': header })

    expect(refusal.message).toMatch(/1 to 256 visible ASCII characters/)
    expect(refusal.extensions).toEqual({ code: 'BAD_USER_INPUT', http: { status: 400 } })
  })
})
