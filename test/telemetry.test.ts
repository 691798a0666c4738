import { describe, expect, it } from '@jest/globals'
import { startEmulator } from '../src/emulator/emulator.ts'
import { GatewayProcess } from './support/gateway-process.ts'
import {
  CLIENT_SPAN,
  type OtlpReceiver,
  type ReceivedSpan,
  SERVER_SPAN,
  startOtlpReceiver,
} from './support/otlp-receiver.ts'
import { toEnvironment } from './support/replica.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

const canary = 'Qx7Canary'
const traceId = '0af7651916cd43dd8448eb211c80319c'
const callerSpan = 'b7ad6b7169203331'
const traceparent = `00-${traceId}-${callerSpan}-01`
const query = `mutation Open($input: CreateConversationInput!) {
  createConversation(input: $input) { replayed }
}`
const body = {
  query,
  variables: {
    input: {
      idempotencyKey: `${canary}-key`,
      profile: { firstName: canary },
      firstMessage: { text: `${canary} says hello` },
    },
  },
}

type Work = (gateway: TestGateway) => Promise<unknown>

/** What a collector got once a gateway has worked and stopped. */
async function traced(receiver: OtlpReceiver, work: Work): Promise<readonly ReceivedSpan[]> {
  await using emulator = await startEmulator()
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url }
  const gateway = await startTestGateway(env, { emulator })
  try {
    await work(gateway)
  } finally {
    await gateway[Symbol.asyncDispose]()
  }
  return receiver.spans()
}
const named = (spans: readonly ReceivedSpan[], name: string) =>
  spans.filter((span) => span.name === name)

describe('with an exporter', () => {
  it('a request is a span in its caller’s trace, and what LivePerson is asked for it is below', async () => {
    await using receiver = await startOtlpReceiver()
    let sent: string | undefined

    const spans = await traced(receiver, async (gateway) => {
      await gateway.post(body, { traceparent, 'x-correlation-id': 'c-1', 'x-consumer-id': canary })
      sent = gateway.emulator.requests('conversation')[0]?.headers['traceparent']
    })

    const [request, ...others] = named(spans, 'mutation')
    const [exchange] = named(spans, 'POST conversation')
    expect(others).toEqual([])
    expect(request).toMatchObject({ kind: SERVER_SPAN, traceId, parentSpanId: callerSpan })
    expect(request?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'url.path': '/graphql',
      'graphql.operation.type': 'mutation',
      'graphql.operation.name': 'Open',
      'gateway.correlation_id': 'c-1',
      'gateway.account': '12345678',
      'gateway.outcomes': ['CREATED'],
      'gateway.upstream.calls': 1,
    })
    expect(exchange).toMatchObject({ kind: CLIENT_SPAN, traceId, parentSpanId: request?.spanId })
    expect(exchange?.attributes).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': expect.any(Number),
      'url.path': '/api/account/12345678/messaging/consumer/conversation',
      'gateway.account': '12345678',
      'gateway.upstream.step': 'conversation',
    })
    expect(sent).toBe(`00-${traceId}-${exchange?.spanId}-01`)
    expect(receiver.resource()).toMatchObject({ 'service.name': 'conversation-gateway' })
  })

  it('lookups and mints, which requests share, have traces of their own', async () => {
    await using receiver = await startOtlpReceiver()

    const spans = await traced(receiver, (gateway) => gateway.post(body, { traceparent }))

    const shared = ['GET domain', 'POST appJwt', 'POST consumerJws'].map(
      (name) => named(spans, name)[0],
    )
    expect(shared).toEqual(shared.map(() => expect.objectContaining({ kind: CLIENT_SPAN })))
    expect(shared.filter((span) => span?.parentSpanId || span?.traceId === traceId)).toEqual([])
  })

  it('a request without traceparent, or with an unsound one, begins a trace', async () => {
    await using receiver = await startOtlpReceiver()

    const spans = await traced(receiver, async (gateway) => {
      await gateway.post({ query: '{ __typename }' })
      await gateway.post({ query: '{ __typename }' }, { traceparent: `00-${traceId}-nonsense-01` })
    })

    const requests = named(spans, 'query')
    expect(requests).toHaveLength(2)
    expect(requests.filter((span) => span.parentSpanId || span.traceId === traceId)).toEqual([])
  })

  it('a caller that does not sample gets no span, and LivePerson is told so', async () => {
    await using receiver = await startOtlpReceiver()
    let sent: string | undefined

    const spans = await traced(receiver, async (gateway) => {
      await gateway.post(body, { traceparent: traceparent.replace(/01$/, '00') })
      sent = gateway.emulator.requests('conversation')[0]?.headers['traceparent']
    })

    expect(spans.filter((span) => span.traceId === traceId)).toEqual([])
    expect(sent).toMatch(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`))
  })

  it('what fails is an error in its spans, with its kind', async () => {
    await using receiver = await startOtlpReceiver()

    const spans = await traced(receiver, async (gateway) => {
      gateway.emulator.addFault({ endpoint: 'conversation', fault: { kind: 'reset' } })
      await gateway.post(body, { 'x-consumer-id': 'one' })
      const fault = { kind: 'reply', status: 503, body: canary } as const
      gateway.emulator.addFault({ endpoint: 'conversation', fault })
      await gateway.post(body, { 'x-consumer-id': 'two' })
      await gateway.post({ query: '{ nonsense }' })
    })

    const exchanges = named(spans, 'POST conversation')
    expect(exchanges.map(({ status }) => status.code)).toEqual([2, 2])
    expect(exchanges.map(({ attributes }) => attributes['error.type'])).toEqual(['lost', '503'])
    expect(named(spans, 'mutation').map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ 'gateway.problems': ['OUTCOME_UNKNOWN'] }),
      expect.objectContaining({ 'gateway.problems': ['OUTCOME_UNKNOWN'] }),
    ])
    expect(named(spans, 'GraphQL').map(({ attributes }) => attributes['gateway.errors'])).toEqual([
      ['GRAPHQL_VALIDATION_FAILED'],
    ])
  })

  it('no span holds what a caller or a consumer wrote', async () => {
    await using receiver = await startOtlpReceiver()

    const spans = await traced(receiver, async (gateway) => {
      const headers = { 'x-consumer-id': canary, traceparent, tracestate: `vendor=${canary}` }
      await gateway.post(body, headers)
      await gateway.post({ query: `{ ${canary} }` }, headers)
      await gateway.post({ query: `query ${canary.repeat(9)} { __typename }` }, headers)
      await gateway.post(body, { 'x-consumer-id': `${canary} with a space` })
    })

    expect(spans.length).toBeGreaterThanOrEqual(8)
    expect(receiver.text()).not.toContain(canary)
    expect(receiver.text()).not.toContain('eyJ')
  })

  it('a collector that is gone keeps no request, and no stop, from its end', async () => {
    const receiver = await startOtlpReceiver()
    const { url } = receiver
    await receiver[Symbol.asyncDispose]()
    await using gateway = await startTestGateway({ OTEL_EXPORTER_OTLP_ENDPOINT: url })

    const response = await gateway.post(body)

    expect(await response.json()).toEqual({ data: { createConversation: { replayed: false } } })
  })
})

/** Says on standard error what of OpenTelemetry the loaded bundles hold, and when an AsyncLocalStorage is used. */
const tellTale = `
import { AsyncLocalStorage } from 'node:async_hooks'
import { registerHooks } from 'node:module'
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    const bundled = String(loaded.source ?? '').matchAll(/^\\/\\/ .*node_modules\\/(@opentelemetry\\/[\\w-]+)/gm)
    for (const [, name] of bundled) process._rawDebug('loaded ' + name)
    return loaded
  },
})
for (const method of ['run', 'enterWith']) {
  const original = AsyncLocalStorage.prototype[method]
  AsyncLocalStorage.prototype[method] = function (...args) {
    process._rawDebug('AsyncLocalStorage.' + method)
    return original.apply(this, args)
  }
}`

interface Tale {
  readonly told: readonly string[]
  readonly sentTraceParent: boolean
}

async function toldBy(env: Readonly<Record<string, string>>): Promise<Tale> {
  await using emulator = await startEmulator()
  const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(tellTale)}`]
  await using gateway = new GatewayProcess({
    env: { ...toEnvironment(emulator), STORE_URL: 'memory:', ...env },
    nodeArgs,
  })
  const url = await gateway.url()
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent },
    body: JSON.stringify(body),
  })
  expect(await response.json()).toEqual({ data: { createConversation: { replayed: false } } })
  gateway.kill('SIGTERM')
  const { stderr } = await gateway.exited
  const sent = emulator.requests('conversation').flatMap(({ headers }) => Object.keys(headers))
  return {
    told: [...new Set(stderr.split('\n').filter((line) => line !== ''))],
    sentTraceParent: sent.includes('traceparent'),
  }
}

describe('without an exporter', () => {
  it('nothing of OpenTelemetry is loaded but the types of spans that prom-client brings', async () => {
    const { told, sentTraceParent } = await toldBy({})

    expect(told.filter((line) => line !== 'loaded @opentelemetry/api')).toEqual([])
    expect(sentTraceParent).toBe(false)
  })

  it('which would show: with one it is', async () => {
    await using receiver = await startOtlpReceiver()

    const { told, sentTraceParent } = await toldBy({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })

    expect(told).toContain('loaded @opentelemetry/sdk-trace-base')
    expect(sentTraceParent).toBe(true)
    expect(receiver.spans().map(({ name }) => name)).toContain('mutation')
  })
})
