import { describe, expect, it } from '@jest/globals'
import { startTestGateway, type TestGateway } from '../support/start.ts'

const shop = 'https://shop.example'
const other = 'https://other.example'
const requestHeaders = [
  'content-type',
  'authorization',
  'x-lp-on-behalf',
  'idempotency-key',
  'x-request-timeout-ms',
  'x-consumer-id',
  'x-correlation-id',
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
].join(',')

const preflight = (gateway: TestGateway, origin: string) =>
  fetch(`${gateway.url}/graphql`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': requestHeaders,
    },
  })
const call = (gateway: TestGateway, origin: string) =>
  gateway.post({ query: '{ __typename }' }, { origin })
const allowedBy = ({ headers }: Response) => headers.get('access-control-allow-origin')

describe('a page of another origin', () => {
  it('may call in development, whatever its origin', async () => {
    await using gateway = await startTestGateway()

    expect(allowedBy(await preflight(gateway, shop))).toBe('*')
    expect(allowedBy(await call(gateway, shop))).toBe('*')
  })

  it('may call when its origin is listed', async () => {
    await using gateway = await startTestGateway({
      AUTH_MODE: 'passthrough',
      CORS_ORIGINS: `${shop}, https://elsewhere.example:8443`,
    })

    for (const response of [await preflight(gateway, shop), await call(gateway, shop)]) {
      expect(allowedBy(response)).toBe(shop)
      expect(response.headers.get('vary')).toMatch(/\bOrigin\b/)
    }
  })

  it.each([
    ['is not listed', { CORS_ORIGINS: shop }],
    ['is not listed, in development too', { AUTH_MODE: 'development', CORS_ORIGINS: shop }],
    ['could not be listed', {}],
  ])('may not call when its origin %s', async (_, env) => {
    await using gateway = await startTestGateway({ AUTH_MODE: 'passthrough', ...env })

    expect(allowedBy(await preflight(gateway, other))).toBeNull()
    expect(allowedBy(await call(gateway, other))).toBeNull()
  })

  it('asks once a day what it may send, and may send what clients send', async () => {
    await using gateway = await startTestGateway()

    const { status, headers } = await preflight(gateway, shop)

    expect(status).toBe(204)
    expect(headers.get('access-control-max-age')).toBe('86400')
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST')
    expect(headers.get('access-control-allow-headers')?.split(/, ?/)).toEqual(
      expect.arrayContaining(requestHeaders.split(',')),
    )
  })

  it('never sends cookies, and may read the correlation id and the limits', async () => {
    await using gateway = await startTestGateway({ AUTH_MODE: 'passthrough', CORS_ORIGINS: shop })

    for (const { headers } of [await preflight(gateway, shop), await call(gateway, shop)]) {
      expect(headers.get('access-control-allow-credentials')).toBeNull()
    }
    const { headers } = await call(gateway, shop)
    expect(headers.get('access-control-expose-headers')).toBe(
      'x-correlation-id, ratelimit, ratelimit-policy, retry-after',
    )
  })
})
