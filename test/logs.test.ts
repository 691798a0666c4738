import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Emulator, startEmulator } from '../src/emulator/emulator.ts'
import { GatewayProcess } from './support/gateway-process.ts'
import { toEnvironment } from './support/replica.ts'
import { conversationEvents } from './support/subscriber.ts'
import { until } from './support/until.ts'
import { postWebhook, textNotification } from './support/webhooks.ts'

type Line = Readonly<Record<string, unknown>>
type Headers = Readonly<Record<string, string>>

const create = 'mutation Open($input: CreateConversationInput!)'
const openConversation = `${create} { createConversation(input: $input) { conversation { id } } }`
const canary = 'Qx7Canary'
const account = '12345678'

describe('the log', () => {
  let emulator: Emulator
  let url = ''
  let lines: readonly Line[] = []
  let stdout = ''
  /** The lines of one request, by the id that its caller gave it. */
  const of = (correlationId: string): readonly Line[] =>
    lines.filter((line) => line['correlationId'] === correlationId)

  function post(id: string, body: object, headers: Headers = {}, signal?: AbortSignal) {
    return fetch(`${url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-correlation-id': id,
        'x-consumer-id': `${canary}-${id}`,
        ...headers,
      },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    })
  }
  const open = (id: string, input: object = {}, headers: Headers = {}) =>
    post(id, { query: openConversation, variables: { input } }, headers)

  async function traffic(): Promise<void> {
    await open('created', {
      idempotencyKey: `${canary}-key`,
      firstMessage: { text: `${canary} says hello` },
      profile: { firstName: canary },
    })
    await open('replayed', {
      idempotencyKey: `${canary}-other`,
    })
    await open(
      'replayed-2',
      { idempotencyKey: `${canary}-other` },
      {
        'x-consumer-id': `${canary}-replayed`,
      },
    )
    emulator.addFault({ endpoint: 'conversation', fault: { kind: 'reset' } })
    await open('unknown')
    await open('invalid', { firstMessage: { text: '' } })
    await post('nonsense', { query: `{ ${canary} }` })
    await post('unreadable', { query: `{ ${canary} ` })
    await open('nobody', {}, { 'x-consumer-id': `${canary} with a space` })
    await post('named', { query: `query ${canary.repeat(9)} { __typename }` })
    await post('elsewhere', {
      query: openConversation,
      variables: { input: { accountId: `${canary}-account` } },
    })
    await post('large', { query: `# ${'x'.repeat(2 ** 20)}` })

    const upstream = emulator.holdNext('conversation')
    const caller = new AbortController()
    const hungUp = post(
      'hung-up',
      { query: openConversation, variables: { input: {} } },
      {},
      caller.signal,
    )
    await upstream.arrived
    caller.abort()
    await hungUp.catch(() => undefined)
    upstream.release()

    const created = (await (await open('followed')).json()) as {
      data: { createConversation: { conversation: { id: string } } }
    }
    const { id } = created.data.createConversation.conversation
    const leaving = new AbortController()
    const stream = await post(
      'streamed',
      { query: conversationEvents, variables: { id } },
      { accept: 'text/event-stream', 'x-consumer-id': `${canary}-followed` },
      leaving.signal,
    )
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    leaving.abort()

    const notification = textNotification(id, 7, `${canary} answers`)
    await postWebhook({ url }, notification, { 'x-correlation-id': 'webhook' })
    await postWebhook({ url }, notification, {
      'x-correlation-id': 'forged',
      'x-liveperson-signature': canary,
    })
    await postWebhook({ url }, notification, { 'x-correlation-id': 'stranger' }, canary)
  }

  beforeAll(async () => {
    emulator = await startEmulator()
    const env = { ...toEnvironment(emulator), LOG_LEVEL: 'info', STORE_URL: 'memory:' }
    await using gateway = new GatewayProcess({ env })
    url = await gateway.url()
    await traffic()
    await until(
      async () => (await fetch(`${url}/metrics`)).text(),
      (text) =>
        text.includes('gateway_requests_in_flight 0') &&
        text.includes('gateway_subscriptions_active 0'),
    )
    gateway.kill('SIGTERM')
    ;({ stdout } = await gateway.exited)
    lines = stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line)
  })
  afterAll(() => emulator[Symbol.asyncDispose]())

  const rows: [id: string, line: object][] = [
    [
      'created',
      { operation: 'mutation', operationName: 'Open', account, outcomes: ['CREATED'], status: 200 },
    ],
    ['replayed-2', { account, outcomes: ['CREATED'] }],
    ['unknown', { account, outcomes: ['UNKNOWN'], problems: ['OUTCOME_UNKNOWN'] }],
    ['invalid', { account, outcomes: ['NOT_CREATED'], problems: ['INVALID_INPUT'] }],
    ['nonsense', { errors: ['GRAPHQL_VALIDATION_FAILED'] }],
    ['unreadable', { errors: ['GRAPHQL_PARSE_FAILED'] }],
    ['nobody', { errors: ['BAD_USER_INPUT'], status: 400 }],
    ['named', { operation: 'query', status: 200 }],
    ['elsewhere', { outcomes: ['NOT_CREATED'], problems: ['INVALID_INPUT'] }],
    ['large', { status: 413 }],
    ['hung-up', { hungUp: true, outcomes: ['CREATED'], account }],
    ['streamed', { operation: 'subscription', status: 200 }],
  ]

  it.each(rows)('has one line for the request "%s"', (id, line) => {
    expect(of(id)).toEqual([
      expect.objectContaining({
        method: 'POST',
        path: '/graphql',
        ms: expect.any(Number),
        ...line,
      }),
    ])
  })

  it('tells how often, and for how long, LivePerson was asked for a request', () => {
    const [created] = of('created')
    const [replayed] = of('replayed-2')

    expect(created).toMatchObject({ upstreamCalls: 1, upstreamMs: expect.any(Number) })
    expect(created?.['ms']).toBeGreaterThanOrEqual(Number(created?.['upstreamMs']))
    expect(replayed).not.toHaveProperty('upstreamCalls')
  })

  it('says who hung up, and of nobody else that they did', () => {
    const hungUp = lines.filter((line) => 'hungUp' in line).map((line) => line['correlationId'])

    expect(new Set(hungUp)).toEqual(new Set(['hung-up', 'streamed']))
  })

  it('leaves out a name that is no short identifier', () => {
    expect(of('named')[0]).not.toHaveProperty('operationName')
  })

  it.each([
    ['webhook', { status: 200, account, result: 'accepted' }],
    ['forged', { status: 401, account, result: 'refused' }],
    ['stranger', { status: 404, result: 'not-taken' }],
  ])('has one line for the webhook "%s"', (id, line) => {
    expect(of(id)).toEqual([
      expect.objectContaining({ path: '/webhooks/:accountId', ms: expect.any(Number), ...line }),
    ])
  })

  it('never repeats what a caller, a consumer or an agent wrote', () => {
    expect(stdout).not.toContain(canary)
  })
})

describe('LOG_LEVEL', () => {
  it('above info leaves the lines of requests out', async () => {
    await using emulator = await startEmulator()
    const env = { ...toEnvironment(emulator), LOG_LEVEL: 'warn', STORE_URL: 'memory:' }
    await using gateway = new GatewayProcess({ env })
    const url = await gateway.url()
    await fetch(`${url}/healthz`)
    gateway.kill('SIGTERM')

    const { stdout } = await gateway.exited

    expect(stdout.split('\n').filter((line) => line.startsWith('{'))).toEqual([])
  })
})
