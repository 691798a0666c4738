import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { type Emulator, type Fault, startEmulator } from '../src/emulator/emulator.ts'
import { openConversation } from './support/conversations.ts'
import { inConversation, mutate, refuse, sends, type Told } from './support/send.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

const hurry = { 'x-request-timeout-ms': '2500' }
const send = (gateway: TestGateway, conversationId: string, headers = {}): Promise<Told> =>
  mutate(gateway, 'sendMessage', inConversation.sendMessage(conversationId), headers)

interface Expected {
  readonly result: string
  readonly code: string | null
  readonly posts: number
  /** How many messages LivePerson has afterwards. */
  readonly messages: number
}
type Row = [name: string, fault: Omit<Fault, 'endpoint'>, expected: Expected]

const unknown = { result: 'RequestOutcomeUnknown', code: 'OUTCOME_UNKNOWN', posts: 1, messages: 0 }
const published = { result: 'EventPublished', code: null, posts: 1, messages: 1 }
const rejected = { result: 'RequestRejected', code: 'REQUEST_REJECTED', posts: 1, messages: 0 }
const idle = { result: 'RequestNotPerformed', posts: 1, messages: 0 }
const answer = (body: unknown, status = 200): Fault['fault'] => ({ kind: 'reply', status, body })

describe('a message whose POST meets', () => {
  const rows: Row[] = [
    ...(['before', 'after'] as const).flatMap((phase): Row[] => {
      const lost = { ...unknown, messages: phase === 'after' ? 1 : 0 }
      return [
        [`HTTP 500 ${phase} its effect`, { phase, fault: answer('', 500) }, lost],
        [
          `HTTP 503 with a result ${phase} its effect`,
          { phase, fault: answer({ code: 'OK', body: { sequence: 0 }, reqId: '1' }, 503) },
          lost,
        ],
        [`a reset ${phase} its effect`, { phase, fault: { kind: 'reset' } }, lost],
        [`a close ${phase} its effect`, { phase, fault: { kind: 'close' } }, lost],
        [`silence ${phase} its effect`, { phase, fault: { kind: 'hang' } }, lost],
      ]
    }),
    [
      'a truncated answer',
      { phase: 'after', fault: { kind: 'truncate' } },
      { ...unknown, messages: 1 },
    ],
    ['garbage', { phase: 'after', fault: { kind: 'garbage' } }, { ...unknown, messages: 1 }],
    [
      'a redirect',
      { fault: { kind: 'reply', status: 307, headers: { location: '/elsewhere' }, body: '' } },
      unknown,
    ],
    ['an empty array', { fault: answer([]) }, unknown],
    ['an array of null', { fault: answer([null]) }, unknown],
    ['a success without a place', { fault: answer({ code: 'OK', body: {}, reqId: '1' }) }, unknown],
    ...(
      [
        ['with the code 200', { code: 200, body: { sequence: 0 }, reqId: '1' }],
        ['with the code "200"', { code: '200', body: { sequence: 0 }, reqId: '1' }],
        ['without an id', { code: 'OK', body: { sequence: 0 } }],
        ['with a number as its id', { code: 'OK', body: { sequence: 0 }, reqId: 1 }],
        ['with a foreign id', { code: 'OK', body: { sequence: 0 }, reqId: 'x,' }],
        ['in an array', [{ code: 'OK', body: { sequence: 0 }, reqId: '1' }]],
      ] as const
    ).map(([name, body]): Row => [
      `a success ${name}`,
      { phase: 'after', fault: answer(body) },
      published,
    ]),
    [
      'a success with HTTP 202',
      { phase: 'after', fault: answer({ code: 'OK', body: { sequence: 0 } }, 202) },
      published,
    ],
    ['a refusal', { fault: refuse('no', 'FORBIDDEN') }, rejected],
    ['a refusal with HTTP 200', { fault: refuse('no', 'FORBIDDEN', 200) }, rejected],
    ['a refusal in an array', { fault: answer([{ code: 403, body: 'no' }], 403) }, rejected],
    ['HTTP 404 without a result', { fault: answer('', 404) }, rejected],
    ['HTTP 413 with a page', { fault: answer('<html>', 413) }, rejected],
    ['an AppJWT refused once', { fault: { kind: 'invalidAppJwt' } }, { ...published, posts: 2 }],
    [
      'an AppJWT refused twice',
      { count: 2, fault: { kind: 'invalidAppJwt' } },
      { ...idle, code: 'UPSTREAM_UNAUTHORIZED', posts: 2 },
    ],
    [
      'a ConsumerJWS refused once',
      { fault: { kind: 'invalidConsumerJws' } },
      { ...published, posts: 2 },
    ],
    [
      'a ConsumerJWS refused twice',
      { count: 2, fault: { kind: 'invalidConsumerJws' } },
      { ...idle, code: 'UPSTREAM_UNAUTHORIZED', posts: 2 },
    ],
    ['another 401', { fault: answer('', 401) }, { ...idle, code: 'UPSTREAM_UNAUTHORIZED' }],
    ['a 429 that passes', { fault: { kind: 'throttle' } }, { ...published, posts: 2 }],
    [
      'a 429 that outlasts the deadline',
      { count: 'always', fault: { kind: 'throttle', retryAfter: 60 } },
      { ...idle, code: 'THROTTLED' },
    ],
  ]

  it.each(rows)('%s', async (_, fault, { result, code, posts, messages }) => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    gateway.emulator.addFault({ endpoint: 'send', ...fault })

    const told = await send(gateway, conversationId, hurry)

    expect(told.result).toMatchObject({
      __typename: result,
      requestId: '1',
      requestType: 'PUBLISH_EVENT',
    })
    expect(told.problem?.code ?? null).toBe(code)
    expect(sends(gateway)).toBe(posts)
    expect(gateway.emulator.conversations()[0]?.dialogs[0]?.messages).toHaveLength(messages)
  })

  it("a refusal, and tells LivePerson's code and words", async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    gateway.emulator.addFault({ endpoint: 'send', fault: refuse('not you', 'FORBIDDEN') })

    const told = await send(gateway, conversationId)

    expect(told).toMatchObject({
      result: { code: 'FORBIDDEN', message: 'not you' },
      problem: { __typename: 'RequestRefused', upstreamCode: 'FORBIDDEN', retryable: false },
    })
  })

  it('an unreadable refusal, and tells the HTTP status as its code', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    gateway.emulator.addFault({ endpoint: 'send', fault: answer('', 404) })

    expect(await send(gateway, conversationId)).toMatchObject({
      result: { code: '404', message: '' },
      problem: { upstreamCode: '404' },
    })
  })
})

describe('every mutation in a conversation', () => {
  const names = Object.keys(inConversation) as (keyof typeof inConversation)[]
  const changing = names.filter((name) => name !== 'createUploadUrl')
  const perform = async (gateway: TestGateway, name: (typeof names)[number]) => {
    const conversationId = await openConversation(gateway)
    return (fault: Fault['fault']) => {
      gateway.emulator.addFault({ endpoint: 'send', fault })
      return mutate(gateway, name, inConversation[name](conversationId), hurry)
    }
  }

  it.each(changing)('%s: a lost answer is unknown, and nothing is sent again', async (name) => {
    await using gateway = await startTestGateway()
    const meeting = await perform(gateway, name)

    const told = await meeting({ kind: 'reset' })

    expect(told.problem).toMatchObject({ code: 'OUTCOME_UNKNOWN', retryable: false })
    expect(sends(gateway)).toBe(1)
  })

  it.each(names)('%s: a refusal is told', async (name) => {
    await using gateway = await startTestGateway()
    const meeting = await perform(gateway, name)

    const told = await meeting(refuse('no', 'FORBIDDEN'))

    expect(told.problem).toMatchObject({ code: 'REQUEST_REJECTED', upstreamCode: 'FORBIDDEN' })
    expect(sends(gateway)).toBe(1)
  })

  it.each(names)('%s: a conversation that is closed is told', async (name) => {
    await using gateway = await startTestGateway()
    const meeting = await perform(gateway, name)

    const told = await meeting(refuse('Bad Request, Conversation is close'))

    expect(told.problem).toMatchObject({
      __typename: 'ConversationClosed',
      code: 'CONVERSATION_CLOSED',
      retryable: false,
    })
    expect(sends(gateway)).toBe(1)
  })

  it.each(names)('%s: a 429 is waited out', async (name) => {
    await using gateway = await startTestGateway()
    const meeting = await perform(gateway, name)

    const told = await meeting({ kind: 'throttle' })

    expect(told.problem).toBeNull()
    expect(sends(gateway)).toBe(2)
  })
})

it.each(Object.keys(inConversation) as (keyof typeof inConversation)[])(
  'a store that cannot be asked for the conversation keeps %s from being sent',
  async (name) => {
    await using gateway = await startTestGateway({ STORE_URL: 'redis://127.0.0.1:1' })

    const told = await mutate(gateway, name, inConversation[name]('c'), hurry)

    expect(told.problem).toMatchObject({
      __typename: 'UpstreamUnavailable',
      code: 'UPSTREAM_UNAVAILABLE',
      retryable: true,
    })
    expect(told.result?.__typename ?? 'RequestNotPerformed').toBe('RequestNotPerformed')
    expect(gateway.emulator.requests()).toEqual([])
  },
)

it('a message in a conversation that was closed answers ConversationClosed', async () => {
  await using gateway = await startTestGateway()
  const conversationId = await openConversation(gateway)
  await mutate(gateway, 'closeConversation', { conversationId })

  const told = await send(gateway, conversationId)

  expect(told).toMatchObject({
    result: {
      __typename: 'RequestRejected',
      code: 'BAD_REQUEST',
      message: 'Bad Request, Conversation is close',
    },
    problem: { __typename: 'ConversationClosed', code: 'CONVERSATION_CLOSED' },
  })
})

describe('a refusal that may be no more than a conversation that is too new', () => {
  it('is waited out', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    gateway.emulator.addFault({ endpoint: 'send', count: 3, fault: refuse('Bad Request') })

    const told = await send(gateway, conversationId)

    expect(told).toMatchObject({ result: { __typename: 'EventPublished' }, problem: null })
    expect(sends(gateway)).toBe(4)
  })

  it('is taken after three times', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    gateway.emulator.addFault({ endpoint: 'send', count: 'always', fault: refuse('Bad Request') })

    const told = await send(gateway, conversationId)

    expect(told).toMatchObject({
      result: { __typename: 'RequestRejected', code: 'BAD_REQUEST', message: 'Bad Request' },
      problem: { code: 'REQUEST_REJECTED' },
    })
    expect(sends(gateway)).toBe(4)
  })

  it('is taken when the deadline would pass', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    await send(gateway, conversationId) // so that hosts and tokens are known
    gateway.emulator.addFault({ endpoint: 'send', count: 'always', fault: refuse('Bad Request') })

    const told = await send(gateway, conversationId, { 'x-request-timeout-ms': '100' })

    expect(told).toMatchObject({ result: { __typename: 'RequestRejected' } })
    expect(sends(gateway)).toBe(2)
  })

  it('is waited out with a key too, and then sent once', async () => {
    await using emulator = await startEmulator({ staleForMs: 200 })
    await using gateway = await startTestGateway({}, { emulator })
    const conversationId = await openConversation(gateway)
    const input = { ...inConversation.sendMessage(conversationId), idempotencyKey: 'k' }

    const told = await mutate(gateway, 'sendMessage', input)

    expect(told).toMatchObject({ result: { __typename: 'EventPublished' }, replayed: false })
    expect(emulator.conversations()[0]?.dialogs[0]?.messages).toHaveLength(1)
    expect(sends(gateway)).toBeGreaterThan(1)
  })
})

/** A gateway that knows a conversation, and nothing of LivePerson yet. */
async function startFresh() {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
  const env = { STORE_URL: `sqlite:${folder}/gateway.db` }
  const emulator = await startEmulator()
  const before = await startTestGateway(env, { emulator })
  const conversationId = await openConversation(before)
  await before[Symbol.asyncDispose]()
  const gateway = await startTestGateway(env, { emulator })
  return {
    gateway,
    conversationId,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await emulator[Symbol.asyncDispose]()
      await rm(folder, { recursive: true })
    },
  }
}

describe('a message whose preparation meets', () => {
  type Step = Parameters<Emulator['requests']>[0]
  it.each<[string, Step, Fault['fault'], string]>([
    ['a Domain API that is down', 'domain', answer('', 503), 'UPSTREAM_UNAVAILABLE'],
    ['a sentinel that refuses the client', 'appJwt', answer({}, 401), 'UPSTREAM_UNAUTHORIZED'],
    ['a sentinel that throttles', 'appJwt', { kind: 'throttle', retryAfter: 30 }, 'THROTTLED'],
    ['an idp that is down', 'consumerJws', { kind: 'reset' }, 'UPSTREAM_UNAVAILABLE'],
  ])('%s sends nothing', async (_, endpoint = 'domain', fault, code) => {
    await using fresh = await startFresh()
    fresh.gateway.emulator.addFault({ endpoint, count: 'always', fault })

    const told = await send(fresh.gateway, fresh.conversationId, hurry)

    expect(told).toMatchObject({ result: { __typename: 'RequestNotPerformed' }, problem: { code } })
    expect(sends(fresh.gateway)).toBe(0)
  })

  it('a host that refuses connections is unavailable, and nothing was sent', async () => {
    await using fresh = await startFresh()
    const { emulator } = fresh.gateway
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port } = closed.address() as { port: number }
    closed.close()
    await once(closed, 'close')
    const real = new URL(emulator.url).host
    const baseURIs = [
      ...['sentinel', 'idp'].map((service) => ({ service, baseURI: real })),
      { service: 'asyncMessagingEnt', baseURI: `127.0.0.1:${port}` },
    ]
    emulator.addFault({ endpoint: 'domain', fault: answer({ baseURIs }) })

    const told = await send(fresh.gateway, fresh.conversationId)

    expect(told).toMatchObject({
      result: { __typename: 'RequestNotPerformed' },
      problem: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
    })
  })

  it('a storage host that is not known makes no upload URL, and sends nothing', async () => {
    await using fresh = await startFresh()
    const { emulator } = fresh.gateway
    const real = new URL(emulator.url).host
    const services = ['sentinel', 'idp', 'asyncMessagingEnt']
    const baseURIs = services.map((service) => ({ service, baseURI: real }))
    emulator.addFault({ endpoint: 'domain', fault: answer({ baseURIs }) })

    const told = await mutate(
      fresh.gateway,
      'createUploadUrl',
      inConversation.createUploadUrl(fresh.conversationId),
    )

    expect(told).toMatchObject({ uploadUrl: null, problem: { code: 'UPSTREAM_UNAVAILABLE' } })
    expect(sends(fresh.gateway)).toBe(0)
  })
})
