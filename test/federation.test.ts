import { readFile } from 'node:fs/promises'
import { describe, expect, it, jest } from '@jest/globals'
import { forwardedHeaders } from '../examples/federation/gateway.config.ts'
import { Accounts } from '../src/accounts.ts'
import { createAuthenticator } from '../src/auth/authenticator.ts'
import { readConfig } from '../src/config.ts'
import { HttpServer } from '../src/http.ts'
import type { ConversationId } from '../src/ids.ts'
import { createLogger } from '../src/logger.ts'
import { ConversationLog } from '../src/message/conversation-log.ts'
import { createMetrics } from '../src/metrics.ts'
import { Rates } from '../src/rates/rates.ts'
import { buildGatewaySchema } from '../src/schema.ts'
import { MemoryStore } from '../src/store/memory-store.ts'
import type { Store } from '../src/store/store.ts'
import { askAt, graphs, startGraph } from './support/graph.ts'
import { startOidcIssuer } from './support/oidc-issuer.ts'
import { routerNames } from './support/routers.ts'
import { startTestGateway } from './support/start.ts'
import { compose, composerNames, readServices } from './support/supergraph.ts'

// A test starts a router, two subgraphs and a LivePerson, and composes a graph of them.
jest.setTimeout(60_000)

const MINUTE = 60_000
const readExample = (file: string) => readFile(`examples/federation/${file}`, 'utf8')
const openConversation = await readExample('open-conversation.graphql')
const readTicket = await readExample('ticket.graphql')
const guild = '@theguild/federation-composition'

describe('composition', () => {
  it.each(composerNames)('%s joins both subgraphs in their entities', async (composer) => {
    const supergraph = compose(composer, await readServices())

    for (const entity of ['Conversation', 'Consumer']) {
      const joins = new RegExp(String.raw`^type ${entity}\s[^{]*`, 'm').exec(supergraph)?.[0]
      expect(joins).toContain('@join__type(graph: CONVERSATIONS, key: "id")')
      expect(joins).toContain('@join__type(graph: CRM, key: "id")')
    }
  })

  it('takes its schema from the running gateway, too', async () => {
    await using gateway = await startTestGateway()

    const { data } = await askAt(`${gateway.url}/graphql`)({ query: '{ _service { sdl } }' })

    const sdl = await readFile('schema/subgraph.graphql', 'utf8')
    expect(data).toEqual({ _service: { sdl } })
  })
})

describe('through a router', () => {
  it.each(graphs)(
    '%s with the supergraph of %s opens a conversation and joins what the CRM knows of it',
    async (router, composer) => {
      await using graph = await startGraph(router, composer)

      const answer = await graph.ask(
        { query: openConversation, variables: { input: { firstMessage: { text: 'Hello' } } } },
        { 'x-consumer-id': 'ada' },
      )

      const id: unknown = expect.stringMatching(/./)
      expect(answer).toEqual({
        data: {
          createConversation: {
            outcome: 'CREATED',
            replayed: false,
            conversation: {
              id,
              ticket: { id, subject: expect.stringMatching(/^About ./) },
              consumer: { id: 'ada', loyaltyTier: 'the tier of ada' },
            },
          },
        },
      })
      expect(graph.gateway.emulator.requests('conversation')).toHaveLength(1)
    },
  )

  it.each(routerNames)('%s forwards an idempotency key', async (router) => {
    await using graph = await startGraph(router, guild)
    const create = () =>
      graph.ask(
        { query: openConversation, variables: { input: {} } },
        { 'idempotency-key': '7d0f6b7c', 'x-consumer-id': 'ada' },
      )

    const first = await create()
    const second = await create()

    expect(first.data?.['createConversation']).toMatchObject({ replayed: false })
    expect(second.data?.['createConversation']).toMatchObject({ replayed: true })
    expect(graph.gateway.emulator.requests('conversation')).toHaveLength(1)
  })

  it.each(routerNames)("%s keeps a caller's token from the other subgraph", async (router) => {
    await using graph = await startGraph(router, guild)

    await graph.ask(
      { query: openConversation, variables: { input: {} } },
      { authorization: 'Bearer secret', 'x-consumer-id': 'ada' },
    )

    expect(graph.crm.requests).not.toEqual([])
    expect(graph.crm.requests.flatMap(Object.keys)).not.toContain('authorization')
    expect(graph.crm.requests.flatMap(Object.keys)).not.toContain('x-consumer-id')
  })

  it.each(routerNames)(
    '%s finds a conversation that the CRM names, for its own consumer alone',
    async (router) => {
      await using issuer = await startOidcIssuer()
      await using graph = await startGraph(router, guild, {
        AUTH_MODE: 'oidc',
        OIDC_ISSUER: issuer.url,
        OIDC_AUDIENCE: issuer.audience,
      })
      const as = async (sub: string) => ({ authorization: `Bearer ${await issuer.mint({ sub })}` })
      const created = await graph.ask(
        { query: openConversation, variables: { input: {} } },
        await as('ada'),
      )
      const id = conversationIdOf(created.data)

      const asked = { query: readTicket, variables: { id } }
      const own = await graph.ask(asked, await as('ada'))
      const foreign = await graph.ask(asked, await as('bob'))

      const ticket = { subject: `About ${id}` }
      const conversation = { id, stage: 'OPEN', consumer: { id: 'ada' } }
      expect(own).toEqual({ data: { ticket: { ...ticket, conversation } } })
      expect(foreign.data).toEqual({ ticket: { ...ticket, conversation: null } })
    },
  )

  it.each(routerNames)('%s passes on that nobody is known without a token', async (router) => {
    await using issuer = await startOidcIssuer()
    await using graph = await startGraph(router, guild, {
      AUTH_MODE: 'oidc',
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: issuer.audience,
    })

    const answer = await graph.ask({ query: openConversation, variables: { input: {} } })

    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
    expect(graph.gateway.emulator.requests()).toEqual([])
  })

  it('Apollo Router is told to forward the same headers to the same subgraph', async () => {
    const config = await readExample('router.yaml')

    const named = [...config.matchAll(/propagate: \{ named: (\S+) \}/g)].map(([, name]) => name)

    expect(named).toEqual([...forwardedHeaders])
    expect(config).toMatch(/^ {4}conversations:$/m)
  })
})

describe('_entities', () => {
  const query =
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Conversation { id stage } } }'

  it('reads a page of 500 conversations from the store at once', async () => {
    const reads: (readonly ConversationId[])[] = []
    await using server = await startWithStore((store) => ({
      ...store,
      ping: () => store.ping(),
      conversations: {
        put: (conversation) => store.conversations.put(conversation),
        add: (conversation) => store.conversations.add(conversation),
        update: (id, change) => store.conversations.update(id, change),
        findOpen: (accountId, owner) => store.conversations.findOpen(accountId, owner),
        getMany: (ids) => {
          reads.push(ids)
          return store.conversations.getMany(ids)
        },
      },
      [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
    }))
    const ids = Array.from({ length: 500 }, (_, index) => `conversation-${index}`)

    const { data } = await askAt(`${server.url}/graphql`)({
      query,
      variables: { of: ids.map((id) => ({ __typename: 'Conversation', id })) },
    })

    expect(data).toEqual({ _entities: ids.map(() => null) })
    expect(reads).toEqual([ids])
  })
})

function conversationIdOf(data: unknown): string {
  const created = data as { createConversation: { conversation: { id: string } } }
  return created.createConversation.conversation.id
}

/** The gateway's way in without its way out: what it takes to see what is read. */
async function startWithStore(observe: (store: Store) => Store): Promise<HttpServer> {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', STORE_URL: 'memory:' })
  const store = observe(
    new MemoryStore({
      retention: {
        idempotencyMs: MINUTE,
        conversationMs: MINUTE,
        sightingMs: MINUTE,
        setAsideMs: MINUTE,
      },
    }),
  )
  const authenticator = createAuthenticator(config.auth)
  const log = new ConversationLog({
    logs: store.logs,
    retentionMs: MINUTE,
    strangerRetentionMs: MINUTE,
    onStoreError: () => undefined,
  })
  return HttpServer.start({
    config,
    schema: await buildGatewaySchema({ get: () => undefined }),
    context: { authenticator, store, log, upstreamTimeoutMs: config.upstreamTimeoutMs },
    store,
    logger: createLogger(config.logLevel),
    metrics: createMetrics(),
    rates: await Rates.open(config.rates, config.store),
    webhooks: { accounts: new Accounts([]), inbox: { accept: async () => undefined } },
  })
}
