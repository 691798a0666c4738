import { X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Agent } from 'undici'
import { type Client, DOMAINS, exchange, startClient } from './client.ts'

describe('https on the port of http', () => {
  let client: Client
  let pem: string
  let port: string
  let agent: Agent
  beforeAll(async () => {
    client = await startClient()
    pem = (await client.get('/__certificate')).text
    port = new URL(client.emulator.url).port
    agent = new Agent({ connections: 1, connect: { ca: pem } })
  })
  afterAll(async () => {
    await agent.close()
    await client[Symbol.asyncDispose]()
  })

  it.each(['localhost', '127.0.0.1'])(
    'answers as %s to who trusts its certificate',
    async (host) => {
      const { status, json } = await exchange(`https://${host}:${port}${DOMAINS}`, {
        dispatcher: agent,
      })

      expect(status).toBe(200)
      expect(json).toMatchObject({
        baseURIs: expect.arrayContaining([
          expect.objectContaining({ service: 'idp', baseURI: `${host}:${port}` }),
        ]),
      })
    },
  )

  it('is not trusted by who does not know its certificate', async () => {
    const exchanged = exchange(`https://localhost:${port}${DOMAINS}`)

    await expect(exchanged).rejects.toThrow(/self-signed certificate/)
  })

  it('keeps answering on one connection, of either kind', async () => {
    let connections = 0
    agent.on('connect', () => (connections += 1))
    const statuses: number[] = []

    for (const scheme of ['http', 'https', 'http', 'https']) {
      const origin = `${scheme}://127.0.0.1:${port}`
      const { statusCode, body } = await agent.request({ origin, path: DOMAINS, method: 'GET' })
      await body.dump()
      statuses.push(statusCode)
    }

    expect(statuses).toEqual([200, 200, 200, 200])
    expect(connections).toBe(2)
  })

  it('takes a large body over either', async () => {
    const body = 'x'.repeat(300_000)

    for (const scheme of ['http', 'https']) {
      const url = `${scheme}://localhost:${port}/api/account/1/login`
      await exchange(url, { method: 'POST', body, dispatcher: agent })
    }

    expect(client.emulator.requests('login').map((request) => request.body.length)).toEqual([
      300_000, 300_000,
    ])
  })

  it('names this machine in its certificate, and no other', () => {
    const certificate = new X509Certificate(pem)

    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkHost('api.liveperson.net')).toBeUndefined()
  })
})
