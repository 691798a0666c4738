import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { StoreConfig } from '../../src/store/open-store.ts'
import { retention } from './store-fixtures.ts'

/** Another gateway process in miniature: opens the store on its first order. */
const childProgram = `
  import { createInterface } from 'node:readline'
  const [, storeModule, config, retention] = process.argv
  const { openStore } = await import(storeModule)
  console.log('ready')
  for await (const order of createInterface({ input: process.stdin })) {
    const { idempotency } = await openStore(JSON.parse(config), JSON.parse(retention))
    if (order === 'send') {
      const { attempt } = await idempotency.reserve('sent-by-child', 'input', 1_000)
      console.log(await idempotency.markSent('sent-by-child', attempt))
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
    ask: (order: 'send' | 'reserve-all'): Promise<string> => {
      child.stdin.write(`${order}\n`)
      return readLine()
    },
    kill,
    [Symbol.asyncDispose]: kill,
  }
}
