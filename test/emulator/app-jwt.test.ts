import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { DEFAULT_ACCOUNT } from '../../src/emulator/emulator.ts'
import { ACCOUNT, appJwtPath, type Client, FORM, OTHER, startClient } from './client.ts'

const { clientId, clientSecret } = DEFAULT_ACCOUNT
const PATH = appJwtPath(ACCOUNT)
const ALL = {
  v: '1.0',
  grant_type: 'client_credentials',
  client_id: clientId,
  client_secret: clientSecret,
}
const encode = (parameters: Record<string, string>): string =>
  new URLSearchParams(parameters).toString()

describe('sentinel', () => {
  let client: Client
  beforeAll(async () => {
    client = await startClient()
  })
  afterAll(() => client[Symbol.asyncDispose]())

  it('issues a token with the claims of an AppJWT for one hour', async () => {
    const token = await client.mintAppJwt()

    const { iat = 0, exp = 0, ...claims } = decodeJwt(token)
    expect(decodeProtectedHeader(token)).toEqual({
      kid: 'appjwt-13-05-17',
      typ: 'JWT',
      alg: 'RS256',
    })
    expect(claims).toEqual({
      aud: ACCOUNT,
      azp: clientId,
      scope: 'msg.consumer',
      iss: 'Sentinel',
    })
    expect(exp - iat).toBe(3600)
  })

  it.each([
    ['all in the query', ALL, {}],
    ['all in the form', {}, ALL],
    [
      'the secret in the form',
      { v: ALL.v, grant_type: ALL.grant_type },
      { client_id: clientId, client_secret: clientSecret },
    ],
    [
      'the grant type in the form',
      { v: ALL.v },
      { grant_type: ALL.grant_type, client_id: clientId, client_secret: clientSecret },
    ],
  ])('reads the parameters with %s', async (_, query, form) => {
    const reply = await client.post(`${PATH}?${encode(query)}`, encode(form), FORM)

    expect(reply.status).toBe(200)
    expect(reply.json).toEqual({ access_token: expect.any(String), token_type: 'Bearer' })
  })

  it.each([
    [400, 'invalid_request', 'no version', { v: '' }],
    [400, 'invalid_request', 'another version', { v: '2.0' }],
    [400, 'invalid_request', 'no grant type', { grant_type: '' }],
    [400, 'unsupported_grant_type', 'another grant type', { grant_type: 'password' }],
    [400, 'invalid_request', 'no client id', { client_id: '' }],
    [400, 'invalid_request', 'no client secret', { client_secret: '' }],
    [401, 'invalid_client', 'an unknown client', { client_id: 'nobody' }],
    [401, 'invalid_client', 'a wrong secret', { client_secret: 'wrong' }],
    [401, 'invalid_client', "another account's client", { client_id: OTHER.clientId }],
  ])('answers %i %s to %s', async (expected, error, _, change) => {
    const { status, json } = await client.post(PATH, encode({ ...ALL, ...change }), FORM)

    expect(status).toBe(expected)
    expect(json).toEqual({ error, error_description: expect.any(String) })
  })

  it('does not read a form that is not declared as one', async () => {
    const { status } = await client.post(PATH, encode(ALL), { 'content-type': 'text/plain' })

    expect(status).toBe(400)
  })

  it('says expires_in when asked to', async () => {
    await using telling = await startClient({ tellExpiresIn: true, appJwtLifetimeSeconds: 90 })

    const { json } = await telling.post(PATH, encode(ALL), FORM)

    expect(json).toMatchObject({ expires_in: 90 })
  })
})
