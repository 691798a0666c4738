import { hash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { createAuthenticator } from '../../src/auth/authenticator.ts'
import { refusalOf } from './refusal.ts'

const authenticator = createAuthenticator({ mode: 'passthrough' })

const encode = (value: string) => Buffer.from(value).toString('base64url')
const tokenOf = (payload: unknown) =>
  `${encode('{"alg":"RS256"}')}.${encode(JSON.stringify(payload))}.${encode('signature')}`
const appJwt = tokenOf({ iss: 'Sentinel' })
const consumerJws = tokenOf({ account_id: 'account-1', ext_consumer_id: 'ada' })

describe('passthrough', () => {
  it.each([
    ['raw', appJwt],
    ['behind Bearer', `Bearer ${appJwt}`],
    ['behind bearer', `bearer ${appJwt}`],
    ['behind BEARER and two spaces', `BEARER  ${appJwt}`],
  ])('takes the AppJWT %s', (_, authorization) => {
    const viewer = authenticator.authenticate({ authorization, 'x-lp-on-behalf': consumerJws })

    expect(viewer).toEqual({ kind: 'passthrough', appJwt, consumerJws, consumerId: 'ada' })
  })

  it.each([
    ['when its AppJWT says', { exp: 1_772_370_000 }, 1_772_370_000_000],
    ['at no time when its AppJWT says none', {}, undefined],
    ['at no time when its AppJWT says what is no time', { exp: 'soon' }, undefined],
  ])('expires %s', async (_, claims, expiresAt) => {
    const headers = { authorization: tokenOf(claims), 'x-lp-on-behalf': consumerJws }

    expect((await authenticator.authenticate(headers)).expiresAt).toBe(expiresAt)
  })

  it('does not ask that an AppJWT can be read', async () => {
    const headers = { authorization: 'e30.e30e.sig', 'x-lp-on-behalf': consumerJws }

    expect((await authenticator.authenticate(headers)).expiresAt).toBeUndefined()
  })

  it.each([
    ['is missing', tokenOf({ account_id: 'account-1' })],
    ['is a number', tokenOf({ ext_consumer_id: 7 })],
    ['is blank', tokenOf({ ext_consumer_id: ' ' })],
    ['is over 256 characters', tokenOf({ ext_consumer_id: 'a'.repeat(257) })],
    ['stands in a payload that is no object', tokenOf(['ada'])],
    ['stands in a payload that is null', tokenOf(null)],
    ['stands in a payload that is no JSON', `e30.${encode('{"ext_consumer_id":')}.sig`],
  ])("names the consumer by the token's digest when its claim %s", (_, jws) => {
    const viewer = authenticator.authenticate({ authorization: appJwt, 'x-lp-on-behalf': jws })

    const digest = hash('sha256', jws, 'base64url')
    expect(viewer).toMatchObject({ consumerJws: jws, consumerId: `sha256:${digest}` })
  })

  const tooLong = `e30.${'a'.repeat(8 * 1024)}.sig`
  const odd: readonly [string, string | string[] | undefined][] = [
    ['missing', undefined],
    ['empty', ''],
    ['blank', ' '],
    ['over 8 KiB', tooLong],
    ['sent twice', `${consumerJws}, ${consumerJws}`],
    ['sent twice, as a list', [consumerJws, consumerJws]],
    ['of two parts', 'e30.e30'],
    ['of four parts', 'e30.e30.sig.more'],
    ['without a signature', 'e30.e30.'],
    ['not base64url', 'e30.e3+/.sig'],
    ['with a line break', 'e30.e30.sig\r\nx-evil: 1'],
    ['with a letter that is not ASCII', 'e30.e30.sigé'],
    ['of another scheme', `Basic ${consumerJws}`],
  ]

  it.each(odd)('refuses a ConsumerJWS that is %s', async (_, header) => {
    const refusal = await refusalOf(authenticator, {
      authorization: appJwt,
      ...(header !== undefined && { 'x-lp-on-behalf': header }),
    })

    expect(refusal.extensions).toMatchObject({ code: 'UNAUTHENTICATED', http: { status: 401 } })
  })

  it.each(odd)('refuses an AppJWT that is %s', async (_, header) => {
    const headers: NodeJS.Dict<string | string[]> = {
      authorization: header,
      'x-lp-on-behalf': consumerJws,
    }

    const refusal = await refusalOf(authenticator, headers)

    expect(refusal.extensions).toMatchObject({ code: 'UNAUTHENTICATED', http: { status: 401 } })
  })

  it('takes a token of just 8 KiB', () => {
    const longest = tooLong.slice(0, 4) + 'a'.repeat(8 * 1024 - 8) + '.sig'

    const viewer = authenticator.authenticate({ authorization: appJwt, 'x-lp-on-behalf': longest })

    expect(viewer).toMatchObject({ consumerJws: longest })
  })

  it('refuses the ConsumerJWS behind Bearer: it is forwarded as it came', async () => {
    const refusal = await refusalOf(authenticator, {
      authorization: appJwt,
      'x-lp-on-behalf': `Bearer ${consumerJws}`,
    })

    expect(refusal.extensions.code).toBe('UNAUTHENTICATED')
  })

  it('says the same whatever was wrong, and never repeats a token', async () => {
    const refusals = await Promise.all([
      refusalOf(authenticator, {}),
      refusalOf(authenticator, { authorization: appJwt }),
      refusalOf(authenticator, { 'x-lp-on-behalf': consumerJws }),
      refusalOf(authenticator, { authorization: 'x', 'x-lp-on-behalf': consumerJws }),
    ])

    expect(new Set(refusals.map(({ message }) => message))).toEqual(
      new Set([expect.stringMatching(/AppJWT in Authorization.*ConsumerJWS in X-LP-ON-BEHALF/)]),
    )
  })
})
