import { describe, expect, it } from '@jest/globals'
import { CreateConversationDocument } from './generated/graphql.ts'
import { startTestGateway } from './support/start.ts'

describe('a gateway with as many requests as it can hold', () => {
  it('answers the next at once with 503 and Retry-After, and sends nothing for it', async () => {
    await using gateway = await startTestGateway({ MAX_IN_FLIGHT: '1' })
    const upstream = gateway.emulator.holdNext('conversation')
    const first = gateway.execute(CreateConversationDocument, { input: {} })
    await upstream.arrived

    const second = await gateway.post({ query: '{ __typename }' })
    const probe = await fetch(`${gateway.url}/healthz`)
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text()
    upstream.release()

    expect(second.status).toBe(503)
    expect(second.headers.get('retry-after')).toBe('1')
    expect(await second.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] })
    expect(probe.status).toBe(200)
    expect(metrics).toContain('gateway_requests_in_flight 1')
    expect(metrics).toContain('gateway_requests_refused_for_load_total 1')
    expect((await first).data?.createConversation.outcome).toBe('CREATED')
  })

  it('takes the next again as soon as one has ended', async () => {
    await using gateway = await startTestGateway({ MAX_IN_FLIGHT: '1' })
    await gateway.execute(CreateConversationDocument, { input: {} })

    expect((await gateway.post({ query: '{ __typename }' })).status).toBe(200)
  })
})

describe('/metrics', () => {
  it('tells of the event loop and the heap', async () => {
    await using gateway = await startTestGateway()

    const response = await fetch(`${gateway.url}/metrics`)

    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const text = await response.text()
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m)
    expect(text).toMatch(/^nodejs_heap_size_used_bytes \d/m)
  })
})
