import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ACCOUNT, type Client, startClient } from './client.ts'

const BASE = `/api/account/${ACCOUNT}/service`

describe('the Domain API', () => {
  let client: Client
  beforeAll(async () => {
    client = await startClient()
  })
  afterAll(() => client[Symbol.asyncDispose]())

  it.each(['baseURI.json', 'baseURI'])('lists every service at %s', async (file) => {
    const { status, json } = await client.get(`${BASE}/${file}?version=1.0`)

    const baseURI = new URL(client.emulator.url).host
    expect(status).toBe(200)
    for (const service of ['asyncMessagingEnt', 'sentinel', 'idp', 'smt', 'agentVep']) {
      expect(json).toMatchObject({
        baseURIs: expect.arrayContaining([{ service, account: ACCOUNT, baseURI }]),
      })
    }
  })

  it.each(['baseURI.json', 'baseURI'])('tells one service at %s', async (file) => {
    const { json } = await client.get(`${BASE}/sentinel/${file}?version=1.0`)

    const baseURI = new URL(client.emulator.url).host
    expect(json).toEqual({ service: 'sentinel', account: ACCOUNT, baseURI })
  })

  it.each(['localhost', 'emulator.localhost', '127.0.0.9', '[::1]'])(
    'tells the name by which it was asked: %s',
    async (name) => {
      const { json } = await client.get(`${BASE}/idp/baseURI.json?version=1.0`, {
        host: `${name}:4010`,
      })

      expect(json).toMatchObject({ baseURI: `${name}:4010` })
    },
  )

  it.each(['api.liveperson.net', 'localhost.example.com', '127.0.0.1.example.com', '10.0.0.1'])(
    'does not repeat a name that is not of this machine: %s',
    async (host) => {
      const { json } = await client.get(`${BASE}/idp/baseURI.json?version=1.0`, { host })

      expect(json).toMatchObject({ baseURI: new URL(client.emulator.url).host })
    },
  )

  it.each([
    [400, 'the version is missing', `${BASE}/baseURI.json`],
    [400, 'the version is another', `${BASE}/baseURI.json?version=2.0`],
    [400, 'the service is unknown', `${BASE}/nosuch/baseURI.json?version=1.0`],
    [400, 'the service is in the wrong case', `${BASE}/SENTINEL/baseURI.json?version=1.0`],
    [401, 'the account is unknown', '/api/account/999/service/baseURI.json?version=1.0'],
  ])('answers %i when %s', async (expected, _, path) => {
    const { status } = await client.get(path)

    expect(status).toBe(expected)
  })
})
