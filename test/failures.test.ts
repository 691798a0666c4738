import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, expect, it } from '@jest/globals'
import type { Emulator, Fault } from '../src/emulator/emulator.ts'
import { CreateConversationDocument, type CreateConversationInput } from './generated/graphql.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

/** A batch of all three requests. */
const input: CreateConversationInput = {
  sdes: [{ customerInfo: { ctype: 'vip' } }],
  campaignInfo: { campaignId: '1', engagementId: '2' },
  firstMessage: { text: 'Hello' },
}
let consumers = 0

async function create(gateway: TestGateway, headers: Readonly<Record<string, string>> = {}) {
  const { data, errors } = await gateway.execute(
    CreateConversationDocument,
    { input },
    { 'x-consumer-id': `consumer-${consumers++}`, ...headers },
  )
  if (!data) throw new Error(JSON.stringify(errors))
  const { outcome, problem, results, conversation } = data.createConversation
  return { outcome, problem, conversation, results: results.map(({ __typename }) => __typename) }
}

const posts = ({ emulator }: TestGateway) => emulator.requests('conversation').length

const allOk = ['UserProfileSet', 'ConversationRequested', 'EventPublished']
const none = Array<string>(3).fill('RequestNotPerformed')
const unknown = Array<string>(3).fill('RequestOutcomeUnknown')

type Row = [
  name: string,
  fault: Omit<Fault, 'endpoint'>,
  expected: { outcome: string; code: string | null; results: string[]; posts: number },
]

describe('a create whose batch meets', () => {
  const rows: Row[] = [
    ...(['before', 'after'] as const).flatMap((phase): Row[] => [
      [
        `HTTP 500 ${phase} its effect`,
        { phase, fault: { kind: 'reply', status: 500, body: '' } },
        { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', results: unknown, posts: 1 },
      ],
      [
        `HTTP 503 ${phase} its effect`,
        { phase, fault: { kind: 'reply', status: 503, body: [] } },
        { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', results: unknown, posts: 1 },
      ],
      [
        `a reset ${phase} its effect`,
        { phase, fault: { kind: 'reset' } },
        { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', results: unknown, posts: 1 },
      ],
      [
        `a close ${phase} its effect`,
        { phase, fault: { kind: 'close' } },
        { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', results: unknown, posts: 1 },
      ],
      [
        `silence ${phase} its effect`,
        { phase, fault: { kind: 'hang' } },
        { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', results: unknown, posts: 1 },
      ],
    ]),
    [
      'a truncated answer',
      { phase: 'after', fault: { kind: 'truncate' } },
      { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', results: unknown, posts: 1 },
    ],
    [
      'garbage',
      { phase: 'after', fault: { kind: 'garbage' } },
      { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', results: unknown, posts: 1 },
    ],
    [
      'a redirect',
      { fault: { kind: 'reply', status: 307, headers: { location: '/elsewhere' }, body: '' } },
      { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', results: unknown, posts: 1 },
    ],
    [
      'an answer of 2 MiB',
      { fault: { kind: 'reply', status: 200, body: 'x'.repeat(2 ** 21) } },
      { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', results: unknown, posts: 1 },
    ],
    [
      'an empty array',
      { phase: 'after', fault: { kind: 'mangle', how: 'empty' } },
      { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', results: unknown, posts: 1 },
    ],
    [
      'items that are null',
      { fault: { kind: 'mangle', how: 'nullItems' } },
      { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', results: unknown, posts: 1 },
    ],
    [
      'a success without an id',
      { fault: { kind: 'mangle', how: 'withoutConversationId' } },
      {
        outcome: 'UNKNOWN',
        code: 'OUTCOME_UNKNOWN',
        results: ['UserProfileSet', 'RequestOutcomeUnknown', 'EventPublished'],
        posts: 1,
      },
    ],
    ...(
      [
        'reverse',
        'duplicateFirst',
        'duplicateConflicting',
        'numericIds',
        'commaIds',
        'missingIds',
        'foreignIds',
        'sameIds',
        'extraItem',
        'numericCodes',
        'stringNumericCodes',
      ] as const
    ).map((how): Row => [
      `an answer with ${how}`,
      { fault: { kind: 'mangle', how } },
      { outcome: 'CREATED', code: null, results: allOk, posts: 1 },
    ]),
    [
      'no answer to the profile',
      { fault: { kind: 'mangle', how: 'dropFirst' } },
      {
        outcome: 'CREATED_WITH_PROBLEMS',
        code: 'OUTCOME_UNKNOWN',
        results: ['RequestOutcomeUnknown', 'ConversationRequested', 'EventPublished'],
        posts: 1,
      },
    ],
    [
      'no answer to the message',
      { fault: { kind: 'mangle', how: 'dropLast' } },
      {
        outcome: 'CREATED_WITH_PROBLEMS',
        code: 'OUTCOME_UNKNOWN',
        results: ['UserProfileSet', 'ConversationRequested', 'RequestOutcomeUnknown'],
        posts: 1,
      },
    ],
    [
      'an object instead of an array',
      { fault: { kind: 'mangle', how: 'bareObject' } },
      {
        outcome: 'CREATED_WITH_PROBLEMS',
        code: 'OUTCOME_UNKNOWN',
        results: ['RequestOutcomeUnknown', 'ConversationRequested', 'RequestOutcomeUnknown'],
        posts: 1,
      },
    ],
    [
      'a refused profile',
      {
        fault: {
          kind: 'refuseItem',
          type: 'userprofile.SetUserProfile',
          code: 'BAD_REQUEST',
          message: 'no',
        },
      },
      {
        outcome: 'CREATED_WITH_PROBLEMS',
        code: 'REQUEST_REJECTED',
        results: ['RequestRejected', 'ConversationRequested', 'EventPublished'],
        posts: 1,
      },
    ],
    [
      'a refused message',
      {
        fault: { kind: 'refuseItem', type: 'ms.PublishEvent', code: 'BAD_REQUEST', message: 'no' },
      },
      {
        outcome: 'CREATED_WITH_PROBLEMS',
        code: 'REQUEST_REJECTED',
        results: ['UserProfileSet', 'ConversationRequested', 'RequestRejected'],
        posts: 1,
      },
    ],
    [
      'a refused conversation',
      {
        fault: {
          kind: 'refuseItem',
          type: 'cm.ConsumerRequestConversation',
          code: 'BAD_REQUEST',
          message: 'no',
        },
      },
      {
        outcome: 'NOT_CREATED',
        code: 'REQUEST_REJECTED',
        results: ['UserProfileSet', 'RequestRejected', 'RequestRejected'],
        posts: 1,
      },
    ],
    [
      'HTTP 400 without an array',
      { fault: { kind: 'reply', status: 400, body: 'Bad Request' } },
      { outcome: 'NOT_CREATED', code: 'REQUEST_REJECTED', results: none, posts: 1 },
    ],
    [
      'HTTP 404',
      { fault: { kind: 'reply', status: 404, body: '' } },
      { outcome: 'NOT_CREATED', code: 'REQUEST_REJECTED', results: none, posts: 1 },
    ],
    [
      'an AppJWT refused once',
      { fault: { kind: 'invalidAppJwt' } },
      { outcome: 'CREATED', code: null, results: allOk, posts: 2 },
    ],
    [
      'an AppJWT refused twice',
      { count: 2, fault: { kind: 'invalidAppJwt' } },
      { outcome: 'NOT_CREATED', code: 'UPSTREAM_UNAUTHORIZED', results: none, posts: 2 },
    ],
    [
      'a ConsumerJWS refused once',
      { fault: { kind: 'invalidConsumerJws' } },
      { outcome: 'CREATED', code: null, results: allOk, posts: 2 },
    ],
    [
      'a ConsumerJWS refused twice',
      { count: 2, fault: { kind: 'invalidConsumerJws' } },
      { outcome: 'NOT_CREATED', code: 'UPSTREAM_UNAUTHORIZED', results: none, posts: 2 },
    ],
    [
      'another 401',
      { fault: { kind: 'reply', status: 401, body: '' } },
      { outcome: 'NOT_CREATED', code: 'UPSTREAM_UNAUTHORIZED', results: none, posts: 1 },
    ],
    [
      'a 429 that passes',
      { fault: { kind: 'throttle' } },
      { outcome: 'CREATED', code: null, results: allOk, posts: 2 },
    ],
    [
      'a 429 that outlasts the deadline',
      { count: 'always', fault: { kind: 'throttle', retryAfter: 60 } },
      { outcome: 'NOT_CREATED', code: 'THROTTLED', results: none, posts: 1 },
    ],
  ]

  it.each(rows)('%s', async (_, fault, { outcome, code, results, posts: sent }) => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({ endpoint: 'conversation', ...fault })

    const answer = await create(gateway, { 'x-request-timeout-ms': '2500' })

    expect(answer).toMatchObject({ outcome, results })
    expect(answer.problem?.code ?? null).toBe(code)
    expect(posts(gateway)).toBe(sent)
    const exists = gateway.emulator.conversations().length > 0
    expect(answer.outcome === 'UNKNOWN' || exists === answer.outcome.startsWith('CREATED')).toBe(
      true,
    )
  })
})

describe('a create whose preparation meets', () => {
  type Step = Parameters<Emulator['requests']>[0]
  it.each<[string, Step, Fault['fault'], string]>([
    [
      'a Domain API that is down',
      'domain',
      { kind: 'reply', status: 503, body: '' },
      'UPSTREAM_UNAVAILABLE',
    ],
    ['a Domain API that answers nonsense', 'domain', { kind: 'garbage' }, 'UPSTREAM_UNAVAILABLE'],
    [
      'a Domain API that does not know the account',
      'domain',
      { kind: 'reply', status: 404, body: '' },
      'UPSTREAM_UNAVAILABLE',
    ],
    ['a Domain API that is silent', 'domain', { kind: 'hang' }, 'UPSTREAM_UNAVAILABLE'],
    [
      'a sentinel that is down',
      'appJwt',
      { kind: 'reply', status: 500, body: '' },
      'UPSTREAM_UNAVAILABLE',
    ],
    [
      'a sentinel that refuses the client',
      'appJwt',
      { kind: 'reply', status: 401, body: { error: 'invalid_client' } },
      'UPSTREAM_UNAUTHORIZED',
    ],
    [
      'a sentinel that refuses it with 400',
      'appJwt',
      { kind: 'reply', status: 400, body: { error: 'invalid_client' } },
      'UPSTREAM_UNAUTHORIZED',
    ],
    ['a sentinel that throttles', 'appJwt', { kind: 'throttle', retryAfter: 30 }, 'THROTTLED'],
    [
      'a sentinel that gives no token',
      'appJwt',
      { kind: 'reply', status: 200, body: {} },
      'UPSTREAM_UNAVAILABLE',
    ],
    ['an idp that is down', 'consumerJws', { kind: 'reset' }, 'UPSTREAM_UNAVAILABLE'],
    [
      'an idp that refuses',
      'consumerJws',
      { kind: 'reply', status: 401, body: '' },
      'UPSTREAM_UNAUTHORIZED',
    ],
    [
      'an idp that gives a token no header can hold',
      'consumerJws',
      { kind: 'reply', status: 201, body: { token: 'a\r\nb' } },
      'UPSTREAM_UNAVAILABLE',
    ],
  ])('%s sends nothing', async (_, endpoint = 'domain', fault, code) => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({ endpoint, count: 'always', fault })

    const answer = await create(gateway, { 'x-request-timeout-ms': '1500' })

    expect(answer).toMatchObject({ outcome: 'NOT_CREATED', problem: { code }, results: none })
    expect(posts(gateway)).toBe(0)
  })

  it('a step that fails once and then works is created', async () => {
    await using gateway = await startTestGateway()
    for (const endpoint of ['domain', 'appJwt', 'consumerJws'] as const) {
      gateway.emulator.addFault({ endpoint, fault: { kind: 'reply', status: 503, body: '' } })
    }

    expect(await create(gateway)).toMatchObject({ outcome: 'CREATED' })
  })
})

/** The Domain API with another host for the Connector API. */
function naming(emulator: Emulator, host: unknown): Fault {
  const real = new URL(emulator.url).host
  const baseURIs = ['sentinel', 'idp'].map((service) => ({ service, baseURI: real }))
  return {
    endpoint: 'domain',
    fault: {
      kind: 'reply',
      status: 200,
      body: { baseURIs: [...baseURIs, { service: 'asyncMessagingEnt', baseURI: host }] },
    },
  }
}

describe('a host from the Domain API', () => {
  it.each([
    ['evil.example'],
    ['liveperson.net.evil.example'],
    ['va.msg.liveperson.net'],
    ['127.0.0.1:80@evil.example'],
    ['evil.example/127.0.0.1'],
    ['//evil.example'],
    [''],
    [5],
  ])('%s is refused, and nothing leaves', async (host) => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault(naming(gateway.emulator, host))

    const answer = await create(gateway)

    expect(answer).toMatchObject({
      outcome: 'NOT_CREATED',
      problem: { code: 'UPSTREAM_UNAVAILABLE', retryable: false },
    })
    expect(gateway.emulator.requests().map(({ endpoint }) => endpoint)).toEqual(['domain'])
  })

  it('that refuses connections is tried again, and then told as unavailable', async () => {
    await using gateway = await startTestGateway()
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port } = closed.address() as { port: number }
    closed.close()
    await once(closed, 'close')
    gateway.emulator.addFault(naming(gateway.emulator, `127.0.0.1:${port}`))

    const answer = await create(gateway)

    expect(answer).toMatchObject({
      outcome: 'NOT_CREATED',
      problem: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
      results: none,
    })
  })
})

describe('a consumer with an open conversation', () => {
  it('is told which one it is', async () => {
    await using gateway = await startTestGateway()
    const first = await create(gateway, { 'x-consumer-id': 'ada' })

    const second = await create(gateway, { 'x-consumer-id': 'ada' })

    expect(second).toMatchObject({
      outcome: 'NOT_CREATED',
      conversation: { id: first.conversation?.id },
      problem: { code: 'CONVERSATION_ALREADY_OPEN', conversation: { id: first.conversation?.id } },
      results: ['UserProfileSet', 'RequestRejected', 'RequestRejected'],
    })
  })

  it('is told so when the gateway does not know which', async () => {
    await using gateway = await startTestGateway()
    await create(gateway, { 'x-consumer-id': 'ada' })
    await using stranger = await startTestGateway({}, { emulator: gateway.emulator })

    const second = await create(stranger, { 'x-consumer-id': 'ada' })

    expect(second).toMatchObject({
      outcome: 'NOT_CREATED',
      conversation: null,
      problem: { code: 'CONVERSATION_ALREADY_OPEN', conversation: null },
    })
  })
})
