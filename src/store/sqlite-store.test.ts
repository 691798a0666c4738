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
})

const openSqlite = (path: string, now: () => number) =>
  new SqliteStore({ path, retention, now, pollMs: 5 })
