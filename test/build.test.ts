import { statSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { print } from 'graphql'
import { printSubgraph, buildGatewaySchema } from '../src/schema.ts'
import { CreateConversationDocument, type CreateConversationInput } from './generated/graphql.ts'
import { GatewayProcess } from './support/gateway-process.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'
import { until } from './support/until.ts'

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

    // each opens a conversation, so it writes three times or more: its key twice, and the conversation;
    // the thread is asked after 250 writes
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        create(url, { consumerId: `consumer-${n}`, idempotencyKey: `order-${n}` }),
      ),
    )

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

async function create(url: string, input: CreateConversationInput): Promise<void> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: print(CreateConversationDocument), variables: { input } }),
  })
  expect(response.status).toBe(200)
}
