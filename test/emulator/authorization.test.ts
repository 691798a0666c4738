import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { decodeJwt, SignJWT } from 'jose'
import {
  authEnvelope,
  batchOf,
  type Client,
  CONVERSATION,
  type Headers,
  INVALID_APP_JWT,
  INVALID_CONSUMER_JWS,
  OTHER,
  profileOf,
  requestOf,
  SEND,
  startClient,
} from './client.ts'

const APP_JWT_MISSING = authEnvelope(
  40105,
  'AppJWT is missing',
  'AUTHORIZATION header is not present',
)
const CONSUMER_JWS_MISSING = authEnvelope(
  40104,
  'ConsumerJWS is missing',
  'X_ON_BEHALF_HEADER is not present',
)
const BRAND_ID_MISSING = authEnvelope(40001, 'Missing parameter', 'Brand Id is missing')

const foreignKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const forge = (token: string): Promise<string> =>
  new SignJWT(decodeJwt(token)).setProtectedHeader({ alg: 'RS256' }).sign(foreignKey)

let client: Client
let valid: Headers
beforeAll(async () => {
  client = await startClient()
  valid = await client.authorize('ada')
})
afterAll(() => client[Symbol.asyncDispose]())

describe.each([
  ['CONVERSATION', CONVERSATION],
  ['SEND', SEND],
])('%s', (_, path) => {
  // each step repairs one thing, so that the next complaint must come second in the order
  it('complains about one thing at a time: AppJWT, then ConsumerJWS, then the body', async () => {
    const { authorization = '', 'x-lp-on-behalf': onBehalf = '' } = valid
    const steps: readonly Headers[] = [
      {},
      { authorization: 'rubbish' },
      { authorization },
      { authorization, 'x-lp-on-behalf': 'rubbish' },
      { authorization, 'x-lp-on-behalf': onBehalf },
    ]

    const replies = []
    for (const headers of steps) replies.push(await client.post(path, 'not JSON', headers))

    expect(replies.map(({ status }) => status)).toEqual([401, 401, 401, 401, 400])
    expect(replies.map(({ json }) => json)).toEqual([
      APP_JWT_MISSING,
      INVALID_APP_JWT,
      CONSUMER_JWS_MISSING,
      INVALID_CONSUMER_JWS,
      { code: 'BAD_REQUEST', body: { msg: expect.any(String) } },
    ])
  })

  it.each([
    ['of another account', () => client.mintAppJwt(OTHER)],
    ['signed with another key', () => client.mintAppJwt().then(forge)],
    ['that is a ConsumerJWS', () => client.mintConsumerJws('ada')],
    ['behind Bearer', async () => `Bearer ${await client.mintAppJwt()}`],
  ])('refuses an AppJWT %s', async (_name, mint) => {
    const { status, json } = await client.post(path, '', { ...valid, authorization: await mint() })

    expect(status).toBe(401)
    expect(json).toEqual(INVALID_APP_JWT)
  })

  it.each([
    ['of another account', () => client.mintConsumerJws('ada', OTHER)],
    ['signed with another key', () => client.mintConsumerJws('ada').then(forge)],
    ['that is an AppJWT', () => client.mintAppJwt()],
  ])('refuses a ConsumerJWS %s', async (_name, mint) => {
    const headers = { ...valid, 'x-lp-on-behalf': await mint() }

    const { status, json } = await client.post(path, '', headers)

    expect(status).toBe(401)
    expect(json).toEqual(INVALID_CONSUMER_JWS)
  })

  it.each(['', '?v=2', '?v=three'])('needs version 3, not "%s"', async (query) => {
    const { status, json } = await client.post(path.replace('?v=3', query), '', valid)

    expect(status).toBe(400)
    expect(json).toMatchObject({ body: { msg: 'Bad Request, expected v=3' } })
  })

  it('needs JSON to be declared as such', async () => {
    const { status } = await client.post(path, '[]', { ...valid, 'content-type': 'text/plain' })

    expect(status).toBe(415)
  })

  it.each([
    ['no JSON', 'AUTO_MESSAGES'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"Properties"}'],
    ['an unknown feature', '{"type":".ClientProperties","features":["TELEPATHY"]}'],
    ['an unknown device', '{"type":".ClientProperties","deviceFamily":"TOASTER"}'],
  ])('refuses Client-Properties with %s', async (_name, header) => {
    const { status } = await client.post(path, '', { ...valid, 'client-properties': header })

    expect(status).toBe(400)
  })
})

describe('CONVERSATION', () => {
  it.each([
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
  ])('answers 40001 to a brandId that is %s', async (_, brandId) => {
    const { status, json } = await client.open(valid, batchOf(profileOf(), requestOf({ brandId })))

    expect(status).toBe(400)
    expect(json).toEqual(BRAND_ID_MISSING)
  })

  it('looks for the brandId before it looks into the profile', async () => {
    const batch = batchOf(profileOf({ firstName: 1 }), requestOf({ brandId: undefined }))

    const { json } = await client.open(valid, batch)

    expect(json).toEqual(BRAND_ID_MISSING)
  })
})
