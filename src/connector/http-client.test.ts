import { once } from 'node:events'
import { createSecureServer } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { certificate } from '../emulator/certificate.ts'
import { HttpClient } from './http-client.ts'

const trusted = getCACertificates()

beforeAll(async () => {
  const { cert } = await certificate()
  setDefaultCACertificates([...trusted, cert])
})

afterAll(() => setDefaultCACertificates(trusted))

describe('the HTTP client', () => {
  it('speaks HTTP/1.1 to a server that offers HTTP/2 first', async () => {
    const server = createSecureServer(
      { ...(await certificate()), allowHTTP1: true },
      ({ httpVersion }, response) => void response.end(httpVersion),
    )
    await once(server.listen(0, 'localhost'), 'listening')
    const { port } = server.address() as AddressInfo
    await using client = new HttpClient()

    const exchange = await client.exchange(
      { origin: `https://localhost:${port}`, path: '/', method: 'GET', headers: {} },
      AbortSignal.timeout(5_000),
    )

    server.close()
    expect(exchange).toMatchObject({ kind: 'answered', status: 200, text: '1.1' })
  })
})
