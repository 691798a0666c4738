import { createHook } from 'node:async_hooks'
import { existsSync, renameSync, statSync, symlinkSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, jest } from '@jest/globals'
import { Watch } from '../../test/contract/conversation-logs.contract.ts'
import { notification } from '../../test/contract/inbox.contract.ts'
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
import { until } from '../../test/support/until.ts'
import { countCommits } from '../../test/support/wal.ts'
import type { ConsumerKey, OwnerKey } from '../ids.ts'
import { openStore } from './open-store.ts'
import { openDatabase } from './sqlite-database.ts'
import { SqliteIdempotencyRecords } from './sqlite-idempotency-records.ts'
import { SqliteInbox } from './sqlite-inbox.ts'
import { SqliteStore } from './sqlite-store.ts'
import { SqliteWriter } from './sqlite-writer.ts'
import type { ConversationRecord, Sighting } from './store.ts'

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

  it('commits together what is written in one turn', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using store = openSqlite(path, Date.now)
    const commitsBefore = countCommits(path)

    const [reservation, again] = await Promise.all([
      store.idempotency.reserve('key', 'input', leaseMs),
      store.idempotency.reserve('key', 'input', leaseMs),
      store.conversations.put(conversation('c1')),
      extend(store, 'c1', ['a']),
      store.inbox.accept(notification('body'), leaseMs),
      store.sightings.add('ada' as ConsumerKey, sighting('c1')),
    ])

    expect([reservation.kind, again.kind]).toEqual(['reserved', 'taken'])
    expect(countCommits(path) - commitsBefore).toBe(1)
  })

  it('waits for the disk before a request may leave and before a notification is accepted', async () => {
    await using directory = await createDirectory()
    using database = openDatabase(directory.file('gateway.db'))
    let syncs = 0
    const writer = new SqliteWriter(database, async () => {
      syncs += 1
    })
    const settings = { retention, now: () => 1_000, pollMs: Infinity, watchPollMs: Infinity }
    const idempotency = new SqliteIdempotencyRecords(database, writer, settings)
    const inbox = new SqliteInbox(database, writer, settings)
    const syncsOf = async (write: () => Promise<unknown>) => {
      syncs = 0
      await write()
      return syncs
    }

    expect(await syncsOf(() => idempotency.reserve('key', 'input', leaseMs))).toBe(0)
    expect(await syncsOf(() => idempotency.markSent('key', 'attempt'))).toBe(1)
    const departure = { trace: undefined }
    expect(await syncsOf(() => idempotency.reserve('other', 'input', leaseMs, departure))).toBe(1)
    expect(await syncsOf(() => inbox.accept(notification('body'), leaseMs))).toBe(1)
    expect(await syncsOf(() => idempotency.settle('key', 'attempt', 'done', 'answer'))).toBe(0)
  })

  it('gives a key back whose request may not leave, for the disk has failed', async () => {
    await using directory = await createDirectory()
    using database = openDatabase(directory.file('gateway.db'))
    const fault = new Error('the disk is gone')
    const writer = new SqliteWriter(database, () => Promise.reject(fault))
    const settings = { retention, now: () => 1_000, pollMs: Infinity, watchPollMs: Infinity }
    const idempotency = new SqliteIdempotencyRecords(database, writer, settings)

    const failed = idempotency.reserve('key', 'input', leaseMs, { trace: undefined })

    await expect(failed).rejects.toBe(fault)
    expect((await idempotency.reserve('key', 'input', leaseMs)).kind).toBe('reserved')
  })

  it('asks the system for it, in another thread', async () => {
    await using directory = await createDirectory()
    await using store = openSqlite(directory.file('gateway.db'), Date.now)
    const attempt = await reserved(store, 'key')
    let calls = 0
    const count = (_id: number, type: string) => {
      if (type === 'FSREQCALLBACK') calls += 1
    }
    const system = createHook({ init: count }).enable()

    expect(await store.idempotency.markSent('key', attempt)).toBe(true)
    expect(calls).toBe(1)
    await store.idempotency.settle('key', attempt, 'done', 'answer')
    expect(calls).toBe(1)
    system.disable()
  })

  it('is found by a link too', async () => {
    await using directory = await createDirectory()
    const link = directory.file('link.db')
    openDatabase(directory.file('gateway.db')).close()
    symlinkSync(directory.file('gateway.db'), link)
    {
      await using store = openSqlite(link, Date.now)
      const attempt = await reserved(store, 'key')
      expect(await store.idempotency.markSent('key', attempt)).toBe(true)
      await store.idempotency.settle('key', attempt, 'done', 'answer')
    }

    await using reopened = openSqlite(directory.file('gateway.db'), Date.now)
    expect(await settledRecord(reopened, 'key')).toMatchObject({ answer: 'answer' })
  })

  it('has what was committed moved into the file by another thread', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using store = openSqlite(path, Date.now)
    const sizeBefore = statSync(path).size

    await putMany(store, 250)

    // by itself SQLite would leave so few pages in its log
    await until(
      () => statSync(path).size,
      (size) => size > sizeBefore,
    )
    expect(await store.conversations.getMany(ids('c0', 'c249'))).toEqual([
      conversation('c0'),
      conversation('c249'),
    ])
  })

  it('serves on, with a warning, when that thread does not find the file', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using store = openSqlite(path, Date.now)
    renameSync(path, directory.file('moved.db'))
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})

    await putMany(store, 250)

    await until(() => warn.mock.calls.length > 0)
    expect(warn.mock.calls).toEqual([[expect.stringContaining('has ended')]])
    warn.mockRestore()
    expect(existsSync(path)).toBe(false)
    await putMany(store, 500)
    expect(await store.conversations.getMany(ids('c499'))).toEqual([conversation('c499')])
  })

  it('finds the newest open conversation of an owner, however many came after it', async () => {
    await using directory = await createDirectory()
    await using store = openSqlite(directory.file('gateway.db'), Date.now)
    const others = { owner: 'others' as OwnerKey }
    await store.conversations.put({ ...conversation('newest'), createdAt: 2 })
    await putMany(store, 1_500, others)
    await store.conversations.put({ ...conversation('older'), createdAt: 1 })
    await putMany(store, 3_000, others)

    expect(await store.conversations.findOpen(brand, ada)).toMatchObject({ id: 'newest' })
    await store.conversations.put({ ...conversation('newest'), createdAt: 2, stage: 'CLOSE' })
    expect(await store.conversations.findOpen(brand, ada)).toMatchObject({ id: 'older' })
    await store.conversations.put({ ...conversation('older'), createdAt: 1, stage: 'CLOSE' })
    expect(await store.conversations.findOpen(brand, ada)).toBeUndefined()
  })

  it('writes what was asked for before it is closed, and says so', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    const store = openSqlite(path, Date.now)
    const attempt = await reserved(store, 'key')

    const settling = store.idempotency.settle('key', attempt, 'done', 'answer')
    const closing = store[Symbol.asyncDispose]()
    const late = store.conversations.put(conversation('c1'))

    await expect(settling).resolves.toBeUndefined()
    await expect(late).rejects.toThrow('expected an open store')
    await closing
    await using reopened = openSqlite(path, Date.now)
    expect(await settledRecord(reopened, 'key')).toMatchObject({ answer: 'answer' })
  })

  it('gives two that claim at the same moment different notifications', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using here = openSqlite(path, Date.now)
    await using there = openSqlite(path, Date.now)
    for (const body of ['a', 'b', 'c']) await here.inbox.accept(notification(body), 0)

    const claims = await Promise.all(
      [here, there].map(({ inbox }) => inbox.claimAbandoned(brand, 2, leaseMs)),
    )

    expect(claims.map((claimed) => claimed.map(({ body }) => body))).toEqual([['a', 'b'], ['c']])
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

  it('loses an expired log with all its entries', async () => {
    const clock = new Clock()
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using store = openSqlite(path, clock.now)
    await extend(store, 'old', ['a', 'b'])
    await store.sightings.add('ada' as ConsumerKey, sighting('old'))
    await store.inbox.setAside(await store.inbox.accept(notification('old'), leaseMs))

    clock.advance(retention.setAsideMs)
    await extend(store, 'new', ['c'])
    await store.sightings.add('ada' as ConsumerKey, sighting('new'))
    await store.inbox.accept(notification('new'), leaseMs)

    using database = new DatabaseSync(path)
    const column = (sql: string) =>
      database
        .prepare(sql)
        .all()
        .flatMap((row) => Object.values(row))
    expect(column('SELECT id FROM log')).toEqual(['new'])
    expect(column('SELECT text FROM log_entry')).toEqual(['c'])
    expect(column('SELECT conversationId FROM sighting')).toEqual(['new'])
    expect(column('SELECT body FROM notification')).toEqual(['new'])
  })

  it('wakes those who watch a log that another connection has extended, and no others', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using here = openSqlite(path, Date.now)
    await using there = openSqlite(path, Date.now)
    using extended = new Watch(here, conversation('c1').id)
    using other = new Watch(here, conversation('c2').id)
    await extend(there, 'c1', ['a'])
    // the first look wakes all
    await Promise.all([extended.untilEnd(1), other.untilEnd(0)])
    const callsBefore = other.calls

    await there.conversations.put(conversation('c3'))
    await extend(there, 'c1', ['b'])
    await extended.untilEnd(2)
    expect(other.calls).toBe(callsBefore)

    await extend(there, 'c2', ['a'])
    await other.untilEnd(1)
    expect(other.calls).toBe(callsBefore + 1)
  })

  it('wakes nobody twice for what was added here, although another connection writes too', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using here = openSqlite(path, Date.now)
    await using there = openSqlite(path, Date.now)
    using own = new Watch(here, conversation('c1').id)
    using foreign = new Watch(here, conversation('c2').id)
    // the first look wakes all
    await Promise.all([own.untilEnd(0), foreign.untilEnd(0)])
    const callsBefore = own.calls

    await extend(here, 'c1', ['a'])
    await extend(there, 'c2', ['a'])
    await foreign.untilEnd(1)
    await extend(there, 'c2', ['b'])
    await foreign.untilEnd(2)

    expect(own.calls).toBe(callsBefore + 1)
  })

  it('wakes those who watch a log that another connection begins anew', async () => {
    const clock = new Clock()
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using here = openSqlite(path, clock.now)
    await using there = openSqlite(path, clock.now)
    await extend(there, 'c1', ['old'])
    using watch = new Watch(here, conversation('c1').id)
    // the first look wakes all
    await watch.untilEnd(1)

    clock.advance(retention.setAsideMs)
    await extend(there, 'c1', ['new'])
    await watch.untilEnd(1)

    expect(await here.logs.read(conversation('c1').id, 0, 10)).toMatchObject([{ text: 'new' }])
  })

  it('wakes those who watch a log that takes the place of an expired one in the file', async () => {
    const clock = new Clock()
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    await using here = openSqlite(path, clock.now)
    await using there = openSqlite(path, clock.now)
    await extend(there, 'c1', ['a', 'b'])
    using watch = new Watch(here, conversation('c2').id)
    // the first look wakes all
    await watch.untilEnd(0)

    clock.advance(retention.setAsideMs)
    await extend(there, 'c2', ['a'])
    await watch.untilEnd(1)
    await extend(there, 'c2', ['b'])
    await watch.untilEnd(2)

    using database = new DatabaseSync(path)
    expect(database.prepare('SELECT max(rowid) AS row FROM log_entry').get()).toEqual({ row: 2 })
  })

  it('keeps logs, notifications and sightings across a restart', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    {
      await using store = openSqlite(path, Date.now)
      await extend(store, 'c1', ['a'])
      await store.inbox.accept(notification('body'), 0)
      await store.sightings.add('ada' as ConsumerKey, sighting('c1'))
    }

    await using reopened = openSqlite(path, Date.now)

    expect(await reopened.logs.end(conversation('c1').id)).toBe(1)
    expect(await reopened.inbox.claimAbandoned(brand, 10, leaseMs)).toMatchObject([
      { body: 'body' },
    ])
    expect(await reopened.sightings.of('ada' as ConsumerKey)).toEqual([sighting('c1')])
  })

  it('opens a file of the first schema, with what is in it', async () => {
    await using directory = await createDirectory()
    const path = directory.file('gateway.db')
    writeFirstSchema(path)

    await using store = openSqlite(path, () => 1_000)

    expect(await settledRecord(store, 'done')).toMatchObject({ state: 'done', answer: 'answer' })
    expect(await settledRecord(store, 'sent')).toEqual({ state: 'unknown', fingerprint: 'input' })
    expect(await store.conversations.findOpen(brand, ada)).toEqual(conversation('c1'))
    expect(await store.idempotency.learn('sent', 'learnt')).toBe(true)
    await extend(store, 'c1', ['a'])
    await extend(store, 'c1', ['b'])
    expect(await store.logs.end(conversation('c1').id)).toBe(2)
    await store.inbox.accept(notification('body'), leaseMs)
    await store.sightings.add('ada' as ConsumerKey, sighting('c1'))
    await using again = openSqlite(path, () => 1_000)
    expect(await settledRecord(again, 'sent')).toMatchObject({ answer: 'learnt' })
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
  new SqliteStore({ path, retention, now, pollMs: 5, watchPollMs: 5 })

const putMany = (store: SqliteStore, count: number, like: Partial<ConversationRecord> = {}) =>
  Promise.all(
    Array.from({ length: count }, (_, n) =>
      store.conversations.put({ ...conversation(`c${n}`), ...like }),
    ),
  )

const extend = (store: SqliteStore, id: string, entries: readonly string[]) =>
  store.logs.extend(conversation(id).id, retention.setAsideMs, () => ({ state: 'state', entries }))

const sighting = (id: string): Sighting => ({
  conversationId: conversation(id).id,
  startedAt: 1,
  changedAt: 2,
  stage: 'OPEN',
})

/** As the first released schema was: never to be brought up to date. */
function writeFirstSchema(path: string): void {
  using database = new DatabaseSync(path)
  database.exec(`
    CREATE TABLE idempotency (
      key TEXT PRIMARY KEY,
      state TEXT NOT NULL CHECK (state IN ('reserved', 'sent', 'unknown', 'done')),
      fingerprint TEXT NOT NULL,
      attempt TEXT NOT NULL,
      answer TEXT,
      leaseUntil INTEGER NOT NULL,
      expiresAt INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX idempotency_by_expiry ON idempotency (expiresAt);
    CREATE TABLE conversation (
      id TEXT PRIMARY KEY,
      accountId TEXT NOT NULL,
      owner TEXT NOT NULL,
      stage TEXT NOT NULL,
      createdAt INTEGER NOT NULL,
      record TEXT NOT NULL,
      expiresAt INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX conversation_by_expiry ON conversation (expiresAt);
    CREATE INDEX open_conversation_by_owner
      ON conversation (accountId, owner, createdAt) WHERE stage = 'OPEN';
    INSERT INTO idempotency VALUES
      ('done', 'done', 'input', 'attempt-1', 'answer', 500, 2000),
      ('sent', 'sent', 'input', 'attempt-2', NULL, 500, 2000);
    PRAGMA user_version = 1`)
  const { id, accountId, owner, stage, createdAt } = conversation('c1')
  database
    .prepare('INSERT INTO conversation VALUES (?, ?, ?, ?, ?, ?, 2000)')
    .run(id, accountId, owner, stage, createdAt, JSON.stringify(conversation('c1')))
}
