import { describe, expect, it, jest } from '@jest/globals'
import { createClient } from 'graphql-sse'
import { parse } from 'graphql'
import type { Authenticator } from '../src/auth/authenticator.ts'
import { unauthenticated } from '../src/auth/errors.ts'
import type { ConsumerId } from '../src/ids.ts'
import { askAt } from './support/graph.ts'
import { type Router, startRouter } from './support/routers.ts'
import { conversationEvents, type SeenResult } from './support/subscriber.ts'
import { until } from './support/until.ts'
import { startCrm } from './support/subgraph.ts'
import { startSubscriptionServer, type SubscriptionServer } from './support/subscription-server.ts'
import { compose, composerNames, readServices } from './support/supergraph.ts'

// A test starts a router and two subgraphs, and composes a graph of them.
jest.setTimeout(60_000)

interface Graph extends AsyncDisposable {
  readonly server: SubscriptionServer
  readonly router: Router
}

describe.each(composerNames)('Hive Gateway with the supergraph of %s', (composer) => {
  it('passes on the events of a conversation, and with the subscriber goes the subscription', async () => {
    await using graph = await startGraph()
    const { server, router } = graph
    const id = await server.open('c1', 'ada')
    const events = follow(router.url, id, { authorization: 'Bearer ada' })
    const first = events.next()
    await until(() => server.watchers() === 1)

    await server.say(id, 0)
    await server.say(id, 1)

    const [one, two] = [await first, await events.next()]
    expect(one.value).toMatchObject({
      data: {
        conversationEvents: {
          __typename: 'MessageEvent',
          sequence: 0,
          content: { text: 'message 0' },
        },
      },
    })
    expect(two.value).toMatchObject({ data: { conversationEvents: { sequence: 1 } } })
    await events.return?.()
    await until(() => server.watchers() === 0)
  })

  it('goes on after a cursor', async () => {
    await using graph = await startGraph()
    const { server, router } = graph
    const id = await server.open('c1', 'ada')
    for (const sequence of [0, 1, 2]) await server.say(id, sequence)
    const headers = { authorization: 'Bearer ada' }
    const beginning = Buffer.from('event:0').toString('base64url')

    const events = follow(router.url, id, headers, beginning)
    const first = (await events.next()) as IteratorYieldResult<SeenResult>
    await events.return?.()
    const rest = follow(router.url, id, headers, first.value.data?.conversationEvents.cursor)

    expect((await rest.next()).value).toMatchObject({
      data: { conversationEvents: { sequence: 1 } },
    })
    expect((await rest.next()).value).toMatchObject({
      data: { conversationEvents: { sequence: 2 } },
    })
    await rest.return?.()
  })

  it.each([
    ["another consumer's conversation is NOT_FOUND", { authorization: 'Bearer bob' }, 'NOT_FOUND'],
    ['nobody is known without a token', {}, 'UNAUTHENTICATED'],
  ])('passes on that %s', async (_, headers, code) => {
    await using graph = await startGraph()
    const { server, router } = graph
    const id = await server.open('c1', 'ada')

    const { value } = (await follow(router.url, id, headers).next()) as { value: unknown }

    expect(value).toMatchObject({ errors: [{ extensions: { code } }] })
    expect(server.watchers()).toBe(0)
  })

  async function startGraph(): Promise<Graph> {
    await using parts = new AsyncDisposableStack()
    const server = parts.use(await startSubscriptionServer({ authenticator: byName }))
    const crm = parts.use(await startCrm())
    const url = `${server.url}/graphql`
    const { data } = await askAt(url)(
      { query: '{ _service { sdl } }' },
      { authorization: 'Bearer router' },
    )
    const { _service } = data as { _service: { sdl: string } }
    const services = await readServices({ conversations: url, crm: crm.url })
    const supergraph = compose(
      composer,
      services.map((service) =>
        service.name === 'conversations' ? { ...service, typeDefs: parse(_service.sdl) } : service,
      ),
    )
    const router = parts.use(await startRouter('Hive Gateway', supergraph))
    const running = parts.move()
    return { server, router, [Symbol.asyncDispose]: () => running.disposeAsync() }
  }
})

function follow(
  url: string,
  id: string,
  headers: Readonly<Record<string, string>>,
  after?: string,
): AsyncIterableIterator<SeenResult> {
  const client = createClient({ url, headers, retryAttempts: 0 })
  const variables = { id, ...(after !== undefined && { after }) }
  return client.iterate({
    query: conversationEvents,
    variables,
  }) as AsyncIterableIterator<SeenResult>
}

/** Whoever the token says. */
const byName: Authenticator = {
  authenticate: ({ authorization }) => {
    const name = authorization?.replace('Bearer ', '')
    if (name === undefined) throw unauthenticated('Send a token.')
    return { kind: 'identified', consumerId: name as ConsumerId, mayActForConsumers: false }
  },
}
