import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { exchange } from '../support/raw-http.ts'
import { startTestGateway, type TestGateway } from '../support/start.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
})

const json = { 'content-type': 'application/json' }
const sound = JSON.stringify({ query: '{ __typename }' })
const send = (init: RequestInit, path = '/graphql') => fetch(`${gateway.url}${path}`, init)
const post = (body: string, headers: Readonly<Record<string, string>> = json) =>
  send({ method: 'POST', headers, body })
const limit = 1024 * 1024
const bodyOf = (bytes: number) => sound.padEnd(bytes, ' ')
const errorOf = (code: string, message: unknown = expect.any(String)) => ({
  errors: [{ message, extensions: { code } }],
})

describe('a body that holds no operation', () => {
  it.each([
    ['that is not JSON', '{"query":'],
    ['that is empty', ''],
    ['of an array', `[${sound}]`],
    ['of a string', '"{ __typename }"'],
    ['of a number', '7'],
    ['of null', 'null'],
    ['of an object with nothing in it', '{}'],
    ['that names a prototype', '{"query":"{ __typename }","__proto__":{}}'],
  ])('%s is a 400', async (_, body) => {
    const response = await post(body)

    expect(response.status).toBe(400)
    expect(await response.json()).toEqual(errorOf('BAD_REQUEST'))
  })

  it('with bytes of JSON after a byte order mark is read all the same', async () => {
    const response = await post(`\uFEFF${sound}`)

    expect(await response.json()).toEqual({ data: { __typename: 'Query' } })
  })
})

describe('a body that is too large', () => {
  it('is one byte above 1 MiB', async () => {
    expect((await post(bodyOf(limit))).status).toBe(200)

    const response = await post(bodyOf(limit + 1))

    expect(response.status).toBe(413)
    expect(await response.json()).toEqual(
      errorOf('PAYLOAD_TOO_LARGE', 'Expected a body of at most 1048576 bytes.'),
    )
  })

  it('is refused without its length being told', async () => {
    const chunks = ReadableStream.from([bodyOf(limit), ' '].map((part) => Buffer.from(part)))

    const response = await send({
      method: 'POST',
      headers: json,
      body: chunks as RequestInit['body'] & {},
      duplex: 'half',
    })

    expect(response.status).toBe(413)
    expect(await response.json()).toEqual(errorOf('PAYLOAD_TOO_LARGE'))
  })

  it('gets its answer however much of it is still to come', async () => {
    const response = await post(bodyOf(32 * limit))

    expect(response.status).toBe(413)
    expect(response.headers.get('connection')).not.toBe('close')
    expect(await response.json()).toEqual(errorOf('PAYLOAD_TOO_LARGE'))
  })
})

describe('the type of a body', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/json; charset="utf-8"',
    'Application/JSON; charset=utf8',
    'application/json; profile=x',
  ])('may be %s', async (type) => {
    const response = await post(sound, { 'content-type': type })

    expect(response.status).toBe(200)
  })

  it.each([
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8859',
    'application/json; profile=x; charset=latin1',
    'application/graphql',
    'application/graphql-response+json',
    'application/jsonl',
    'application/xml',
    'text/plain',
    'nonsense',
  ])('may not be %s, even with the preflight header', async (type) => {
    const response = await post(sound, { 'content-type': type, 'apollo-require-preflight': 'true' })

    expect(response.status).toBe(415)
    expect(await response.json()).toEqual(
      errorOf('UNSUPPORTED_MEDIA_TYPE', 'Expected a body of application/json, in UTF-8.'),
    )
  })
})

describe('a path', () => {
  it.each(['/nothing', '/graphql/', '//graphql', '/GraphQL', '/healthz/x'])(
    'that nothing is at is a 404: %s',
    async (path) => {
      const response = await send({}, path)

      expect(response.status).toBe(404)
      expect(await response.json()).toEqual(errorOf('NOT_FOUND', 'There is nothing at this path.'))
    },
  )

  it.each(['/%zz', '/graphql%', '/%c3%28'])('that is no URL is a 400: %s', async (path) => {
    const response = await send({}, path)

    expect(response.status).toBe(400)
    expect(await response.json()).toEqual(errorOf('BAD_REQUEST'))
    expect(response.headers.get('x-correlation-id')).toMatch(/^[\da-f-]{36}$/)
  })

  it.each([
    ['/graphql', 'GET, POST', ['PUT', 'PATCH', 'DELETE', 'HEAD', 'PROPFIND']],
    ['/healthz', 'GET, HEAD', ['POST', 'DELETE']],
    ['/readyz', 'GET, HEAD', ['POST', 'PUT']],
    ['/explorer', 'GET, HEAD', ['POST']],
  ])('%s takes %s and nothing else', async (path, allowed, others) => {
    for (const method of others) {
      const { status, headers, body } = await exchange(gateway.url, [
        `${method} ${path}?query=x HTTP/1.1`,
        'Host: gateway',
        'Connection: close',
      ])

      expect({ method, status }).toEqual({ method, status: 405 })
      expect(headers.get('allow')).toBe(allowed)
      expect(body === '' ? 'no body' : JSON.parse(body)).toEqual(
        method === 'HEAD' ? 'no body' : errorOf('METHOD_NOT_ALLOWED'),
      )
    }
  })
})

describe('a request that is hardly HTTP', () => {
  it.each([
    ['nothing HTTP knows', ['HELLO'], 400, 'BAD_REQUEST'],
    [
      'headers that never end',
      [`GET /healthz HTTP/1.1`, `X: ${'a'.repeat(20_000)}`],
      431,
      'HEADERS_TOO_LARGE',
    ],
    [
      'a host that is none',
      ['GET /graphql HTTP/1.1', 'Host: a b', 'Connection: close'],
      400,
      'BAD_REQUEST',
    ],
    ['an empty host', ['GET /graphql HTTP/1.1', 'Host:', 'Connection: close'], 400, 'BAD_REQUEST'],
    ['no host, in HTTP/1.0', ['GET /graphql HTTP/1.0'], 400, 'BAD_REQUEST'],
  ])('is told so: %s', async (_, lines, expected, code) => {
    const { status, headers, body } = await exchange(gateway.url, [...lines, ''])

    expect(status).toBe(expected)
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(JSON.parse(body)).toEqual(errorOf(code))
  })
})

describe('a page that may call', () => {
  it.each<readonly [string, RequestInit, string]>([
    ['400', { method: 'POST', headers: json, body: '{' }, '/graphql'],
    ['404', {}, '/nothing'],
    ['405', { method: 'DELETE' }, '/graphql'],
    ['415', { method: 'POST', body: 'x' }, '/graphql'],
  ])('can read a %s', async (status, init, path) => {
    const headers = new Headers(init.headers)
    headers.set('origin', 'https://shop.example')

    const response = await send({ ...init, headers }, path)

    expect(response.status).toBe(Number(status))
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })
})

it('sends nothing upstream for any of these', () => {
  expect(gateway.emulator.requests()).toEqual([])
})
