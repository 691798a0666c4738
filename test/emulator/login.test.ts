import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { DEFAULT_ACCOUNT, DEFAULT_USER } from '../../src/emulator/emulator.ts'
import { ACCOUNT, type Client, OTHER, startClient } from './client.ts'

const PATH = `/api/account/${ACCOUNT}/login`
const INSTALLATIONS = `/api/account/${ACCOUNT}/configuration/app-install/installations`

let client: Client
beforeAll(async () => {
  client = await startClient()
})
afterAll(() => client[Symbol.asyncDispose]())

async function logIn(path = PATH): Promise<string> {
  const { json } = await client.post(path, DEFAULT_USER)
  return `Bearer ${z.object({ bearer: z.string() }).parse(json).bearer}`
}

describe('login', () => {
  it('answers with a session, the user and the hosts', async () => {
    const { status, json } = await client.post(PATH, DEFAULT_USER)

    expect(status).toBe(200)
    expect(json).toMatchObject({
      bearer: expect.stringMatching(/^[0-9a-f]{64}$/),
      sessionTTl: '3600',
      config: {
        loginName: DEFAULT_USER.username,
        userId: expect.stringMatching(/^\d+$/),
        isAdmin: true,
      },
      csdsCollectionResponse: {
        baseURIs: expect.arrayContaining([
          { service: 'agentVep', account: ACCOUNT, baseURI: new URL(client.emulator.url).host },
        ]),
      },
    })
  })

  it.each([
    [401, 'a wrong password', PATH, { ...DEFAULT_USER, password: 'wrong' }],
    [401, 'an unknown user', PATH, { ...DEFAULT_USER, username: 'nobody' }],
    [401, 'an unknown account', '/api/account/999/login', DEFAULT_USER],
    [400, 'no password', PATH, { username: DEFAULT_USER.username }],
    [400, 'no JSON', PATH, 'username=admin'],
  ])('answers %i to %s', async (expected, _, path, body) => {
    const { status } = await client.post(path, body)

    expect(status).toBe(expected)
  })
})

describe('app installations', () => {
  it('lists the app whose credentials get an AppJWT', async () => {
    const { status, headers, json } = await client.get(`${INSTALLATIONS}?v=1.0`, {
      authorization: await logIn(),
    })

    expect(status).toBe(200)
    expect(headers['ac-revision']).toBe('1')
    expect(json).toEqual([
      expect.objectContaining({
        enabled: true,
        deleted: false,
        scope: 'msg.consumer',
        client_id: DEFAULT_ACCOUNT.clientId,
        client_secret: DEFAULT_ACCOUNT.clientSecret,
      }),
    ])
  })

  it('finds one by its id', async () => {
    const authorization = await logIn()

    const path = `${INSTALLATIONS}/${DEFAULT_ACCOUNT.clientId}?v=1.0`
    const { json } = await client.get(path, { authorization })

    expect(json).toMatchObject({ id: DEFAULT_ACCOUNT.clientId })
  })

  it('answers 404 to an id that is not installed', async () => {
    const authorization = await logIn()

    const { status } = await client.get(`${INSTALLATIONS}/nosuch?v=1.0`, { authorization })

    expect(status).toBe(404)
  })

  it('answers 400 without version', async () => {
    const authorization = await logIn()

    const { status } = await client.get(INSTALLATIONS, { authorization })

    expect(status).toBe(400)
  })

  it.each([
    ['no bearer', async () => ''],
    ['an unknown bearer', async () => 'Bearer rubbish'],
    ['an AppJWT', () => client.mintAppJwt()],
    ["another account's bearer", () => logIn(`/api/account/${OTHER.accountId}/login`)],
  ])('answers 401 to %s', async (_, mint) => {
    const { status } = await client.get(`${INSTALLATIONS}?v=1.0`, { authorization: await mint() })

    expect(status).toBe(401)
  })

  it('forgets the session when its time is over', async () => {
    const authorization = await logIn()
    client.emulator.advanceClock(3601)

    const { status } = await client.get(`${INSTALLATIONS}?v=1.0`, { authorization })

    expect(status).toBe(401)
  })
})
