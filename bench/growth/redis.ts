import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createClient } from 'redis'
import { freePort } from '../bench-server.ts'
import { onHelperCore } from '../machine.ts'
import { end, type Running } from '../processes.ts'

export interface Redis extends Running {
  /** So far, those of scripts included. */
  countCommands(): Promise<number>
}

/**
 * An empty redis-server that keeps what it is told (AOF), as the gateway wants it.
 * @param folder somebody else removes it
 * @returns undefined where there is none on the PATH
 */
export async function startRedis(folder: string): Promise<Redis | undefined> {
  const settings = {
    port: String(await freePort()),
    bind: '127.0.0.1',
    dir: await mkdtemp(join(folder, 'redis-')),
    save: '',
    appendonly: 'yes',
    'maxmemory-policy': 'noeviction',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const [file = '', ...args] = onHelperCore(['redis-server', ...options])
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  const failed = once(child, 'error').then(() => false)
  // it goes on reading: a log that nobody reads would stop the server
  const log = createInterface({ input: child.stdout })
  const isReady = await Promise.race([
    new Promise<boolean>((resolve) => {
      log.on('line', (line) => {
        if (line.includes('Ready to accept connections')) resolve(true)
      })
      log.once('close', () => resolve(false))
    }),
    failed,
  ])
  if (!isReady || child.pid === undefined) return undefined
  const client = createClient({ url: `redis://127.0.0.1:${settings.port}` })
  client.on('error', () => undefined)
  await client.connect()
  return {
    url: `redis://127.0.0.1:${settings.port}`,
    pid: child.pid,
    async countCommands() {
      const found = /^total_commands_processed:(\d+)/m.exec(await client.info('stats'))?.[1]
      return Number(found)
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
      await end(child)
    },
  }
}
