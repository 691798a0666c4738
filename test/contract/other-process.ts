import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { StoreConfig } from '../../src/store/open-store.ts'
import { retention } from './store-fixtures.ts'

type Order = 'send' | 'reserve-all' | 'extend' | 'update' | 'claim'

/** Another gateway process in miniature: opens the store on its first order. */
const childProgram = `
  import { createInterface } from 'node:readline'
  const [, storeModule, config, retention] = process.argv
  const { openStore } = await import(storeModule)
  console.log('ready')
  for await (const order of createInterface({ input: process.stdin })) {
    const { idempotency, logs, inbox, conversations } =
      await openStore(JSON.parse(config), JSON.parse(retention))
    if (order === 'send') {
      const { attempt } = await idempotency.reserve('sent-by-child', 'input', 1_000)
      console.log(await idempotency.markSent('sent-by-child', attempt))
    } else if (order === 'extend') {
      for (let n = 0; n < 100; n += 1) {
        await logs.extend('c1', 60_000, (before = '0') => {
          const state = String(Number(before) + 1)
          return { state, entries: [state] }
        })
      }
      console.log('extended')
    } else if (order === 'update') {
      for (let n = 0; n < 100; n += 1) {
        await conversations.update('c1', (known) => ({ ...known, changedAt: known.changedAt + 1 }))
      }
      console.log('updated')
    } else if (order === 'claim') {
      const bodies = []
      for (let found = true; found; ) {
        const claimed = await inbox.claimAbandoned('12345', 3, 60_000)
        bodies.push(...claimed.map(({ body }) => body))
        found = claimed.length > 0
      }
      console.log(bodies.join(' '))
    } else {
      const won = []
      for (let n = 0; n < 300; n += 1) {
        const { kind } = await idempotency.reserve('key-' + n, 'input', 60_000)
        if (kind === 'reserved') won.push('key-' + n)
      }
      console.log(won.join(' '))
    }
  }`

export function startProcess(config: StoreConfig) {
  const store = new URL('../../src/store/open-store.ts', import.meta.url).href
  const args = [store, JSON.stringify(config), JSON.stringify(retention)]
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', childProgram, '--', ...args],
    { stdio: ['pipe', 'pipe', 'inherit'], env: {} },
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const readLine = async (): Promise<string> => {
    const line = await lines.next()
    if (line.done) throw new Error('expected a line from the other process, but it ended')
    return line.value
  }
  const exited = once(child, 'exit')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  return {
    ready: readLine(),
    ask: (order: Order): Promise<string> => {
      child.stdin.write(`${order}\n`)
      return readLine()
    },
    kill,
    [Symbol.asyncDispose]: kill,
  }
}

/** They are all ready, and none has opened the store. */
export async function startProcesses(config: StoreConfig, count: number) {
  const all = Array.from({ length: count }, () => startProcess(config))
  const kill = async (): Promise<void> => {
    await Promise.all(all.map((each) => each.kill()))
  }
  try {
    await Promise.all(all.map(({ ready }) => ready))
    return { all, [Symbol.asyncDispose]: kill }
  } catch (error) {
    await kill()
    throw error
  }
}
