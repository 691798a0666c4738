import { describe, expect, it } from '@jest/globals'
import { print } from 'graphql'
import { CreateConversationDocument } from './generated/graphql.ts'
import { startTestGateway } from './support/start.ts'
import { until } from './support/until.ts'

const eight = (post: () => Promise<Response>) => Array.from({ length: 8 }, post)

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

  it.each(['0', '1000'])('holds no more of those that come at once, %s prepared', async (max) => {
    const env = { MAX_IN_FLIGHT: '1', PREPARED_OPERATIONS: max }
    await using gateway = await startTestGateway(env)
    const query = print(CreateConversationDocument)
    const create = () => gateway.post({ query, variables: { input: {} } })
    // twice, so that it is prepared; and connections, so that nothing else has to be waited for
    await create()
    await create()
    await Promise.all(eight(() => gateway.post({ query: '{ __typename }' })))

    const upstream = gateway.emulator.holdNext('conversation')
    const statuses: number[] = []
    const answers = eight(create).map(async (answer) => statuses.push((await answer).status))
    await until(() => statuses.length === 7)
    upstream.release()
    await Promise.all(answers)

    expect(statuses).toEqual([...Array.from({ length: 7 }, () => 503), 200])
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
