import { describe, expect, it } from '@jest/globals'
import { startBrowser } from '../support/browser.ts'
import { describeWith } from '../support/programs.ts'
import { refusalOf } from '../support/subscriber.ts'
import { startTestGateway, type TestGateway } from '../support/start.ts'
import { exchange } from '../support/raw-http.ts'

const forData = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
const asBrowser = { headers: { accept: 'text/html' } }

const headersOf = ({ headers }: Response) => Object.fromEntries(headers)

type Call = (gateway: TestGateway) => Promise<Response>
const get = (path: string, options?: RequestInit) => (gateway: TestGateway) =>
  fetch(`${gateway.url}${path}`, options)
const post = (body: unknown, headers?: Record<string, string>) => (gateway: TestGateway) =>
  gateway.post(body, headers)

const answers: [string, number, Call][] = [
  ['an answer', 200, post({ query: '{ __typename }' })],
  [
    'an answer to GET',
    200,
    get('/graphql?query={__typename}', { headers: { 'apollo-require-preflight': '1' } }),
  ],
  ['a document that is none', 200, post({ query: '{' })],
  ['no JSON', 415, get('/graphql', { method: 'POST', body: 'x' })],
  [
    'broken JSON',
    400,
    get('/graphql', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }),
  ],
  ['a caller who may not', 400, post({ query: '{ __typename }' }, { 'x-consumer-id': ' a b' })],
  ['another method', 405, get('/graphql', { method: 'DELETE' })],
  [
    'a preflight',
    204,
    get('/graphql', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    }),
  ],
  ['a path with nothing', 404, get('/nothing')],
  ['a path that is none', 400, get('/%zz')],
  ['a webhook of nobody', 404, get('/webhooks/nobody', { method: 'POST' })],
  ['liveness', 200, get('/healthz')],
  ['readiness', 200, get('/readyz')],
  ['metrics', 200, get('/metrics')],
  ['a redirect', 302, get('/', { redirect: 'manual' })],
]

describe('every answer', () => {
  it.each(answers)('%s is data that no browser runs, keeps or frames', async (_, status, call) => {
    await using gateway = await startTestGateway()

    const response = await call(gateway)

    expect(response.status).toBe(status)
    const headers = headersOf(response)
    expect(headers).toMatchObject(forData)
    expect(headers).not.toHaveProperty('server')
    expect(headers).not.toHaveProperty('x-powered-by')
    expect(headers).not.toHaveProperty('strict-transport-security')
  })

  it('a webhook with a wrong signature as well', async () => {
    await using gateway = await startTestGateway()
    const [account] = gateway.emulator.accounts
    const url = `${gateway.url}/webhooks/${account?.accountId}`

    const response = await fetch(url, { method: 'POST', body: '{}' })

    expect(response.status).toBe(401)
    expect(headersOf(response)).toMatchObject(forData)
  })

  it('a stream of events as well, which nobody keeps', async () => {
    await using gateway = await startTestGateway()
    const query = 'subscription { conversationEvents(conversationId: "none") { cursor } }'

    const response = await gateway.post({ query }, { accept: 'text/event-stream' })

    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    const { 'cache-control': _, ...others } = forData
    expect(headersOf(response)).toMatchObject(others)
    expect(response.headers.get('cache-control')).toMatch(/^no-(store|cache)/)
    await response.text()
  })

  it('what is not even HTTP as well', async () => {
    await using gateway = await startTestGateway()

    const { status, headers } = await exchange(gateway.url, ['nonsense', ''])

    expect(status).toBe(400)
    expect(Object.fromEntries(headers)).toMatchObject(forData)
  })

  it('a socket at another path as well', async () => {
    await using gateway = await startTestGateway()

    const { status } = await refusalOf(
      `${gateway.url.replace('http', 'ws')}/elsewhere`,
      'graphql-transport-ws',
    )

    expect(status).toBe(404)
  })
})

describe('with a PUBLIC_URL of https', () => {
  it.each(answers)('%s asks for https from now on', async (_, status, call) => {
    await using gateway = await startTestGateway({ PUBLIC_URL: 'https://gateway.example' })

    const response = await call(gateway)

    expect(response.status).toBe(status)
    expect(response.headers.get('strict-transport-security')).toBe('max-age=63072000')
  })
})

describe('with a PUBLIC_URL of http', () => {
  it('nobody is asked for https', async () => {
    await using gateway = await startTestGateway({ PUBLIC_URL: 'http://gateway.example' })

    const response = await fetch(`${gateway.url}/healthz`)

    expect(response.headers.has('strict-transport-security')).toBe(false)
  })
})

describe('the Sandbox', () => {
  it('loads from Apollo alone, calls its own origin alone, and is framed by nobody', async () => {
    await using gateway = await startTestGateway()

    const page = await fetch(`${gateway.url}/graphql`, asBrowser)

    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; /)
    expect(policy).toMatch(
      /script-src 'self' 'unsafe-inline' https:\/\/\*\.cdn\.apollographql\.com;/,
    )
    expect(policy).toMatch(/frame-ancestors 'none'$/)
    expect(policy).not.toContain('unsafe-eval')
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('lets run what the page itself holds, by its nonce alone', async () => {
    await using gateway = await startTestGateway()

    const html = await (await fetch(`${gateway.url}/graphql`, asBrowser)).text()

    expect(html).toMatch(/script-src 'self' 'nonce-\w+' https:/)
  })
})

describeWith('chromium', 'the Sandbox in a browser', (chromium) => {
  it('may load from Apollo, and nothing of it is refused by a policy', async () => {
    await using gateway = await startTestGateway()
    await using browser = await startBrowser(chromium, gateway.url)

    await browser.page.goto('/graphql')

    // the browser of the tests lets nothing out; a policy would have refused it before
    const scripts = browser.foreignRequests.filter((url) => url.includes('.umd.production.min.js'))
    expect(scripts).toEqual([
      expect.stringMatching(/^https:\/\/embeddable-sandbox\.cdn\.apollographql\.com\//),
    ])
    expect(browser.complaints.join('\n')).not.toMatch(/Content Security Policy/i)
    // its own script ran, and missed what could not be loaded
    expect(browser.complaints.join('\n')).toContain('EmbeddedSandbox is not a constructor')
  }, 60_000)
})

describe('the explorer', () => {
  it('has its own policy, on the page and on what it loads', async () => {
    await using gateway = await startTestGateway()
    const page = await fetch(`${gateway.url}/explorer/`)
    const [, script] = /src="\.\/(main-\w+\.js)"/.exec(await page.text()) ?? []

    const asset = await fetch(`${gateway.url}/explorer/${script}`, { method: 'HEAD' })

    for (const { headers } of [page, asset]) {
      expect(headers.get('content-security-policy')).toMatch(
        /script-src 'self'; .+frame-ancestors 'none'$/,
      )
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
    expect(page.headers.get('cache-control')).toBe('no-cache')
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })
})
