import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { describe, expect, it } from '@jest/globals'
import { createClient } from 'graphql-sse'
import type { Authenticator } from '../src/auth/authenticator.ts'
import { unauthenticated } from '../src/auth/errors.ts'
import type { ConsumerId } from '../src/ids.ts'
import { conversationEvents, type SeenResult } from './support/subscriber.ts'
import { until } from './support/until.ts'
import { sayUntilStalled, startSubscriptionServer } from './support/subscription-server.ts'

const query = conversationEvents

function post(
  url: string,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(body),
  })
}

/** The client made for this protocol, with nothing retried. */
function follow(url: string, id: string, after?: string) {
  const client = createClient({ url: `${url}/graphql`, retryAttempts: 0 })
  const variables = { id, ...(after !== undefined && { after }) }
  return client.iterate({ query, variables }) as AsyncIterableIterator<SeenResult>
}

/** As many as come, up to this count. */
async function take(
  events: AsyncIterableIterator<SeenResult>,
  count: number,
): Promise<readonly SeenResult[]> {
  const taken: SeenResult[] = []
  while (taken.length < count) {
    const step = await events.next()
    if (step.done) break
    taken.push(step.value)
  }
  return taken
}

describe('a stream of server-sent events', () => {
  it('tells what happens, to the client made for it', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    const events = follow(server.url, id)
    const first = events.next()
    await until(() => server.watchers() === 1)

    await server.say(id, 0)
    await server.say(id, 1)

    const [one, two] = [await first, await events.next()]
    expect(one.value).toMatchObject({ data: { conversationEvents: { sequence: 0 } } })
    expect(two.value).toMatchObject({ data: { conversationEvents: { sequence: 1 } } })
    await events.return?.()
    await until(() => server.watchers() === 0)
    expect(await server.measure('gateway_subscriptions_active')).toBe(0)
  })

  it('has headers that keep proxies from holding events back, and those of every answer', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')

    const response = await post(
      server.url,
      { query, variables: { id } },
      { origin: 'https://any.example', 'x-correlation-id': 'mine' },
    )

    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
      'x-correlation-id': 'mine',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': expect.stringContaining('x-correlation-id'),
    })
    await response.body?.cancel()
  })

  it.each([
    ['an invalid document', 'subscription { nothing }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing variable', query, {}, 'BAD_USER_INPUT'],
    ['a conversation that is not known', query, { id: 'c2' }, 'NOT_FOUND'],
  ])('tells of %s, and that nothing more comes', async (_, document, variables, code) => {
    await using server = await startSubscriptionServer()

    const response = await post(server.url, { query: document, variables })
    const events = toEvents(await response.text())

    expect(response.status).toBe(200)
    expect(events).toEqual([
      { event: 'next', data: { errors: [expect.objectContaining({ extensions: { code } })] } },
      { event: 'complete' },
    ])
  })

  it('is refused as every request is when nobody knows who asks', async () => {
    const authenticator = { authenticate: () => Promise.reject(unauthenticated('Send a token.')) }
    await using server = await startSubscriptionServer({ authenticator })

    const response = await post(server.url, { query, variables: { id: 'c1' } })

    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
    expect(await response.json()).toMatchObject({
      errors: [{ message: 'Send a token.', extensions: { code: 'UNAUTHENTICATED' } }],
    })
  })

  it.each([
    ['a query', { query: '{ __typename }' }, { data: { __typename: 'Query' } }],
    [
      'what is no document',
      { query: '{' },
      { errors: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }] },
    ],
    ['no query', {}, { errors: [{ extensions: { code: 'BAD_REQUEST' } }] }],
  ])('is not what %s gets, whatever it accepts', async (_, body, expected) => {
    await using server = await startSubscriptionServer()

    const response = await post(server.url, body)

    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.json()).toMatchObject(expected)
  })

  it('is not in flight any more once it has begun', async () => {
    await using server = await startSubscriptionServer({ env: { MAX_IN_FLIGHT: '1' } })
    const id = await server.open('c1')
    const streams: Response[] = []

    for (let n = 0; n < 3; n += 1)
      streams.push(await post(server.url, { query, variables: { id } }))

    expect(streams.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await server.measure('gateway_requests_in_flight')).toBe(0)
    expect(await server.measure('gateway_subscriptions_active')).toBe(3)
    for (const { body } of streams) await body?.cancel()
    await until(() => server.watchers() === 0)
  })

  it('ends with an error when the token expires', async () => {
    const authenticator: Authenticator = {
      authenticate: () => ({
        kind: 'identified',
        consumerId: 'ada' as ConsumerId,
        mayActForConsumers: false,
        expiresAt: Date.now() + 100,
      }),
    }
    await using server = await startSubscriptionServer({ authenticator })
    const id = await server.open('c1', 'ada')

    const response = await post(server.url, { query, variables: { id } })

    expect(toEvents(await response.text())).toEqual([
      {
        event: 'next',
        data: {
          errors: [
            {
              message:
                'token expired: connect again with a fresh one and `after` set to the last cursor',
              extensions: { code: 'UNAUTHENTICATED' },
            },
          ],
        },
      },
      { event: 'complete' },
    ])
    expect(server.watchers()).toBe(0)
  })

  it('ends when the server stops, without saying that it is complete', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    const response = await post(server.url, { query, variables: { id } })
    await until(() => server.watchers() === 1)

    const rest = response.text()
    await server[Symbol.asyncDispose]()

    expect(toEvents(await rest)).toEqual([])
    expect(server.watchers()).toBe(0)
  })

  it('is cut when its reader is too slow, while others get everything', async () => {
    const count = 30
    const large = 'x'.repeat(1024 * 1024)
    await using server = await startSubscriptionServer({ slowReaderMs: 2_000 })
    const id = await server.open('c1')
    const slow = await openWithoutReading(server.url, { query, variables: { id } })
    const events = follow(server.url, id)
    const reading = take(events, count)
    await until(() => server.watchers() === 2)

    for (let sequence = 0; sequence < count; sequence += 1) await server.say(id, sequence, large)
    const seen = await reading

    await until(() => server.watchers() === 1)
    expect(await server.measure('gateway_subscribers_cut_off_total')).toBe(1)
    expect(seen.map(({ data }) => data?.conversationEvents.sequence)).toEqual(
      Array.from({ length: count }, (_, index) => index),
    )
    await events.return?.()
    slow.destroy()
  })

  it('that is never read has nothing read for it', async () => {
    await using server = await startSubscriptionServer({ slowReaderMs: 1_000 })
    const id = await server.open('c1')
    const slow = await openWithoutReading(server.url, { query, variables: { id } })
    await until(() => server.watchers() === 1)

    const stalled = await sayUntilStalled(server, id)

    expect(stalled).toBeDefined()
    await until(() => server.watchers() === 0)
    slow.destroy()
  })
})

/** Has read the headers, and reads nothing more. */
async function openWithoutReading(url: string, body: object): Promise<IncomingMessage> {
  const request = httpRequest(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
  })
  request.on('error', () => undefined)
  request.end(JSON.stringify(body))
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.on('error', () => undefined)
  return response.pause()
}

interface SentEvent {
  readonly event: string
  readonly data?: unknown
}

/** Comments are left out. */
function toEvents(text: string): readonly SentEvent[] {
  return text
    .split('\n\n')
    .map((block) => Object.fromEntries(block.split('\n').map(toField)))
    .flatMap(({ event, data }) =>
      event === undefined ? [] : [data ? { event, data: JSON.parse(data) as unknown } : { event }],
    )
}

function toField(line: string): [name: string, value: string] {
  const [name = '', ...value] = line.split(':')
  return [name, value.join(':').trim()]
}
