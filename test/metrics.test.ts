import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Fault } from '../src/emulator/emulator.ts'
import { openConversation } from './support/conversations.ts'
import { missingFrom } from './support/prom-query.ts'
import { type Scrape, scrape } from './support/scrape.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'
import { conversationEvents } from './support/subscriber.ts'
import { until } from './support/until.ts'
import { postWebhook, textNotification } from './support/webhooks.ts'

const root = new URL('../', import.meta.url)
const readText = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8')
const canary = 'Qx7Canary'
const create = `mutation ($input: CreateConversationInput!) {
  createConversation(input: $input) { correlationId }
}`
const send = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { correlationId } }`

const inOrder = (labels: readonly string[]): string => labels.toSorted().join(', ')
const alertsIn = (text: string): readonly string[] =>
  [...text.matchAll(/- alert: (\w+)$/gm)].map(([, name = '']) => name)

/** As another consumer each time, unless the headers say who. */
function createWith(
  gateway: TestGateway,
  input: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const consumer = `${canary}-${String(consumers++)}`
  return gateway.post(
    { query: create, variables: { input } },
    { 'x-consumer-id': consumer, ...headers },
  )
}
let consumers = 0

/** What brings every series there is: calls that work, and one of each that does not. */
async function makeTraffic(gateway: TestGateway, database: string): Promise<void> {
  const { emulator } = gateway
  const failWith = (fault: Fault['fault'], endpoint: Fault['endpoint'] = 'conversation'): void =>
    emulator.addFault({ endpoint, fault })

  const one = { 'x-consumer-id': `${canary}-one` }
  await createWith(gateway, { idempotencyKey: 'a', firstMessage: { text: 'Hello' } }, one)
  await createWith(gateway, { idempotencyKey: 'a', firstMessage: { text: 'Hello' } }, one)
  await createWith(gateway, { idempotencyKey: 'a' }, one)

  failWith({ kind: 'reply', status: 503, body: '' })
  await createWith(gateway, {})
  failWith({ kind: 'reset' })
  await createWith(gateway, {})
  failWith({ kind: 'reply', status: 400, body: '' })
  await createWith(gateway, {})
  failWith({ kind: 'throttle', retryAfter: 60 })
  await createWith(gateway, {})
  failWith({ kind: 'invalidAppJwt' })
  await createWith(gateway, {})
  await createWith(gateway, { accountId: canary })

  const two = { 'x-consumer-id': `${canary}-two` }
  const upstream = emulator.holdNext('conversation')
  const first = createWith(gateway, { idempotencyKey: 'b' }, two)
  await upstream.arrived
  await createWith(gateway, { idempotencyKey: 'b' }, { ...two, 'x-request-timeout-ms': '100' })
  upstream.release()
  await first

  const three = { 'x-consumer-id': `${canary}-three` }
  const id = await openConversation(gateway, three)
  const leaving = new AbortController()
  const stream = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...three },
    body: JSON.stringify({ query: conversationEvents, variables: { id } }),
    signal: leaving.signal,
  })
  const message = { conversationId: id, content: { text: 'Hello' } }
  await gateway.post({ query: send, variables: { input: message } }, three)
  await gateway.post({ query: send, variables: { input: { ...message, conversationId: '?' } } })
  const decoder = new TextDecoder()
  for await (const chunk of stream.body ?? []) {
    if (decoder.decode(chunk).includes('MessageEvent')) break
  }
  leaving.abort()

  await gateway.post({ query: `{ conversation(id: "${canary}") { id } }` })
  await gateway.post({ query: `{ ${canary} }` })
  await gateway.post({ query: '{ __typename }' }, { 'x-consumer-id': `${canary} with a space` })
  const notification = textNotification(id, 7, canary)
  await postWebhook(gateway, notification)
  await postWebhook(gateway, notification, { 'x-liveperson-signature': 'forged' })

  await postWebhook(gateway, '{"kind":"nobody knows"}')
  await until(
    () => scrape(gateway),
    ({ valueOf }) => valueOf('gateway_webhooks_total', { result: 'not-understood' }) === 1,
  )

  using locker = new DatabaseSync(database)
  locker.exec('BEGIN IMMEDIATE')
  await createWith(gateway, { idempotencyKey: 'c' })
  locker.exec('ROLLBACK')
}

describe('/metrics after calls that work and calls that fail', () => {
  const parts = new AsyncDisposableStack()
  let seen: Scrape
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'gateway-'))
    parts.defer(() => rm(directory, { recursive: true }))
    const path = join(directory, 'gateway.db')
    const gateway = parts.use(await startTestGateway({ STORE_URL: `sqlite:${path}` }))
    await makeTraffic(gateway, path)
    seen = await scrape(gateway)
  })
  afterAll(() => parts.disposeAsync())

  const rows: [name: string, labels: Readonly<Record<string, string>>, value: number][] = [
    ['gateway_operations_total', { field: 'createConversation', outcome: 'CREATED' }, 5],
    ['gateway_operations_total', { field: 'createConversation', outcome: 'UNKNOWN' }, 3],
    ['gateway_operations_total', { field: 'sendMessage', outcome: 'EventPublished' }, 1],
    ['gateway_operations_total', { field: 'conversation', outcome: 'NONE' }, 1],
    ['gateway_operations_total', { field: 'conversationEvents', outcome: 'OK' }, 1],
    ['gateway_operation_duration_seconds_count', { field: 'sendMessage' }, 2],
    ['gateway_problems_total', { code: 'OUTCOME_UNKNOWN' }, 2],
    ['gateway_problems_total', { code: 'THROTTLED' }, 1],
    ['gateway_problems_total', { code: 'INVALID_INPUT', field: 'createConversation' }, 1],
    ['gateway_problems_total', { code: 'NOT_FOUND', field: 'sendMessage' }, 1],
    ['gateway_graphql_errors_total', { code: 'GRAPHQL_VALIDATION_FAILED' }, 1],
    ['gateway_graphql_errors_total', { code: 'BAD_USER_INPUT' }, 1],
    ['gateway_graphql_errors_total', { code: 'INTERNAL_SERVER_ERROR' }, 0],
    ['gateway_upstream_exchanges_total', { step: 'domain', result: '2xx' }, 1],
    ['gateway_upstream_exchanges_total', { step: 'conversation', result: '5xx' }, 1],
    ['gateway_upstream_exchanges_total', { step: 'conversation', result: 'lost' }, 1],
    ['gateway_upstream_exchanges_total', { step: 'conversation', result: '4xx' }, 1],
    ['gateway_upstream_exchanges_total', { step: 'conversation', result: '429' }, 1],
    ['gateway_upstream_exchanges_total', { step: 'conversation', result: '401' }, 1],
    ['gateway_upstream_exchanges_total', { step: 'appJwt', service: 'sentinel' }, 2],
    ['gateway_upstream_exchanges_total', { step: 'send', service: 'asyncMessagingEnt' }, 1],
    ['gateway_upstream_exchange_duration_seconds_count', { step: 'send' }, 1],
    ['gateway_upstream_circuits', { service: 'asyncMessagingEnt', state: 'closed' }, 1],
    ['gateway_upstream_circuits', { service: 'asyncMessagingEnt', state: 'open' }, 0],
    ['gateway_idempotency_verdicts_total', { verdict: 'ran' }, 2],
    ['gateway_idempotency_verdicts_total', { verdict: 'replayed' }, 1],
    ['gateway_idempotency_verdicts_total', { verdict: 'key-reused' }, 1],
    ['gateway_idempotency_verdicts_total', { verdict: 'in-progress' }, 1],
    ['gateway_idempotency_verdicts_total', { verdict: 'store-unavailable' }, 1],
    ['gateway_store_failures_total', { operation: 'idempotency.reserve' }, 1],
    ['gateway_webhooks_total', { result: 'accepted' }, 2],
    ['gateway_webhooks_total', { result: 'not-understood' }, 1],
    ['gateway_webhooks_total', { result: 'refused' }, 1],
    ['gateway_events_delivered_total', {}, 1],
  ]

  it.each(rows)('%s %j is %d', (name, labels, value) => {
    expect(seen.valueOf(name, labels)).toBe(value)
  })

  it('tells how long a create took, and how long it waited for LivePerson', () => {
    const took = seen.valueOf('gateway_operation_duration_seconds_sum')
    const waited = seen.valueOf('gateway_upstream_exchange_duration_seconds_sum')

    expect(took).toBeGreaterThan(0)
    expect(waited).toBeGreaterThan(0)
  })

  it('has no label that a caller wrote, or that grows with consumers or accounts', () => {
    const ours = seen.samples.filter(({ name }) => name.startsWith('gateway_'))
    const names = new Set(ours.flatMap(({ labels }) => Object.keys(labels)))
    const values = ours.flatMap(({ labels }) => Object.values(labels))

    expect([...names].toSorted()).toEqual(
      'code field le operation outcome result service state step verdict'.split(' '),
    )
    expect(values.filter((value) => !/^[A-Za-z0-9_.+-]{1,40}$/.test(value))).toEqual([])
    expect(values.filter((value) => /Canary|12345678/.test(value))).toEqual([])
  })

  it('is documented in docs/operations.md: each metric with its type and labels, and no other', async () => {
    const text = await readText('docs/operations.md')
    const documented = [...text.matchAll(/^\| `(gateway_\w+)` +\| (\w+) +\| ([\w, ]*?) *\|/gm)].map(
      ([, name, type, labels = '']) => `${name} ${type} ${inOrder(labels.split(', '))}`,
    )
    const labelsOf = (metric: string): readonly string[] => {
      const series = seen.samples.filter(({ name }) => name.startsWith(metric))
      const found = new Set(series.flatMap(({ labels }) => Object.keys(labels)))
      return [...found].filter((label) => label !== 'le')
    }
    const real = [...seen.types]
      .filter(([name]) => name.startsWith('gateway_'))
      .map(([name, type]) => `${name} ${type} ${inOrder(labelsOf(name))}`)

    expect(documented.toSorted()).toEqual(real.toSorted())
  })

  it('has every series that the dashboard asks for', async () => {
    const { panels } = JSON.parse(await readText('deploy/grafana/gateway.json')) as {
      panels: { targets?: { expr: string }[] }[]
    }
    const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))

    expect(queries.length).toBeGreaterThan(15)
    expect(queries.flatMap((query) => missingFrom(seen, query))).toEqual([])
  })

  it('has every series that the alerts ask for', async () => {
    const text = await readText('deploy/prometheus/alerts.yml')
    const queries = [...text.matchAll(/^ +expr: (.+)$/gm)].map(([, query = '']) => query)

    expect(queries).toHaveLength(alertsIn(text).length)
    expect(queries.flatMap((query) => missingFrom(seen, query))).toEqual([])
  })
})

describe('an alert', () => {
  it('has a paragraph in docs/operations.md for who is on call, and names it', async () => {
    const text = await readText('deploy/prometheus/alerts.yml')
    const manual = await readText('docs/operations.md')
    const alerts = alertsIn(text)
    const paragraphs = [...manual.matchAll(/^### (\w+)\n\n\S/gm)].map(([, name]) => name)
    const runbooks = [...text.matchAll(/runbook: (.+)$/gm)].map(([, place]) => place)

    expect(alerts.length).toBeGreaterThan(5)
    expect(paragraphs).toEqual(alerts)
    expect(runbooks).toEqual(alerts.map((name) => `docs/operations.md#${name.toLowerCase()}`))
  })
})

describe('a circuit that opens', () => {
  it('is counted as open, and what it keeps back as shed', async () => {
    await using gateway = await startTestGateway()
    const fault = { kind: 'reply', status: 503, body: '' } as const
    gateway.emulator.addFault({ endpoint: 'conversation', count: 'always', fault })
    for (let call = 0; call < 12; call++) await createWith(gateway, {})

    const { valueOf } = await scrape(gateway)

    expect(
      valueOf('gateway_upstream_circuits', { service: 'asyncMessagingEnt', state: 'open' }),
    ).toBe(1)
    expect(
      valueOf('gateway_upstream_circuits', { service: 'asyncMessagingEnt', state: 'closed' }),
    ).toBe(0)
    const answered = valueOf('gateway_upstream_exchanges_total', { result: '5xx' }) ?? 0
    const shed = valueOf('gateway_upstream_exchanges_total', { result: 'shed' })
    expect(answered).toBe(gateway.emulator.requests('conversation').length)
    expect(shed).toBe(12 - answered)
  })
})
