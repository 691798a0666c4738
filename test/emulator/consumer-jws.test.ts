import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import {
  ACCOUNT,
  authEnvelope,
  type Client,
  INVALID_APP_JWT,
  OTHER,
  startClient,
} from './client.ts'

const PATH = `/api/account/${ACCOUNT}/consumer?v=1.0`

describe('idp', () => {
  let client: Client
  beforeAll(async () => {
    client = await startClient()
  })
  afterAll(() => client[Symbol.asyncDispose]())

  it('answers 201 with a token that never expires', async () => {
    const authorization = await client.mintAppJwt()

    const reply = await client.post(PATH, { ext_consumer_id: 'ada' }, { authorization })

    const token = await client.mintConsumerJws('ada')
    expect(reply.status).toBe(201)
    expect(reply.json).toEqual({ token })
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'RS256', typ: 'JWT' })
    expect(decodeJwt(token)).toEqual({
      account_id: ACCOUNT,
      ext_consumer_id: 'ada',
      lp_consumer_id: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  it('tells consumers and accounts apart', async () => {
    const tokens = await Promise.all([
      client.mintConsumerJws('ada'),
      client.mintConsumerJws('bob'),
      client.mintConsumerJws('ada', OTHER),
    ])

    const ids = tokens.map((token) => decodeJwt(token)['lp_consumer_id'])
    expect(new Set(ids).size).toBe(3)
  })

  it('refuses a call without AppJWT', async () => {
    const { status, json } = await client.post(PATH, { ext_consumer_id: 'ada' })

    const details = 'AUTHORIZATION header is not present'
    expect(status).toBe(401)
    expect(json).toEqual(authEnvelope(40105, 'AppJWT is missing', details))
  })

  it.each([
    ['rubbish', async () => 'rubbish'],
    ['an AppJWT of another account', () => client.mintAppJwt(OTHER)],
    ['a ConsumerJWS', () => client.mintConsumerJws('ada')],
    ['an AppJWT behind Bearer', async () => `Bearer ${await client.mintAppJwt()}`],
  ])('refuses %s', async (_, mint) => {
    const headers = { authorization: await mint() }

    const { status, json } = await client.post(PATH, { ext_consumer_id: 'ada' }, headers)

    expect(status).toBe(401)
    expect(json).toEqual(INVALID_APP_JWT)
  })

  it.each([
    ['the version is missing', PATH.replace('?v=1.0', ''), { ext_consumer_id: 'ada' }],
    ['the id is missing', PATH, {}],
    ['the id is empty', PATH, { ext_consumer_id: '' }],
    ['the id is a number', PATH, { ext_consumer_id: 1 }],
    ['the body is not JSON', PATH, 'ada'],
    ['there is no body', PATH, ''],
  ])('answers 400 when %s', async (_, path, body) => {
    const headers = { authorization: await client.mintAppJwt() }

    const { status } = await client.post(path, body, headers)

    expect(status).toBe(400)
  })
})
