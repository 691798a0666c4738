import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from '@jest/globals'
import { startTestGateway } from '../support/start.ts'

describe('the probes', () => {
  it('answer 200 as soon as the gateway listens', async () => {
    await using gateway = await startTestGateway()

    const health = await fetch(`${gateway.url}/healthz`)
    const readiness = await fetch(`${gateway.url}/readyz`)

    expect(health.status).toBe(200)
    expect(await health.json()).toEqual({ status: 'ok' })
    expect(readiness.status).toBe(200)
    expect(await readiness.json()).toEqual({ status: 'ready', store: 'ok' })
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
    expect(await readiness.json()).toEqual({ status: 'not ready', store: 'down' })
    expect(health.status).toBe(200)
    expect(recovered.status).toBe(200)
  })

  it('call the gateway ready when LivePerson is down: that is told in each payload', async () => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({ endpoint: 'domain', count: 'always', fault: { kind: 'reset' } })

    const readiness = await fetch(`${gateway.url}/readyz`)

    expect(readiness.status).toBe(200)
  })
})
