import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from '@jest/globals'
import {
  ada,
  brand,
  Clock,
  conversation,
  createDirectory,
  ids,
  leaseMs,
  reserved,
  retention,
  settledRecord,
} from '../../test/contract/store-fixtures.ts'
import { openStore } from './open-store.ts'
import { SqliteStore } from './sqlite-store.ts'

describe('SqliteStore', () => {
  it('is made with its directories and survives closing', async () => {
    await using directory = await createDirectory()
    const path = directory.file('deep/er/gateway.db')
    {
      await using store = await openStore({ kind: 'sqlite', path }, retention)
      const attempt = await reserved(store, 'key')
      await store.idempotency.settle('key', attempt, 'done', 'answer')
      await store.conversations.put(conversation('c1'))
    }

    await using reopened = await openStore({ kind: 'sqlite', path }, retention)

    expect(await settledRecord(reopened, 'key')).toMatchObject({ answer: 'answer' })
    expect(await reopened.conversations.findOpen(brand, ada)).toEqual(conversation('c1'))
  })

  it('is shared by two connections, which wake each other', async () => {
    await using directory = await createDirectory()
    await using here = openSqlite(directory.file('gateway.db'), Date.now)
    await using there = openSqlite(directory.file('gateway.db'), Date.now)
    const attempt = await reserved(here, 'key')
    const taken = await there.idempotency.reserve('key', 'input', leaseMs)
    const waiting = settledRecord(there, 'key')

    await here.idempotency.markSent('key', attempt)
    await here.idempotency.settle('key', attempt, 'done', 'answer')
    await here.conversations.put(conversation('c1'))

    expect(taken.kind).toBe('taken')
    expect(await waiting).toMatchObject({ state: 'done', answer: 'answer' })
    expect(await there.conversations.getMany(ids('c1'))).toEqual([conversation('c1')])
  })

  it('loses what has expired, not only hides it', async () => {
    const clock = new Clock()
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using store = openSqlite(path, clock.now)
    for (const key of ['one', 'two', 'three']) {
      const attempt = await reserved(store, key)
      await store.idempotency.settle(key, attempt, 'done', 'answer')
      await store.conversations.put(conversation(key))
    }

    clock.advance(retention.conversationMs)
    await reserved(store, 'four')
    await store.conversations.put(conversation('four'))

    using database = new DatabaseSync(path)
    expect(database.prepare('SELECT key FROM idempotency').all()).toEqual([{ key: 'four' }])
    expect(database.prepare('SELECT id FROM conversation').all()).toEqual([{ id: 'four' }])
  })

  it('is refused when a newer gateway wrote it', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    {
      using database = new DatabaseSync(path)
      database.exec('PRAGMA user_version = 99')
    }

    const opening = openStore({ kind: 'sqlite', path }, retention)

    await expect(opening).rejects.toThrow(/gateway\.db.*newer gateway.*99/)
  })

  it('gives each key to one of several processes that open it at the same moment', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using one = startProcess(path)
    await using two = startProcess(path)
    await using three = startProcess(path)
    const processes = [one, two, three]
    await Promise.all(processes.map(({ ready }) => ready))

    const wins = await Promise.all(processes.map(({ ask }) => ask('reserve-all')))

    const won = wins.flatMap((line) => line.split(' ').filter(Boolean)).toSorted()
    expect(won).toEqual(Array.from({ length: 300 }, (_, n) => `key-${n}`).toSorted())
  }, 30_000)

  it('waits for another process that is still making the file', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using other = startProcess(path)
    await other.ready
    expect(await other.ask('hold')).toBe('locked')

    await using store = openSqlite(path, Date.now)

    await expect(store.ping()).resolves.toBeUndefined()
  }, 30_000)

  it('reads as unknown what a killed process had sent', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using store = openSqlite(path, Date.now)
    await using leader = startProcess(path)
    await leader.ready
    expect(await leader.ask('send')).toBe('true')
    const waiting = settledRecord(store, 'sent-by-child')

    await leader.kill()

    expect(await waiting).toEqual({ state: 'unknown', fingerprint: 'input' })
  }, 30_000)
})

const openSqlite = (path: string, now: () => number) =>
  new SqliteStore({ path, retention, now, pollMs: 5 })

/** Another gateway process in miniature. It says when it is ready and answers each order in a line. */
const childProgram = `
  import { createInterface } from 'node:readline'
  import { DatabaseSync } from 'node:sqlite'
  const [, storeModule, path] = process.argv
  const { SqliteStore } = await import(storeModule)
  const openRecords = () =>
    new SqliteStore({ path, retention: ${JSON.stringify(retention)} }).idempotency

  const orders = {
    'reserve-all': async () => {
      const records = openRecords()
      const won = []
      for (let n = 0; n < 300; n += 1) {
        const { kind } = await records.reserve('key-' + n, 'input', 60_000)
        if (kind === 'reserved') won.push('key-' + n)
      }
      return won.join(' ')
    },
    send: async () => {
      const records = openRecords()
      const { attempt } = await records.reserve('sent-by-child', 'input', 1_000)
      return records.markSent('sent-by-child', attempt)
    },
    hold: () => {
      const database = new DatabaseSync(path)
      database.exec('BEGIN IMMEDIATE')
      setTimeout(() => database.exec('COMMIT'), 200)
      return 'locked'
    },
  }
  console.log('ready')
  for await (const order of createInterface({ input: process.stdin })) {
    console.log(await orders[order]())
  }`

function startProcess(path: string) {
  const store = new URL('./sqlite-store.ts', import.meta.url).href
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', childProgram, store, path],
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
    ask: (order: string): Promise<string> => {
      child.stdin.write(`${order}\n`)
      return readLine()
    },
    kill,
    [Symbol.asyncDispose]: kill,
  }
}
