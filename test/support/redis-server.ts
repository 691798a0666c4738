import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { Readable } from 'node:stream'
import { createClient } from 'redis'

export interface RedisServerOptions {
  readonly password?: string
  /** One node that has every slot: it refuses what a larger cluster would refuse. */
  readonly isCluster?: boolean
}

/** A redis-server of its own on a free port, which keeps nothing when it ends. */
export class RedisServer implements AsyncDisposable {
  readonly port: number
  readonly #program: string
  readonly #directory: string
  readonly #options: RedisServerOptions
  #child: ChildProcessByStdio<null, Readable, null> | undefined

  private constructor(
    program: string,
    port: number,
    directory: string,
    options: RedisServerOptions,
  ) {
    this.port = port
    this.#program = program
    this.#directory = directory
    this.#options = options
  }

  static async start(program: string, options: RedisServerOptions = {}): Promise<RedisServer> {
    const server = await RedisServer.create(program, options)
    try {
      await server.start()
      return server
    } catch (error) {
      await server[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Not started yet: nobody answers at its URL. */
  static async create(program: string, options: RedisServerOptions = {}): Promise<RedisServer> {
    const directory = await mkdtemp(join(tmpdir(), 'gateway-redis-'))
    return new RedisServer(program, await findFreePort(), directory, options)
  }

  get url(): string {
    const { password } = this.#options
    return `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${this.port}`
  }

  /** Again and empty, when it was killed before. */
  async start(): Promise<void> {
    const { password, isCluster = false } = this.#options
    const settings = {
      port: String(this.port),
      bind: '127.0.0.1',
      dir: this.#directory,
      save: '',
      appendonly: 'no',
      ...(password !== undefined && { requirepass: password }),
      ...(isCluster && {
        'cluster-enabled': 'yes',
        'cluster-port': String(await findFreePort()),
      }),
    }
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
    this.#child = spawn(this.#program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    const log = createInterface({ input: this.#child.stdout })
    const formed = isCluster ? logged(log, 'Cluster state changed: ok') : undefined
    await logged(log, 'Ready to accept connections')
    if (isCluster) await this.send('CLUSTER', 'ADDSLOTSRANGE', '0', '16383')
    await formed
  }

  /** As a crash does: nothing is kept, nobody is told. */
  async kill(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  /** Accepts connections and takes what is sent, but answers nothing until `resume`. */
  pause(): void {
    this.#child?.kill('SIGSTOP')
  }

  resume(): void {
    this.#child?.kill('SIGCONT')
  }

  /** One command over a connection of its own. */
  async send(...words: readonly string[]): Promise<unknown> {
    const client = createClient({ url: this.url })
    client.on('error', () => {})
    await client.connect()
    try {
      return await client.sendCommand([...words])
    } finally {
      client.destroy()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
    await rm(this.#directory, { recursive: true, force: true })
  }
}

/** Goes on reading afterwards: a log that nobody reads would stop the server. */
function logged(log: Interface, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let last = 'nothing'
    log.on('line', (line) => {
      last = line
      if (line.includes(text)) resolve()
    })
    log.once('close', () => {
      reject(new Error(`expected redis-server to log "${text}", but it ended with: ${last}`))
    })
  })
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
