import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from '@jest/globals'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { CreateConversationDocument } from '../generated/graphql.ts'
import { GatewayProcess } from '../support/gateway-process.ts'
import { untilRefused } from '../support/raw-http.ts'
import { toEnvironment } from '../support/replica.ts'
import { startTestGateway } from '../support/start.ts'
import { until } from '../support/until.ts'

describe('the probes', () => {
  it('answer 200 as soon as the gateway listens', async () => {
    await using gateway = await startTestGateway()

    const health = await fetch(`${gateway.url}/healthz`)
    const readiness = await fetch(`${gateway.url}/readyz`)

    expect(health.status).toBe(200)
    expect(await health.json()).toEqual({ status: 'ok' })
    expect(readiness.status).toBe(200)
    expect(await readiness.json()).toEqual({
      status: 'ready',
      store: 'ok',
      upstream: 'ok',
      draining: false,
    })
  })

  it('call the gateway alive but not ready while its store is down, and ready again afterwards', async () => {
    await using parts = new AsyncDisposableStack()
    const directory = await mkdtemp(join(tmpdir(), 'gateway-'))
    parts.defer(() => rm(directory, { recursive: true }))
    const path = join(directory, 'gateway.db')
    const gateway = parts.use(await startTestGateway({ STORE_URL: `sqlite:${path}` }))
    using locker = new DatabaseSync(path)

    locker.exec('BEGIN IMMEDIATE')
    const readiness = await fetch(`${gateway.url}/readyz`)
    const health = await fetch(`${gateway.url}/healthz`)
    locker.exec('ROLLBACK')
    const recovered = await fetch(`${gateway.url}/readyz`)

    expect(readiness.status).toBe(503)
    expect(await readiness.json()).toMatchObject({ status: 'not ready', store: 'down' })
    expect(health.status).toBe(200)
    expect(recovered.status).toBe(200)
  })

  it('call the gateway ready when LivePerson is down, and tell of it', async () => {
    await using gateway = await startTestGateway()
    const fault = { kind: 'reply', status: 503, body: '' } as const
    gateway.emulator.addFault({ endpoint: 'conversation', count: 'always', fault })
    for (let call = 0; call < 10; call++) {
      await gateway.execute(
        CreateConversationDocument,
        { input: {} },
        { 'x-consumer-id': `consumer-${call}` },
      )
    }

    const readiness = await fetch(`${gateway.url}/readyz`)

    expect(readiness.status).toBe(200)
    expect(await readiness.json()).toMatchObject({ status: 'ready', upstream: 'failing' })
  })
})

describe('a gateway that is told to stop', () => {
  it('says that it drains for DRAIN_DELAY_MS, and answers everything else until then', async () => {
    await using emulator = await startEmulator()
    const env = { ...toEnvironment(emulator), STORE_URL: 'memory:', DRAIN_DELAY_MS: '1500' }
    await using gateway = new GatewayProcess({ env })
    const url = await gateway.url()

    gateway.kill('SIGTERM')
    const readiness = await until(
      () => fetch(`${url}/readyz`),
      ({ status }) => status === 503,
    )
    const health = await fetch(`${url}/healthz`)
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    })
    await untilRefused(url)
    const { code, stderr } = await gateway.exited

    expect(await readiness.json()).toEqual({
      status: 'not ready',
      store: 'ok',
      upstream: 'ok',
      draining: true,
    })
    expect(health.status).toBe(200)
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})
