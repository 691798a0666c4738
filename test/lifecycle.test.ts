import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from '@jest/globals'
import { print } from 'graphql'
import { variables } from '../src/config.ts'
import { type Emulator, startEmulator } from '../src/emulator/emulator.ts'
import { CreateConversationDocument, type CreateConversationInput } from './generated/graphql.ts'
import { GatewayProcess } from './support/gateway-process.ts'
import { openConnection, untilRefused } from './support/raw-http.ts'
import { temporaryDirectory } from './support/temporary-directory.ts'

function post(url: string, input: CreateConversationInput = { firstMessage: { text: 'Hello' } }) {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: print(CreateConversationDocument), variables: { input } }),
  })
}

const configuredFor = ({ url, accounts: [account] }: Emulator) => ({
  PORT: '0',
  LOG_LEVEL: 'silent',
  STORE_URL: 'memory:',
  AUTH_MODE: 'development',
  LP_DOMAIN_API_URL: url,
  LP_ACCOUNT_ID: account?.accountId ?? '',
  LP_CLIENT_ID: account?.clientId ?? '',
  LP_CLIENT_SECRET: account?.clientSecret ?? '',
})
const stackTrace = /^ +at .+:\d+/m

const { engines } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  engines: { node: string }
}
/** Of each line that engines names. */
const firstNodes = (engines.node.match(/\d+\.\d+/g) ?? []).map((minor) => `${minor}.0`)

function before(version: string): string {
  const [major, minor] = version.split('.').map(Number)
  return `${major}.${Number(minor) - 1}.9`
}

/** Arguments of Node that make the gateway take it for another version. */
function onNode(version: string): readonly string[] {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  return ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`]
}

describe('a gateway for which nothing but a free port is configured', () => {
  it('says where it is, opens a conversation, and exits with 0 when told to stop', async () => {
    await using directory = await temporaryDirectory()
    await using gateway = new GatewayProcess({ cwd: directory.path, env: { PORT: '0' } })

    const url = await gateway.url()
    const { data } = (await (await post(url)).json()) as { data: unknown }
    const sandbox = await fetch(url, { headers: { accept: 'text/html' } })
    gateway.kill('SIGTERM')
    const { code, stdout, stderr } = await gateway.exited

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/)
    expect(data).toMatchObject({ createConversation: { outcome: 'CREATED' } })
    expect(sandbox.status).toBe(200)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`Explorer, no internet needed: ${url}/explorer\n`)
    expect(stdout).toMatch(/^LivePerson is played by an emulator: http:\/\/127\.0\.0\.1:\d+$/m)
  })

  it('remembers across a restart what it did for an idempotency key', async () => {
    await using directory = await temporaryDirectory()
    const options = { cwd: directory.path, env: { PORT: '0' } }
    const input = { firstMessage: { text: 'Hello' }, idempotencyKey: 'order-4711' }
    const answers: unknown[] = []

    for (let start = 0; start < 2; start += 1) {
      await using gateway = new GatewayProcess(options)
      const response = await post(await gateway.url(), input)
      answers.push(await response.json())
      gateway.kill('SIGTERM')
      expect((await gateway.exited).code).toBe(0)
    }

    const [first, second] = answers as { data: { createConversation: object } }[]
    expect(first?.data.createConversation).toMatchObject({ outcome: 'CREATED', replayed: false })
    expect(second?.data.createConversation).toEqual({
      ...first?.data.createConversation,
      replayed: true,
      correlationId: expect.any(String),
    })
    expect(existsSync(join(directory.path, 'data', 'gateway.db'))).toBe(true)
  })
})

describe('a gateway that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'on %s finishes what LivePerson is still working on, and takes nothing new',
    async (signal) => {
      await using emulator = await startEmulator()
      await using gateway = new GatewayProcess({ env: configuredFor(emulator) })
      const url = await gateway.url()
      const upstream = emulator.holdNext('conversation')
      const inFlight = post(url)
      await upstream.arrived

      gateway.kill(signal)
      await untilRefused(url)
      upstream.release()
      const response = await inFlight
      const { code, stderr } = await gateway.exited

      expect(response.headers.get('connection')).toBe('close')
      expect(await response.json()).toMatchObject({
        data: { createConversation: { outcome: 'CREATED' } },
      })
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    },
  )

  it('does not wait for a connection that is only kept open', async () => {
    await using emulator = await startEmulator()
    await using gateway = new GatewayProcess({ env: configuredFor(emulator) })
    const idle = await openConnection(await gateway.url())
    idle.write('GET /healthz HTTP/1.1\r\nHost: gateway\r\nConnection: keep-alive\r\n\r\n')
    await once(idle, 'data')

    gateway.kill('SIGTERM')
    const rest = await text(idle)
    const { code } = await gateway.exited

    expect({ code, rest }).toEqual({ code: 0, rest: '' })
  })

  it('does not wait for a connection on which nothing was ever asked', async () => {
    await using emulator = await startEmulator()
    await using gateway = new GatewayProcess({ env: configuredFor(emulator) })
    const url = await gateway.url()
    const silent = await openConnection(url)
    // an answer says that the connection before it was taken, too
    await fetch(`${url}/healthz`)

    gateway.kill('SIGTERM')
    const received = await text(silent)
    const { code } = await gateway.exited

    expect({ code, received }).toEqual({ code: 0, received: '' })
  })
})

describe('a gateway that cannot start', () => {
  it('says everything that is missing, without a stack trace', async () => {
    await using gateway = new GatewayProcess({
      env: { PORT: '0', LP_CLIENT_SECRET: 'tell-nobody', LOG_LEVEL: 'loud' },
    })

    const { code, stdout, stderr } = await gateway.exited

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      [
        'The configuration has 3 faults:',
        '  - LOG_LEVEL: expected fatal, error, warn, info, debug, trace or silent, got "loud"',
        '  - LP_ACCOUNT_ID: required as soon as any LP_ variable is set (or set LP_ACCOUNTS_FILE)',
        '  - AUTH_MODE: required with a LivePerson account; set passthrough or oidc',
        '',
      ].join('\n'),
    )
  })

  it('says that its port is taken', async () => {
    const other = createServer()
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    const port = String((other.address() as { port: number }).port)
    await using gateway = new GatewayProcess({ env: { PORT: port, STORE_URL: 'memory:' } })

    const { code, stdout, stderr } = await gateway.exited
    other.close()

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      `The gateway can't start: can't listen on 127.0.0.1 port ${port}: something else listens there already; set PORT to a free port, or to 0 for any\n`,
    )
  })

  it('says that an address is not its own', async () => {
    const env = { PORT: '0', HOST: '192.0.2.1', STORE_URL: 'memory:' }
    await using gateway = new GatewayProcess({ env })

    const { code, stderr } = await gateway.exited

    expect(code).toBe(1)
    expect(stderr).toMatch(/^The gateway can't start: can't listen on 192\.0\.2\.1 port 0: .*HOST/)
    expect(stderr).not.toMatch(stackTrace)
  })

  it('names the store that it cannot open', async () => {
    await using directory = await temporaryDirectory()
    const path = join(directory.path, 'gateway.db')
    await writeFile(path, 'no database, and long enough to be seen as none. '.repeat(100))
    await using gateway = new GatewayProcess({ env: { PORT: '0', STORE_URL: `sqlite:${path}` } })

    const { code, stderr } = await gateway.exited

    expect(code).toBe(1)
    expect(stderr).toContain(`The gateway can't start: expected a SQLite database at ${path}`)
    expect(stderr).not.toMatch(stackTrace)
  })

  it.each([...firstNodes.map(before), '22.23.3', '25.9.0'])(
    'names the Node that it needs to Node %s',
    async (version) => {
      await using gateway = new GatewayProcess({ env: { PORT: '0' }, nodeArgs: onNode(version) })

      const { code, stdout, stderr } = await gateway.exited

      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr).toBe(
        `conversation-gateway needs Node 24 from 24.16 on, or 26.1 or newer, but this is ${version}. "npm start" brings its own.\n`,
      )
    },
  )
})

describe('a gateway on the first Node of a line that package.json names', () => {
  it.each(firstNodes)('runs on Node %s', async (version) => {
    await using gateway = new GatewayProcess({ args: ['--help'], nodeArgs: onNode(version) })

    const { code, stderr } = await gateway.exited

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })
})

describe('--help', () => {
  it('lists every variable that is read, and nothing starts', async () => {
    await using gateway = new GatewayProcess({ args: ['--help'] })

    const { code, stdout, stderr } = await gateway.exited

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const listed = [...stdout.matchAll(/^ {2}([A-Z_]+) +(\S.*)$/gm)].map(([, name, meaning]) => [
      name,
      meaning,
    ])
    expect(listed).toEqual(Object.entries(variables))
    expect(listed).not.toHaveLength(0)
  })
})
