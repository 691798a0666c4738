import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from '@jest/globals'
import { GatewayProcess } from '../support/gateway-process.ts'
import { startTestGateway } from '../support/start.ts'

async function temporaryDirectory(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'gateway-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

/** What someone at the wrong terminal could do to a running gateway. */
function damage(path: string): void {
  using database = new DatabaseSync(path)
  database.exec('DROP TABLE conversation')
}

const query = '{ conversation(id: "1") { id } }'

describe('a fault of the gateway itself', () => {
  it.each(['application/json', 'application/graphql-response+json'])(
    'is told without any detail, with the id to ask about it, as %s',
    async (accept) => {
      await using directory = await temporaryDirectory()
      const path = join(directory.path, 'gateway.db')
      await using gateway = await startTestGateway({ STORE_URL: `sqlite:${path}` })
      damage(path)

      const response = await gateway.post({ query }, { accept, 'x-correlation-id': 'mine' })

      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe(`${accept}; charset=utf-8`)
      expect(await response.json()).toEqual({
        data: { conversation: null },
        errors: [
          {
            message: 'Internal server error.',
            locations: [{ line: 1, column: 3 }],
            path: ['conversation'],
            extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: 'mine' },
          },
        ],
      })
    },
  )

  it('is all that is logged as one, with its cause and that id', async () => {
    await using directory = await temporaryDirectory()
    const path = join(directory.path, 'gateway.db')
    await using gateway = new GatewayProcess({
      env: { PORT: '0', LOG_LEVEL: 'error', STORE_URL: `sqlite:${path}` },
    })
    const url = await gateway.url()
    const post = (body: string) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-correlation-id': 'mine' },
        body,
      })

    await post(JSON.stringify({ query: '{ conversation { id } }' }))
    await post(JSON.stringify({ query: 'query ($id: ID!) { conversation(id: $id) { id } }' }))
    await post('{')
    damage(path)
    await post(JSON.stringify({ query }))
    gateway.kill('SIGTERM')
    const { stdout } = await gateway.exited

    const lines: unknown[] = (stdout.match(/^\{.*$/gm) ?? []).map((line) => JSON.parse(line))
    expect(lines).toMatchObject([
      {
        msg: 'internal fault',
        correlationId: 'mine',
        err: { message: 'no such table: conversation', stack: expect.any(String) },
      },
    ])
  })
})
