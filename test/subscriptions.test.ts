import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import type { Authenticator } from '../src/auth/authenticator.ts'
import type { ConsumerId } from '../src/ids.ts'
import { untilRefused } from './support/raw-http.ts'
import {
  conversationEvents,
  createSubscriber,
  follow,
  nextOf,
  RawSubscriber,
} from './support/subscriber.ts'
import { until } from './support/until.ts'
import { startSubscriptionServer } from './support/subscription-server.ts'

const query = conversationEvents
const many = (name: string) =>
  Array.from(
    { length: 40 },
    (_, n) => `${name}${n}: conversationEvents(conversationId: 1) { cursor }`,
  ).join(' ')

describe('conversationEvents', () => {
  it('tells what happens from now on, once each and in order', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    await server.say(id, 0)
    const events = follow(createSubscriber(server.socketUrl), id)
    const first = nextOf(events)
    await until(() => server.watchers() === 1)

    await server.say(id, 1)
    await server.say(id, 2)
    await server.say(id, 1)
    await server.say(id, 3)

    expect((await first).sequence).toBe(1)
    expect((await nextOf(events)).sequence).toBe(2)
    expect(await nextOf(events)).toMatchObject({
      __typename: 'MessageEvent',
      sequence: 3,
      content: { text: 'message 3' },
    })
    await events.return?.()
  })

  it('goes on after a cursor, also on another connection', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    for (const sequence of [0, 1, 2]) await server.say(id, sequence)
    const all = await server.log.page(id, 0, 10)
    expect(all).toHaveLength(3)
    using subscriber = await RawSubscriber.connect(server.socketUrl)
    subscriber.subscribe('all', query, { id, after: Buffer.from('event:0').toString('base64url') })
    const [first] = await take(subscriber, 3)

    const events = follow(createSubscriber(server.socketUrl), id, first?.cursor)

    expect((await nextOf(events)).sequence).toBe(1)
    expect((await nextOf(events)).sequence).toBe(2)
    await events.return?.()
  })

  it.each([
    ['is not known', 'nobody', 'ada'],
    ["is another consumer's", 'c1', 'bob'],
  ])('of a conversation that %s is NOT_FOUND', async (_, id, consumer) => {
    await using server = await startSubscriptionServer({ authenticator: onlyThemselves })
    await server.open('c1', 'ada')

    const { value } = await follow(
      createSubscriber(server.socketUrl, { 'x-consumer-id': consumer }),
      id,
    ).next()

    expect(value).toEqual({
      errors: [
        {
          message: 'There is no such conversation, or you may not see it.',
          path: ['conversationEvents'],
          locations: expect.any(Array),
          extensions: { code: 'NOT_FOUND' },
        },
      ],
    })
    expect(server.watchers()).toBe(0)
  })

  it.each([
    ['is no cursor', 'yesterday'],
    ['is beyond the last event', Buffer.from('event:2').toString('base64url')],
  ])('after what %s is BAD_USER_INPUT', async (_, after) => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    await server.say(id, 0)

    const { value } = await follow(createSubscriber(server.socketUrl), id, after).next()

    expect(value).toMatchObject({
      errors: [
        {
          message: 'after: expected the cursor of an event of this conversation',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    })
  })

  it('leaves nothing behind when it is unsubscribed from', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    using subscriber = await RawSubscriber.connect(server.socketUrl)
    subscriber.subscribe('1', query, { id })
    await until(() => server.watchers() === 1)
    expect(await server.measure('gateway_subscriptions_active')).toBe(1)

    subscriber.send({ type: 'complete', id: '1' })

    await until(() => server.watchers() === 0)
    expect(await server.measure('gateway_subscriptions_active')).toBe(0)
    subscriber.subscribe('1', query, { id })
    await until(() => server.watchers() === 1)
    await server.say(id, 0)
    expect(await subscriber.next()).toMatchObject({ id: '1', type: 'next' })
  })

  it('leaves nothing behind when the connection is lost', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    using subscriber = await RawSubscriber.connect(server.socketUrl)
    for (const operation of ['1', '2']) subscriber.subscribe(operation, query, { id })
    await until(() => server.watchers() === 2)

    subscriber.socket.terminate()

    await until(() => server.watchers() === 0)
    expect(await server.measure('gateway_subscriptions_active')).toBe(0)
  })

  it('ends when the server stops, and says that the caller may come back', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    using subscriber = await RawSubscriber.connect(server.socketUrl)
    subscriber.subscribe('1', query, { id })
    await until(() => server.watchers() === 1)

    await server[Symbol.asyncDispose]()

    expect(await subscriber.closed).toMatchObject({ code: 1001 })
    await until(() => server.watchers() === 0)
  })

  it('does not keep a server from stopping when the caller does not answer', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    using subscriber = await RawSubscriber.connect(server.socketUrl)
    subscriber.subscribe('1', query, { id })
    await until(() => server.watchers() === 1)
    subscriber.socket.pause()

    await server[Symbol.asyncDispose]()

    await untilRefused(server.url)
    await until(() => server.watchers() === 0)
    expect(server.watchers()).toBe(0)
  })
})

describe('an error', () => {
  it('of ours is told without detail, with an id to ask about it', async () => {
    await using server = await startSubscriptionServer({ logs: { end: failSecretly } })
    const id = await server.open('c1')

    const { value } = await follow(createSubscriber(server.socketUrl), id).next()

    expect(value).toMatchObject({
      errors: [
        {
          message: 'Internal server error.',
          extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: expect.any(String) },
        },
      ],
    })
    expect(JSON.stringify(value)).not.toContain('secret')
  })

  it.each([
    ['GRAPHQL_PARSE_FAILED', 'subscription {', {}],
    ['GRAPHQL_VALIDATION_FAILED', 'subscription { conversationEvents { cursor } }', {}],
    ['BAD_USER_INPUT', query, {}],
    [
      'OPERATION_RESOLUTION_FAILURE',
      `${query.replace('(', 'A (')} ${query.replace('(', 'B (')}`,
      {},
    ],
    ['BAD_REQUEST', '{ __typename }', {}],
    ['TOO_MANY_ALIASES', `subscription { ${many('a')} }`, {}],
    ['OPERATION_TOO_LONG', `subscription { ${'a '.repeat(2000)} }`, {}],
    ['BAD_REQUEST', 'mutation { createConversation(input: {}) { outcome } }', {}],
  ])('of the caller has code %s', async (code, wrong, variables) => {
    await using server = await startSubscriptionServer()
    using subscriber = await RawSubscriber.connect(server.socketUrl)

    subscriber.subscribe('1', wrong, variables)

    expect(await subscriber.next()).toMatchObject({
      id: '1',
      type: 'error',
      payload: [{ message: expect.any(String), extensions: { code } }],
    })
  })

  it('of a document that is not trusted keeps it from running, where only those may', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
    const manifest = join(folder, 'documents.json')
    await writeFile(manifest, JSON.stringify({ events: query }))
    const env = { TRUSTED_DOCUMENTS: manifest, TRUSTED_DOCUMENTS_ONLY: 'true' }
    await using server = await startSubscriptionServer({ env })
    await rm(folder, { recursive: true })
    const id = await server.open('c1')
    using subscriber = await RawSubscriber.connect(server.socketUrl)

    subscriber.subscribe('1', query.replace('cursor', 'conversationId'), { id })
    expect(await subscriber.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
    })

    subscriber.subscribe('2', query, { id })
    await until(() => server.watchers() === 1)
  })

  it('says where queries and mutations go', async () => {
    await using server = await startSubscriptionServer()
    using subscriber = await RawSubscriber.connect(server.socketUrl)

    subscriber.subscribe('1', '{ __typename }')

    expect(await subscriber.next()).toMatchObject({
      payload: [
        { message: 'Expected a subscription. Send queries and mutations by POST to /graphql.' },
      ],
    })
  })

  it('says where subscriptions go, when one comes as a query', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')

    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { id } }),
    })

    expect(await response.json()).toMatchObject({
      errors: [
        {
          message: expect.stringContaining('Expected a subscription over WebSocket'),
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
    })
  })
})

describe('Conversation.events', () => {
  const history = /* GraphQL */ `
    query ($of: [_Any!]!, $first: Int, $after: String) {
      _entities(representations: $of) {
        ... on Conversation {
          events(first: $first, after: $after) {
            edges {
              cursor
              node {
                ... on MessageEvent {
                  sequence
                }
              }
            }
            pageInfo {
              hasNextPage
              hasPreviousPage
              startCursor
              endCursor
            }
          }
        }
      }
    }
  `
  interface Page {
    readonly edges: readonly { readonly cursor: string; readonly node: { sequence: number } }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }

  it('is read page by page', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    for (let sequence = 0; sequence < 5; sequence += 1) await server.say(id, sequence)
    const seen: number[] = []
    let after: string | null = null

    do {
      const page: Page = await pageOf(server.url, { id, first: 2, after })
      seen.push(...page.edges.map(({ node }) => node.sequence))
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    } while (after !== null)

    expect(seen).toEqual([0, 1, 2, 3, 4])
  })

  it('holds fifty unless another number is asked for', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    for (let sequence = 0; sequence < 51; sequence += 1) await server.say(id, sequence)

    const unsaid = await pageOf(server.url, { id })
    const nothing = await pageOf(server.url, { id, first: null })
    const more = await pageOf(server.url, { id, first: 500 })

    expect([unsaid, nothing, more].map(({ edges }) => edges.length)).toEqual([50, 50, 51])
  })

  it('has a cursor to subscribe after even when there is nothing yet', async () => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')
    const { edges, pageInfo } = await pageOf(server.url, { id })
    await server.say(id, 0)

    const events = follow(createSubscriber(server.socketUrl), id, pageInfo.endCursor ?? undefined)

    expect(edges).toEqual([])
    expect((await nextOf(events)).sequence).toBe(0)
    await events.return?.()
  })

  it.each([
    [{ first: 0 }, 'first: expected 1 to 500'],
    [{ first: 501 }, 'first: expected 1 to 500'],
    [{ first: -1 }, 'first: expected 1 to 500'],
    [{ after: 'yesterday' }, 'after: expected the cursor of an event of this conversation'],
  ])('with %j is BAD_USER_INPUT', async (wrong, message) => {
    await using server = await startSubscriptionServer()
    const id = await server.open('c1')

    const answer = await ask(server.url, { id, ...wrong })

    expect(answer).toMatchObject({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] })
  })

  async function pageOf(url: string, variables: Parameters<typeof ask>[1]): Promise<Page> {
    const answer = (await ask(url, variables)) as { data: { _entities: [{ events: Page }] } }
    return answer.data._entities[0].events
  }

  async function ask(
    url: string,
    { id, ...page }: { readonly id: string; readonly [name: string]: unknown },
  ): Promise<unknown> {
    const variables = { of: [{ __typename: 'Conversation', id }], ...page }
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: history, variables }),
    })
    return response.json()
  }
})

async function take(subscriber: RawSubscriber, count: number): Promise<{ cursor: string }[]> {
  const taken: { cursor: string }[] = []
  while (taken.length < count) {
    const message = (await subscriber.next()) as {
      payload: { data: { conversationEvents: { cursor: string } } }
    }
    taken.push(message.payload.data.conversationEvents)
  }
  return taken
}

const failSecretly = () => Promise.reject(new Error('secret'))

/** As in development, but nobody acts for others. */
const onlyThemselves: Authenticator = {
  authenticate: (headers) => ({
    kind: 'identified',
    consumerId: String(headers['x-consumer-id']) as ConsumerId,
    mayActForConsumers: false,
  }),
}
