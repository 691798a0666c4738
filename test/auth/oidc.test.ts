import { HeaderMap } from '@apollo/server'
import { describe, expect, it } from '@jest/globals'
import { UnsecuredJWT, generateKeyPair } from 'jose'
import { createAuthenticator } from '../../src/auth/authenticator.ts'
import type { OidcEvent, OidcOptions } from '../../src/auth/oidc.ts'
import { type OidcIssuer, startOidcIssuer } from '../support/oidc-issuer.ts'
import { refusalOf } from './refusal.ts'

const noon = Date.parse('2026-03-01T12:00:00Z')
const noonSeconds = noon / 1000

function authenticatorFor(issuer: OidcIssuer, options: OidcOptions = {}, consumerClaim = 'sub') {
  return createAuthenticator(
    { mode: 'oidc', issuer: issuer.url, audience: issuer.audience, consumerClaim },
    { now: () => noon, ...options },
  )
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const startIssuer = (alg?: string) => startOidcIssuer({ now: () => noon, ...(alg && { alg }) })
const strangersKey = async (alg = 'ES256') => (await generateKeyPair(alg)).privateKey

describe('a token that is accepted', () => {
  it.each(['RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'])(
    'may be signed with %s',
    async (alg) => {
      await using issuer = await startIssuer(alg)

      const viewer = await authenticatorFor(issuer).authenticate(bearer(await issuer.mint()))

      expect(viewer).toEqual({
        kind: 'identified',
        consumerId: 'ada',
        mayActForConsumers: false,
        // an hour, and the tolerance between two clocks
        expiresAt: noon + 3_605_000,
      })
    },
  )

  it('names the consumer in the claim that the configuration says', async () => {
    await using issuer = await startIssuer()
    const token = await issuer.mint({ 'https://shop.example/customer': 'bob' })

    const authenticator = authenticatorFor(issuer, {}, 'https://shop.example/customer')

    expect(await authenticator.authenticate(bearer(token))).toMatchObject({ consumerId: 'bob' })
  })

  it('may be for several audiences', async () => {
    await using issuer = await startIssuer()
    const token = await issuer.mint({ aud: ['elsewhere', issuer.audience] })

    const viewer = await authenticatorFor(issuer).authenticate(bearer(token))

    expect(viewer).toMatchObject({ consumerId: 'ada' })
  })

  it('may have expired within the tolerance between two clocks', async () => {
    await using issuer = await startIssuer()
    const token = await issuer.mint({ exp: noonSeconds - 4 })

    const viewer = await authenticatorFor(issuer).authenticate(bearer(token))

    expect(viewer).toMatchObject({ consumerId: 'ada' })
  })

  it.each<[boolean, string, Record<string, unknown>]>([
    [true, 'scope has it alone', { scope: 'conversations:on-behalf' }],
    [true, 'scope has it among others', { scope: 'openid conversations:on-behalf email' }],
    [true, 'scp is a list with it', { scp: ['openid', 'conversations:on-behalf'] }],
    [true, 'scp is a string with it', { scp: 'openid conversations:on-behalf' }],
    [false, 'there is no scope', {}],
    [false, 'scope has a longer one', { scope: 'conversations:on-behalf:none' }],
    [false, 'scope has another case', { scope: 'Conversations:On-Behalf' }],
    [false, 'scope is an object', { scope: { 'conversations:on-behalf': true } }],
    [false, 'another claim has it', { roles: ['conversations:on-behalf'] }],
  ])('acts for consumers: %s, when %s', async (mayActForConsumers, _, claims) => {
    await using issuer = await startIssuer()

    const viewer = await authenticatorFor(issuer).authenticate(bearer(await issuer.mint(claims)))

    expect(viewer).toMatchObject({ mayActForConsumers })
  })
})

type Forge = (issuer: OidcIssuer) => Promise<string> | string
const refusals: readonly [name: string, reason: string, header: Forge | undefined][] = [
  ['no header', 'no Bearer JWT', undefined],
  ['an empty header', 'no Bearer JWT', () => ''],
  ['a token without Bearer', 'no Bearer JWT', (issuer) => issuer.mint()],
  ['another scheme', 'no Bearer JWT', async (issuer) => `Basic ${await issuer.mint()}`],
  ['an opaque token', 'no Bearer JWT', () => 'Bearer 2YotnFZFEjr1zCsicMWpAA'],
  ['a token over 8 KiB', 'no Bearer JWT', bearing({ padding: 'a'.repeat(8192) })],
  ['parts that are no JSON', 'ERR_JWS_INVALID', () => 'Bearer abc.def.ghi'],
  ['an expired token', 'ERR_JWT_EXPIRED exp', bearing({ exp: noonSeconds - 5 })],
  ['a token without exp', claimFault('exp'), bearing({ exp: undefined })],
  ['exp that is no number', claimFault('exp'), bearing({ exp: '2999-01-01' })],
  ['a token not yet valid', claimFault('nbf'), bearing({ nbf: noonSeconds + 60 })],
  ['a wrong issuer', claimFault('iss'), bearing({ iss: 'https://evil.example' })],
  ['no issuer', claimFault('iss'), bearing({ iss: undefined })],
  ['a wrong audience', claimFault('aud'), bearing({ aud: 'another-service' })],
  ['no audience', claimFault('aud'), bearing({ aud: undefined })],
  ['alg none', 'no Bearer JWT', (issuer) => `Bearer ${unsecured(issuer)}`],
  ['alg none, a signature', 'ERR_JOSE_ALG_NOT_ALLOWED', (issuer) => `Bearer ${unsecured(issuer)}x`],
  ['HS256 with the public key as secret', 'ERR_JOSE_ALG_NOT_ALLOWED', signedWithPublicKey],
  ['an unknown kid', 'ERR_JWKS_NO_MATCHING_KEY', bearing({}, { kid: 'unknown' })],
  ['a known kid, a foreign key', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED', signedByStranger],
  ['altered claims', 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED', altered],
  ['no consumer', 'claim of the consumer missing or unusable', bearing({ sub: undefined })],
  ['a blank consumer', 'claim of the consumer missing or unusable', bearing({ sub: ' \t' })],
  ['a consumer of 257 characters', 'claim of the consumer missing or unusable', longConsumer],
  ['a consumer that is no string', 'claim of the consumer missing or unusable', numberedConsumer],
]

function bearing(...args: Parameters<OidcIssuer['mint']>): Forge {
  return async (issuer) => `Bearer ${await issuer.mint(...args)}`
}

function claimFault(claim: string) {
  return `ERR_JWT_CLAIM_VALIDATION_FAILED ${claim}`
}

function unsecured(issuer: OidcIssuer): string {
  return new UnsecuredJWT({ sub: 'ada', iss: issuer.url, aud: issuer.audience })
    .setExpirationTime(noonSeconds + 3600)
    .encode()
}

async function signedWithPublicKey(issuer: OidcIssuer): Promise<string> {
  const key = new TextEncoder().encode(await issuer.publicKeyPem())
  return `Bearer ${await issuer.mint({}, { alg: 'HS256', key })}`
}

async function signedByStranger(issuer: OidcIssuer): Promise<string> {
  return `Bearer ${await issuer.mint({}, { key: await strangersKey() })}`
}

async function altered(issuer: OidcIssuer): Promise<string> {
  const [header, payload = '', signature] = (await issuer.mint()).split('.')
  const claims = Buffer.from(payload, 'base64url').toString().replace('"ada"', '"eve"')
  return `Bearer ${header}.${Buffer.from(claims).toString('base64url')}.${signature}`
}

function longConsumer(issuer: OidcIssuer) {
  return bearing({ sub: 'a'.repeat(257) })(issuer)
}

async function numberedConsumer(issuer: OidcIssuer): Promise<string> {
  return bearing({ customer: 7, sub: undefined })(issuer)
}

describe('a token that is refused', () => {
  it.each(refusals)(
    'for %s: the operator reads %s, the caller does not',
    async (_, reason, forge) => {
      await using issuer = await startIssuer()
      const events: OidcEvent[] = []
      const authenticator = authenticatorFor(issuer, { onEvent: (event) => events.push(event) })
      const headers = forge === undefined ? {} : { authorization: await forge(issuer) }

      const refusal = await refusalOf(authenticator, headers)

      expect(refusal.message).toBe(
        "Send an access token of this gateway's identity provider: Authorization: Bearer <token>.",
      )
      expect(refusal.extensions).toEqual({
        code: 'UNAUTHENTICATED',
        http: { status: 401, headers: expect.any(HeaderMap) },
      })
      expect(refusal.originalError).toBeUndefined()
      expect(events).toEqual([{ kind: 'token-refused', reason }])
    },
  )

  it('costs the issuer nothing when its form alone is wrong', async () => {
    await using issuer = await startIssuer()
    const authenticator = authenticatorFor(issuer)

    await refusalOf(authenticator, bearer('abc.def.ghi'))
    await refusalOf(authenticator, { authorization: await signedWithPublicKey(issuer) })

    expect(issuer.requests).toEqual({ discovery: 0, jwks: 0 })
  })

  it('is refused again, and not remembered as if it were good', async () => {
    await using issuer = await startIssuer()
    const authenticator = authenticatorFor(issuer)
    const headers = { authorization: await signedByStranger(issuer) }

    await refusalOf(authenticator, headers)
    const second = await refusalOf(authenticator, headers)

    expect(second.extensions.code).toBe('UNAUTHENTICATED')
  })
})
