import { statSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { print } from 'graphql'
import { printSubgraph, buildGatewaySchema } from '../src/schema.ts'
import { CreateConversationDocument, type CreateConversationInput } from './generated/graphql.ts'
import { GatewayProcess } from './support/gateway-process.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'
import { threadsOf } from './support/threads.ts'
import { until } from './support/until.ts'

/** Elsewhere threads have no priorities of their own. */
const describeOnLinux = process.platform === 'linux' ? describe : describe.skip

describe('the built gateway', () => {
  it('needs nothing but dist, schema and package.json, and serves every type under its name', async () => {
    await using directory = await temporaryDirectory()
    const { path: cwd } = directory
    for (const name of ['dist', 'schema', 'package.json']) {
      await cp(name, join(cwd, name), { recursive: true })
    }
    const program = join(cwd, 'dist/main.js')
    await using gateway = new GatewayProcess({ cwd, program, env: { PORT: '0' } })

    const url = await gateway.url()
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ _service { sdl } }' }),
    })
    const explorer = await fetch(`${url}/explorer/`)

    const sdl = printSubgraph(await buildGatewaySchema({ get: () => undefined }))
    expect(await response.json()).toEqual({ data: { _service: { sdl } } })
    expect(explorer.status).toBe(200)
  })

  it('brings the thread along that moves the log of its store into the file', async () => {
    await using directory = await temporaryDirectory()
    await using gateway = new GatewayProcess({ cwd: directory.path, env: { PORT: '0' } })
    const url = await gateway.url()
    const size = () => statSync(join(directory.path, 'data/gateway.db')).size
    const sizeBefore = size()

    await askForCheckpoint(url)

    await until(size, (now) => now > sizeBefore)
    gateway.kill('SIGTERM')
    const { code, stderr } = await gateway.exited
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('starts with the compiled code that the build has left', async () => {
    await using gateway = new GatewayProcess({
      env: { PORT: '0', NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
    })

    await gateway.url()
    gateway.kill('SIGTERM')

    const { stderr } = await gateway.exited
    expect(stderr).toMatch(/code cache for ESM file:\S+\/dist\/run-\w+\.js was accepted/)
  })
})

describeOnLinux('the built gateway on Linux', () => {
  it('has the thread that moves the log of its store give way to those that serve', async () => {
    await using directory = await temporaryDirectory()
    await using gateway = new GatewayProcess({ cwd: directory.path, env: { PORT: '0' } })

    await askForCheckpoint(await gateway.url())

    const lowered = () => namesOfLowered(gateway.pid)
    await until(lowered, (names) => names.has('WorkerThread'))
    expect(lowered()).toContain('WorkerThread')
  })

  it("has V8's helper give way only once it has worked for a while", async () => {
    await using directory = await temporaryDirectory()
    await using gateway = new GatewayProcess({ cwd: directory.path, env: { PORT: '0' } })
    const url = await gateway.url()
    const hasGivenWay = () => namesOfLowered(gateway.pid).has('V8Worker')
    const hadAtStart = hasGivenWay()

    while (!hasGivenWay()) await keepBusy(url)

    expect(hadAtStart).toBe(false)
    const cpuSeconds = threadsOf(gateway.pid).reduce((sum, thread) => sum + thread.cpuSeconds, 0)
    expect(cpuSeconds).toBeGreaterThan(4.5)
  }, 60_000)
})

/** With what no rate limit counts. */
async function keepBusy(url: string): Promise<void> {
  const scrapes = Array.from({ length: 20 }, () => fetch(`${url}/metrics`))
  await Promise.all(scrapes.map(async (scrape) => (await scrape).text()))
}

/** A thread moves the log into the file from some 250 writes on; each create with a key writes three times or more. */
async function askForCheckpoint(url: string): Promise<void> {
  await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      create(url, { consumerId: `consumer-${n}`, idempotencyKey: `order-${n}` }),
    ),
  )
}

/** The names of threads that come ten steps after those of a process that was just started, without Node's prefix. */
function namesOfLowered(pid: number): ReadonlySet<string> {
  const lowered = threadsOf(pid).filter(({ niceness }) => niceness === getPriority() + 10)
  return new Set(lowered.map(({ name }) => name.replace('node-', '')))
}

async function create(url: string, input: CreateConversationInput): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: print(CreateConversationDocument), variables: { input } }),
  })
  expect(response.status).toBe(200)
}
