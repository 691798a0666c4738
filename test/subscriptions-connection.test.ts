import { once } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import { WebSocket } from 'ws'
import type { Authenticator } from '../src/auth/authenticator.ts'
import { identityProviderUnavailable, unauthenticated } from '../src/auth/errors.ts'
import type { ConsumerId } from '../src/ids.ts'
import { exchange } from './support/raw-http.ts'
import {
  conversationEvents,
  createSubscriber,
  follow,
  nextOf,
  RawSubscriber,
  refusalOf,
} from './support/subscriber.ts'
import { until } from './support/until.ts'
import { sayUntilStalled, startSubscriptionServer } from './support/subscription-server.ts'

const query = conversationEvents
const protocol = 'graphql-transport-ws'
const strict = { CORS_ORIGINS: 'https://shop.example', PUBLIC_URL: 'https://api.example' }

describe('a socket is opened', () => {
  it.each([
    ['by a program', {}],
    ['by a page that may call', { origin: 'https://shop.example' }],
    ['by a page of the public URL', { origin: 'https://api.example' }],
    ['by a page of its own', { origin: 'http://api.internal', headers: { host: 'api.internal' } }],
  ])('%s', async (_, options) => {
    await using server = await startSubscriptionServer({ env: strict })

    using subscriber = await RawSubscriber.open(server.socketUrl, options)
    subscriber.send({ type: 'connection_init' })

    expect(await subscriber.next()).toEqual({ type: 'connection_ack' })
  })

  it('by any page, where any may call', async () => {
    await using server = await startSubscriptionServer()

    using subscriber = await RawSubscriber.open(server.socketUrl, { origin: 'https://any.example' })

    expect(subscriber.socket.protocol).toBe(protocol)
  })

  it('with a query behind the path', async () => {
    await using server = await startSubscriptionServer()

    using subscriber = await RawSubscriber.open(`${server.socketUrl}?from=router`)

    expect(subscriber.socket.protocol).toBe(protocol)
  })
})

describe('a socket is refused', () => {
  it.each([
    ['at another path', '/explorer', protocol, {}, 404],
    ['to a page that may not call', '/graphql', protocol, { origin: 'https://evil.example' }, 403],
    ['to a page without an origin', '/graphql', protocol, { origin: 'null' }, 403],
    ['with no subprotocol', '/graphql', undefined, {}, 400],
    ['with the legacy subprotocol', '/graphql', 'graphql-ws', {}, 400],
  ])('%s', async (_, path, asked, options, status) => {
    await using server = await startSubscriptionServer({ env: strict })
    const url = new URL(path, server.socketUrl).href

    const refusal = await refusalOf(url, asked, options)

    expect(refusal).toEqual({
      status,
      body: {
        errors: [{ message: expect.any(String), extensions: { code: expect.any(String) } }],
      },
    })
  })

  it('without a word when it is no WebSocket at all', async () => {
    await using server = await startSubscriptionServer()

    const { status } = await exchange(server.url, [
      'GET /graphql HTTP/1.1',
      'Host: gateway',
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Sec-WebSocket-Protocol: ${protocol}`,
    ])

    expect(status).toBe(400)
  })
})

it('a request that would also take another protocol is answered as always', async () => {
  await using server = await startSubscriptionServer()
  const body = JSON.stringify({ query: '{ __typename }' })

  const response = await exchange(
    server.url,
    [
      'POST /graphql HTTP/1.1',
      'Host: gateway',
      'Connection: Upgrade, HTTP2-Settings, close',
      'Upgrade: h2c',
      'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ],
    body,
  )

  expect(response.status).toBe(200)
  expect(JSON.parse(response.body)).toEqual({ data: { __typename: 'Query' } })
})

describe('who asks', () => {
  it.each([
    ['the payload of connection_init', { Authorization: 'ada' }, {}],
    ['the headers of the request, as a router sends them', {}, { authorization: 'ada' }],
    ['the payload rather than the headers', { authorization: 'ada' }, { authorization: 'bob' }],
  ])('is told by %s', async (_, params, headers) => {
    await using server = await startSubscriptionServer({ authenticator: byName })
    const id = await server.open('c1', 'ada')
    using subscriber = await RawSubscriber.open(server.socketUrl, { headers })

    subscriber.send({ type: 'connection_init', payload: params })
    expect(await subscriber.next()).toEqual({ type: 'connection_ack' })
    subscriber.subscribe('1', query, { id })

    await until(() => server.watchers() === 1)
  })

  it.each([
    ['is wrong', unauthenticated('Send a token.'), { code: 4403, reason: 'Send a token.' }],
    [
      'cannot be told now',
      identityProviderUnavailable(),
      { code: 1013, reason: 'the identity provider does not answer: try again later' },
    ],
    ['fails', new Error('secret'), { code: 4500, reason: 'Internal server error' }],
  ])('that %s ends the connection with a reason', async (_, error, closed) => {
    const authenticator = { authenticate: () => Promise.reject(error) }
    await using server = await startSubscriptionServer({ authenticator })
    using subscriber = await RawSubscriber.open(server.socketUrl)

    subscriber.send({ type: 'connection_init' })

    expect(await subscriber.closed).toEqual(closed)
  })

  it('has to be said before anything is asked', async () => {
    await using server = await startSubscriptionServer()
    using subscriber = await RawSubscriber.open(server.socketUrl)

    subscriber.subscribe('1', query, { id: 'c1' })

    expect(await subscriber.closed).toMatchObject({ code: 4401 })
  })

  it('has to be said within ten seconds', async () => {
    await using server = await startSubscriptionServer()
    using subscriber = await RawSubscriber.open(server.socketUrl)

    expect(await subscriber.closed).toMatchObject({ code: 4408 })
  }, 20_000)
})

describe('a token that expires', () => {
  it('ends the connection, and the caller goes on with a new one', async () => {
    let lifetimeMs = 300
    const authenticator: Authenticator = {
      authenticate: () => ({ ...ada, expiresAt: Date.now() + lifetimeMs }),
    }
    await using server = await startSubscriptionServer({ authenticator })
    const id = await server.open('c1', 'ada')
    await server.say(id, 0)
    using subscriber = await RawSubscriber.connect(server.socketUrl)
    subscriber.subscribe('1', query, { id })
    await until(() => server.watchers() === 1)
    await server.say(id, 1)
    const seen = (await subscriber.next()) as {
      payload: { data: { conversationEvents: { cursor: string } } }
    }

    expect(await subscriber.closed).toEqual({
      code: 4401,
      reason: 'token expired: connect again with a fresh one and `after` set to the last cursor',
    })
    await until(() => server.watchers() === 0)
    await server.say(id, 2)

    lifetimeMs = 60_000
    const events = follow(
      createSubscriber(server.socketUrl),
      id,
      seen.payload.data.conversationEvents.cursor,
    )
    expect((await nextOf(events)).sequence).toBe(2)
    await events.return?.()
  })

  it('in a hundred days does not end it now', async () => {
    const authenticator = {
      authenticate: () => ({ ...ada, expiresAt: Date.now() + 100 * 86_400_000 }),
    }
    await using server = await startSubscriptionServer({ authenticator })
    const id = await server.open('c1', 'ada')

    const events = follow(createSubscriber(server.socketUrl), id)
    const first = nextOf(events)
    await until(() => server.watchers() === 1)
    await server.say(id, 0)

    expect((await first).sequence).toBe(0)
    await events.return?.()
  })
})

describe('a slow reader', () => {
  const large = 'x'.repeat(1024 * 1024)
  const count = 30

  it('is told to come back, while others get everything', async () => {
    await using server = await startSubscriptionServer({ slowReaderMs: 300 })
    const id = await server.open('c1')
    using slow = await RawSubscriber.connect(server.socketUrl)
    slow.subscribe('1', query, { id })
    const events = follow(createSubscriber(server.socketUrl), id)
    const first = nextOf(events)
    await until(() => server.watchers() === 2)
    slow.socket.pause()

    for (let sequence = 0; sequence < count; sequence += 1) await server.say(id, sequence, large)
    const seen = [(await first).sequence]
    while (seen.length < count) seen.push((await nextOf(events)).sequence)
    await until(async () => (await server.measure('gateway_subscribers_cut_off_total')) === 1)
    slow.socket.resume()

    expect(await slow.closed).toEqual({
      code: 1013,
      reason: 'slow reader: connect again with `after` set to your last cursor',
    })
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => index))
    await until(() => server.watchers() === 1)
    await events.return?.()
  })

  it('that never reads again has nothing read for it, and is cut off', async () => {
    await using server = await startSubscriptionServer({ slowReaderMs: 1_000 })
    const id = await server.open('c1')
    using slow = await RawSubscriber.connect(server.socketUrl)
    slow.subscribe('1', query, { id })
    await until(() => server.watchers() === 1)
    slow.socket.pause()

    const stalled = await sayUntilStalled(server, id)

    expect(stalled).toBeDefined()
    await until(() => server.watchers() === 0)
    expect(await server.measure('gateway_subscribers_cut_off_total')).toBe(1)
    expect(await server.measure('gateway_subscriptions_active')).toBe(0)
  })

  it('is not read from either, for the answers to its pings would pile up', async () => {
    await using server = await startSubscriptionServer({ slowReaderMs: 1_000 })
    using slow = await RawSubscriber.connect(server.socketUrl)
    const message = JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(60 * 1024) } })
    slow.socket.pause()
    let sent = 0

    const flood = setInterval(() => {
      while (slow.socket.readyState === WebSocket.OPEN && slow.socket.bufferedAmount < 1e6) {
        slow.socket.send(message)
        sent += message.length
      }
    })
    await until(async () => (await server.measure('gateway_subscribers_cut_off_total')) === 1)
    clearInterval(flood)

    // What the kernel holds for both sides, and a megabyte of answers.
    expect(sent).toBeLessThan(40e6)
  })
})

describe('limits', () => {
  it('a hundred subscriptions on one connection, and an error for one more', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    using subscriber = await RawSubscriber.connect(server.socketUrl)

    for (let n = 0; n <= 100; n += 1) subscriber.subscribe(String(n), query, { id })

    expect(await subscriber.next()).toMatchObject({
      id: '100',
      type: 'error',
      payload: [
        {
          message:
            'Expected at most 100 subscriptions on one connection. Open another one for more.',
        },
      ],
    })
    await until(() => server.watchers() === 100)
  })

  it('64 KB for a message', async () => {
    await using server = await startSubscriptionServer()
    using subscriber = await RawSubscriber.connect(server.socketUrl)

    subscriber.subscribe('1', query, { id: 'c1', more: 'x'.repeat(64 * 1024) })

    expect(await subscriber.closed).toMatchObject({ code: 1009 })
  })

  it.each([
    ['no JSON', 'hello'],
    ['no message', '{"type":"hello"}'],
    ['a message that only a server sends', '{"id":"1","type":"complete_"}'],
    ['an event', '{"id":"1","type":"next","payload":{"data":{}}}'],
  ])('%s ends the connection', async (_, text) => {
    await using server = await startSubscriptionServer()
    using subscriber = await RawSubscriber.connect(server.socketUrl)

    subscriber.socket.send(text)

    expect(await subscriber.closed).toEqual({ code: 4400, reason: 'Invalid message received' })
  })
})

it('answers pings of both kinds', async () => {
  await using server = await startSubscriptionServer()
  using subscriber = await RawSubscriber.connect(server.socketUrl)

  const pong = once(subscriber.socket, 'pong')
  subscriber.socket.ping('there?')
  subscriber.send({ type: 'ping', payload: { there: true } })

  expect(await subscriber.next()).toEqual({ type: 'pong', payload: { there: true } })
  expect(String((await pong)[0])).toBe('there?')
})

const ada = {
  kind: 'identified',
  consumerId: 'ada' as ConsumerId,
  mayActForConsumers: false,
} as const

/** Whoever the token says. */
const byName: Authenticator = {
  authenticate: ({ authorization = '' }) => ({ ...ada, consumerId: authorization as ConsumerId }),
}

it('leaves no subscription behind, though ids were used again before they had begun', async () => {
  await using server = await startSubscriptionServer()
  const id = await server.open('c-1')
  const active = () => server.measure('gateway_subscriptions_active')
  using subscriber = await RawSubscriber.connect(server.socketUrl)

  for (let round = 0; round < 30; round += 1) {
    subscriber.subscribe('1', query, { id })
    subscriber.send({ type: 'complete', id: '1' })
  }
  subscriber.subscribe('1', query, { id })
  await until(() => server.watchers() === 1)
  await until(async () => (await active()) === 1)
  subscriber.socket.close()

  await until(() => server.watchers() === 0)
  expect(await active()).toBe(0)
})
