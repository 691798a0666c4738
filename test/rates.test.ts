import { afterEach, describe, expect, it } from '@jest/globals'
import { startEmulator } from '../src/emulator/emulator.ts'
import { CreateConversationDocument } from './generated/graphql.ts'
import { openConversation } from './support/conversations.ts'
import { describeWith } from './support/programs.ts'
import { RedisServer } from './support/redis-server.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'
import { createSubscriber, follow, RawSubscriber, refusalOf } from './support/subscriber.ts'
import { postWebhook, textNotification } from './support/webhooks.ts'

let parts = new AsyncDisposableStack()
afterEach(async () => {
  await parts.disposeAsync()
  parts = new AsyncDisposableStack()
})
const start = async (...args: Parameters<typeof startTestGateway>) =>
  parts.use(await startTestGateway(...args))

type Headers = Readonly<Record<string, string>>
const ada = { 'x-consumer-id': 'ada' }
const bob = { 'x-consumer-id': 'bob' }
const typename = { query: '{ __typename }' }
const conversation = { query: '{ conversation(id: "unknown") { id } }' }
const create = (gateway: TestGateway, headers: Headers = ada, idempotencyKey?: string) =>
  gateway.execute(
    CreateConversationDocument,
    { input: { ...(idempotencyKey !== undefined && { idempotencyKey }) } },
    headers,
  )
const sent = ({ emulator }: TestGateway) => emulator.requests('conversation').length
const errorsOf = async (response: Response) => {
  const { errors } = (await response.json()) as { errors?: unknown }
  return errors
}
/** As a socket tells it. */
const errorOf = (code: string) => ({ type: 'error', payload: [{ extensions: { code } }] })
const rateLimited = [{ extensions: { code: 'RATE_LIMITED' } }]
const throttled = {
  __typename: 'Throttled',
  code: 'THROTTLED',
  retryable: true,
  retryAfterMs: expect.any(Number),
}

describe('without a limit', () => {
  it('nothing is said of one, which is so in development', async () => {
    const gateway = await start()

    const response = await gateway.post(typename)

    expect(response.headers.has('ratelimit')).toBe(false)
    expect(response.headers.has('ratelimit-policy')).toBe(false)
  })

  it('none is needed: each can be off in production', async () => {
    const gateway = await start({
      NODE_ENV: 'production',
      AUTH_MODE: 'passthrough',
      RATE_LIMIT_ADDRESS: 'off',
      RATE_LIMIT_CONSUMER: 'off',
    })

    expect((await gateway.post(typename)).headers.has('ratelimit-policy')).toBe(false)
  })
})

describe('in production', () => {
  it('every answer says what a caller may and how it stands', async () => {
    const gateway = await start({ NODE_ENV: 'production', AUTH_MODE: 'passthrough' })
    const headers = { authorization: 'a.b.c', 'x-lp-on-behalf': 'a.b.c' }

    const response = await gateway.post(conversation, headers)

    expect(response.headers.get('ratelimit-policy')).toBe(
      '"address";q=1200;w=60, "consumer";q=600;w=60',
    )
    expect(response.headers.get('ratelimit')).toBe('"address";r=1199;t=60, "consumer";r=599;t=60')
  })
})

describe('an address', () => {
  it('over its limit gets 429 and when to come back, before anybody asks who it is', async () => {
    const gateway = await start({ RATE_LIMIT_ADDRESS: '1/60s', AUTH_MODE: 'passthrough' })
    const first = await gateway.post(typename)

    const second = await gateway.post(typename)

    expect(first.status).toBe(401)
    expect(second.status).toBe(429)
    expect(await errorsOf(second)).toMatchObject(rateLimited)
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(50)
    expect(second.headers.get('ratelimit')).toMatch(/^"address";r=0;t=\d+$/)
    expect(second.headers.get('ratelimit-policy')).toBe('"address";q=1;w=60')
  })

  it('may come back when its window has ended', async () => {
    const gateway = await start({ RATE_LIMIT_ADDRESS: '1/1s' })
    await gateway.post(typename)

    const statuses = new Set<number>()
    while (!statuses.has(200)) statuses.add((await gateway.post(typename)).status)

    expect([...statuses]).toEqual([429, 200])
  })

  it('over its limit may still be probed', async () => {
    const gateway = await start({ RATE_LIMIT_ADDRESS: '1/60s' })
    await gateway.post(typename)
    await gateway.post(typename)

    for (const path of ['healthz', 'readyz', 'metrics']) {
      expect((await fetch(`${gateway.url}/${path}`)).status).toBe(200)
    }
  })

  it('over its limit opens no socket', async () => {
    const gateway = await start({ RATE_LIMIT_ADDRESS: '1/60s' })
    const url = `${gateway.url.replace('http', 'ws')}/graphql`
    using _first = await RawSubscriber.open(url)

    const { status, body } = await refusalOf(url, 'graphql-transport-ws')

    expect(status).toBe(429)
    expect(body).toMatchObject({ errors: rateLimited })
  })

  it('pays for each thing it asks for on a socket, even for what is no subscription', async () => {
    const gateway = await start({ RATE_LIMIT_ADDRESS: '2/60s' })
    using socket = await RawSubscriber.connect(`${gateway.url.replace('http', 'ws')}/graphql`)

    socket.subscribe('1', '{')
    const first = await socket.next()
    socket.subscribe('2', '{')
    const second = await socket.next()

    expect(first).toMatchObject(errorOf('GRAPHQL_PARSE_FAILED'))
    expect(second).toMatchObject(errorOf('RATE_LIMITED'))
  })

  it('sends as many signed webhooks as it likes, and few that are not', async () => {
    const gateway = await start({ RATE_LIMIT_ADDRESS: '2/60s' })
    const body = textNotification('c-1', 0, 'x')
    const forged = () => postWebhook(gateway, body, { 'x-liveperson-signature': 'sha1=no' })

    const signed = [1, 2, 3, 4].map(() => postWebhook(gateway, body))
    const accepted = (await Promise.all(signed)).map(({ status }) => status)
    const refused = [await forged(), await forged(), await forged()]
    const still = await postWebhook(gateway, body)

    expect(accepted).toEqual([200, 200, 200, 200])
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 429])
    expect(refused[2]?.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(still.status).toBe(200)
  })

  const one = { RATE_LIMIT_ADDRESS: '1/60s' }
  it.each<[string, Headers, string[], number[]]>([
    ['is the one that connects, whatever it forwards', one, ['1.1.1.1', '2.2.2.2'], [200, 429]],
    [
      'is told by a trusted proxy',
      { ...one, TRUST_PROXY: '127.0.0.0/8' },
      ['1.1.1.1', '2.2.2.2'],
      [200, 200],
    ],
    [
      'is told by the last proxy',
      { ...one, TRUST_PROXY: '1' },
      ['1.1.1.1, 3.3.3.3', '2.2.2.2, 3.3.3.3'],
      [200, 429],
    ],
    [
      'is a whole /64 of IPv6',
      { ...one, TRUST_PROXY: '1' },
      ['2001:db8::1', '2001:db8::2'],
      [200, 429],
    ],
  ])('%s', async (_, env, forwarded, expected) => {
    const gateway = await start(env)

    const statuses: number[] = []
    for (const address of forwarded) {
      statuses.push((await gateway.post(typename, { 'x-forwarded-for': address })).status)
    }

    expect(statuses).toEqual(expected)
  })
})

describe('a consumer', () => {
  it('over its limit is told so as data, and nothing is sent', async () => {
    const gateway = await start({ RATE_LIMIT_CONSUMER: '5/60s' })
    await create(gateway)

    const second = await create(gateway)

    expect(second.errors).toBeUndefined()
    expect(second.data?.createConversation).toMatchObject({
      outcome: 'NOT_CREATED',
      problem: throttled,
      results: [{ __typename: 'RequestNotPerformed' }, { __typename: 'RequestNotPerformed' }],
      replayed: false,
    })
    expect(sent(gateway)).toBe(1)
  })

  it('is another one for every name', async () => {
    const gateway = await start({ RATE_LIMIT_CONSUMER: '5/60s' })
    await create(gateway, ada)

    expect((await create(gateway, bob)).data?.createConversation.outcome).toBe('CREATED')
  })

  it('is the one that a caller acts for', async () => {
    const gateway = await start({ RATE_LIMIT_CONSUMER: '5/60s' })
    const service = { 'x-consumer-id': 'service' }
    const createFor = async (consumerId: string) =>
      (await gateway.execute(CreateConversationDocument, { input: { consumerId } }, service)).data
        ?.createConversation.outcome

    expect(await createFor('ada')).toBe('CREATED')
    expect(await createFor('bob')).toBe('CREATED')
    expect(await createFor('ada')).toBe('NOT_CREATED')
    expect((await create(gateway, ada)).data?.createConversation.problem).toMatchObject(throttled)
  })

  it('pays for a replay what it paid for the create', async () => {
    const gateway = await start({ RATE_LIMIT_CONSUMER: '10/60s' })
    const outcomes = []
    for (const key of ['k', 'k', 'k']) {
      outcomes.push((await create(gateway, ada, key)).data?.createConversation)
    }

    expect(outcomes).toMatchObject([
      { outcome: 'CREATED', replayed: false },
      { outcome: 'CREATED', replayed: true },
      { outcome: 'NOT_CREATED', replayed: false, problem: throttled },
    ])
    expect(sent(gateway)).toBe(1)
  })

  it('finds the answer of its key again when its window has ended', async () => {
    const gateway = await start({ RATE_LIMIT_CONSUMER: '5/1s' })
    const { data } = await create(gateway, ada, 'k')

    let replay = await create(gateway, ada, 'k')
    while (replay.data?.createConversation.problem) replay = await create(gateway, ada, 'k')

    expect(replay.data?.createConversation).toMatchObject({
      outcome: 'CREATED',
      replayed: true,
      conversation: { id: data?.createConversation.conversation?.id },
    })
    expect(sent(gateway)).toBe(1)
  })

  it('over its limit gets 429 for a query', async () => {
    const gateway = await start({ RATE_LIMIT_CONSUMER: '1/60s' })
    const first = await gateway.post(conversation, ada)

    const second = await gateway.post(conversation, ada)

    expect(first.status).toBe(200)
    expect(first.headers.get('ratelimit')).toBe('"consumer";r=0;t=60')
    expect(second.status).toBe(429)
    expect(second.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await errorsOf(second)).toMatchObject(rateLimited)
  })

  it('pays for each field of a query', async () => {
    const gateway = await start({ RATE_LIMIT_CONSUMER: '2/60s' })
    const query = '{ a: conversation(id: "1") { id } b: conversation(id: "2") { id } }'

    const first = await gateway.post({ query }, ada)

    expect(first.headers.get('ratelimit')).toBe('"consumer";r=0;t=60')
    expect((await gateway.post(conversation, ada)).status).toBe(429)
  })

  it('over its limit gets 429 for a stream of events', async () => {
    const gateway = await start({ RATE_LIMIT_CONSUMER: '6/60s' })
    const id = await openConversation(gateway, ada)
    const query = `subscription { conversationEvents(conversationId: "${id}") { cursor } }`
    const stream = () => gateway.post({ query }, { ...ada, accept: 'text/event-stream' })
    const first = await stream()

    const second = await stream()

    expect(first.status).toBe(200)
    expect(first.headers.get('ratelimit-policy')).toBe('"consumer";q=6;w=60')
    await first.body?.cancel()
    expect(second.status).toBe(429)
    expect(await errorsOf(second)).toMatchObject(rateLimited)
  })

  it('over its limit gets an error for a subscription on a socket', async () => {
    const gateway = await start({ RATE_LIMIT_CONSUMER: '5/60s' })
    const id = await openConversation(gateway, ada)
    const client = createSubscriber(`${gateway.url.replace('http', 'ws')}/graphql`, ada)

    const told = await follow(client, id).next()

    expect(told).toMatchObject({ value: { errors: rateLimited } })
    expect(JSON.stringify(told)).not.toContain('http')
    await client.dispose()
  })

  const conversationId = 'none'
  it.each<[string, string, object]>([
    ['createConversation', 'CreateConversationInput', {}],
    ['sendMessage', 'SendMessageInput', { conversationId, content: { text: 'x' } }],
    ['setChatState', 'SetChatStateInput', { conversationId, chatState: 'COMPOSING' }],
    [
      'acknowledgeMessages',
      'AcknowledgeMessagesInput',
      { conversationId, sequences: [0], status: 'READ' },
    ],
    ['updateUserProfile', 'UpdateUserProfileInput', {}],
    ['closeConversation', 'CloseConversationInput', { conversationId }],
    ['createUploadUrl', 'CreateUploadUrlInput', { conversationId, fileType: 'PNG', fileSize: 1 }],
    ['engagement', 'EngagementInput', {}],
  ])('over its limit gets a whole payload of %s', async (field, type, input) => {
    const gateway = await start({ RATE_LIMIT_CONSUMER: '1/60s' })
    const root = field === 'engagement' ? 'query' : 'mutation'
    const rest = await requiredFieldsOf(gateway, field)
    const query = `${root} ($input: ${type}!) {
      ${field}(input: $input) { ${rest} problem { __typename code retryable retryAfterMs } }
    }`

    const response = await gateway.post({ query, variables: { input } }, bob)

    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ data: { [field]: { problem: throttled } } })
    expect(gateway.emulator.requests()).toEqual([])
  })
})

/** Leaving out what has to be there would hide that it is missing. */
async function requiredFieldsOf(gateway: TestGateway, field: string): Promise<string> {
  const ofType = 'name kind ofType { name kind ofType { name kind } }'
  const query = `{ __schema { types { name fields { name type { ${ofType} } } } } }`
  const response = await gateway.post({ query }, ada)
  interface Type {
    readonly name: string | null
    readonly kind: string
    readonly ofType?: Type | null
  }
  const { data } = (await response.json()) as {
    data: { __schema: { types: { name: string; fields?: { name: string; type: Type }[] }[] } }
  }
  const payloads: Readonly<Record<string, string>> = { engagement: 'EngagementPayload' }
  const name = payloads[field] ?? `${field.charAt(0).toUpperCase()}${field.slice(1)}Payload`
  const fields = data.__schema.types.find((type) => type.name === name)?.fields ?? []
  const required = fields.filter(({ type }) => type.kind === 'NON_NULL')
  expect(required).not.toEqual([])
  return required
    .map((each) => {
      const inner = each.type.ofType
      const isLeaf = inner?.kind === 'SCALAR' || inner?.kind === 'ENUM'
      return isLeaf ? each.name : `${each.name} { __typename }`
    })
    .join(' ')
}

describe('an account', () => {
  it('over its limit throttles everybody, and keeps to itself how it stands', async () => {
    const gateway = await start({ RATE_LIMIT_ACCOUNT: '1/60s' })
    await create(gateway, ada)

    const { data } = await create(gateway, bob)
    const read = await gateway.post(conversation, bob)

    expect(data?.createConversation).toMatchObject({ outcome: 'NOT_CREATED', problem: throttled })
    expect(sent(gateway)).toBe(1)
    expect(read.status).toBe(200)
    expect(read.headers.has('ratelimit')).toBe(false)
    expect(read.headers.has('ratelimit-policy')).toBe(false)
  })

  it('is not used up by one consumer who is over its own limit', async () => {
    const gateway = await start({ RATE_LIMIT_ACCOUNT: '2/60s', RATE_LIMIT_CONSUMER: '5/60s' })
    for (const _ of [1, 2, 3, 4]) await create(gateway, ada)

    expect((await create(gateway, bob)).data?.createConversation.outcome).toBe('CREATED')
  })
})

describeWith('redis-server', 'gateways that share a Redis', (program) => {
  const limits = { RATE_LIMIT_ADDRESS: '20/60s', RATE_LIMIT_CONSUMER: '6/60s' }

  it('count together, and keep nobody by name', async () => {
    const redis = parts.use(await RedisServer.start(program))
    const emulator = parts.use(await startEmulator())
    const env = { ...limits, STORE_URL: redis.url }
    const one = await start(env, { emulator })
    const other = await start(env, { emulator })
    await create(one, ada)

    const { data } = await create(other, ada)

    expect(data?.createConversation.problem).toMatchObject(throttled)
    const keys = (await redis.send('KEYS', '*rate*')) as string[]
    expect(keys.length).toBeGreaterThanOrEqual(2)
    for (const key of keys) {
      expect(key).toMatch(/^conversation-gateway:rate:(address|consumer):[\w-]{43}$/)
      expect(Number(await redis.send('PTTL', key))).toBeGreaterThan(0)
    }
  })

  it('serve and count alone while it is gone', async () => {
    const redis = parts.use(await RedisServer.start(program))
    const gateway = await start({ ...limits, STORE_URL: redis.url })
    await redis.kill()

    const statuses: number[] = []
    for (let call = 0; call < 21; call += 1) statuses.push((await gateway.post(typename)).status)

    expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(statuses[20]).toBe(429)
  })

  it('serve within a second while it is silent', async () => {
    const redis = parts.use(await RedisServer.start(program))
    const gateway = await start({ ...limits, STORE_URL: redis.url })
    redis.pause()
    parts.defer(() => redis.resume())
    const begun = performance.now()

    const response = await gateway.post(typename)

    expect(response.status).toBe(200)
    expect(performance.now() - begun).toBeLessThan(1000)
  })
})
