import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import {
  ada,
  brand,
  conversation,
  ids,
  leaseMs,
  reserved,
  retention,
  settledRecord,
} from '../../test/contract/store-fixtures.ts'
import { describeWith } from '../../test/support/programs.ts'
import { RedisServer } from '../../test/support/redis-server.ts'
import { RedisStore, type RedisStoreOptions } from './redis-store.ts'

describeWith('redis-server', 'RedisStore', (program) => {
  let server: RedisServer
  beforeAll(async () => {
    server = await RedisServer.start(program, { isCluster: true })
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('gives a key to one of 200 concurrent callers in each of two processes', async () => {
    const prefix = randomUUID()
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({ url: server.url, prefix })

    const reservations = await Promise.all(
      Array.from({ length: 400 }, (_, n) =>
        (n % 2 === 0 ? here : there).idempotency.reserve('key', 'input', leaseMs),
      ),
    )

    expect(reservations.filter(({ kind }) => kind === 'reserved')).toHaveLength(1)
  })

  it('wakes a thousand calls of another process by one message', async () => {
    const prefix = randomUUID()
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({ url: server.url, prefix })
    await loadScripts(here)
    const attempt = await reserved(here, 'key')
    const scriptsBefore = await countScripts(server)
    const waiting = Array.from({ length: 1_000 }, () => settledRecord(there, 'key'))
    await there.ping()

    await here.idempotency.settle('key', attempt, 'done', 'answer')

    const records = await Promise.all(waiting)
    expect(new Set(records.map((record) => JSON.stringify(record)))).toEqual(
      new Set([JSON.stringify({ state: 'done', fingerprint: 'input', answer: 'answer' })]),
    )
    // one read to find it running, the settlement, one read to find it settled
    expect((await countScripts(server)) - scriptsBefore).toBe(3)
    expect(await server.send('PUBSUB', 'CHANNELS', `${prefix}:*`)).toEqual([`${prefix}:settled`])
  })

  it('wakes the calls of another process when a key is released', async () => {
    const prefix = randomUUID()
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({ url: server.url, prefix })
    await loadScripts(here)
    const attempt = await reserved(here, 'key')
    const waiting = settledRecord(there, 'key')
    await there.ping()

    await here.idempotency.release('key', attempt)

    expect(await waiting).toBeUndefined()
  })

  it('finds out by looking when the message of a settlement was lost', async () => {
    const prefix = randomUUID()
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({ url: server.url, prefix, pollMs: 5 })
    await loadScripts(here)
    const attempt = await reserved(here, 'key')
    const waiting = settledRecord(there, 'key')
    await there.ping()
    await server.send('HDEL', `${prefix}:idempotency:{key}`, 'waited')

    await here.idempotency.settle('key', attempt, 'done', 'answer')

    expect(await waiting).toMatchObject({ answer: 'answer' })
  })

  it("ends a lease by Redis's own clock", async () => {
    await using store = await openRedis({ url: server.url })
    await reserved(store, 'reserved', 'input', 20)
    const sent = await reserved(store, 'sent', 'input', 500)
    expect(await store.idempotency.markSent('sent', sent)).toBe(true)

    expect(await settledRecord(store, 'reserved')).toBeUndefined()
    expect(await settledRecord(store, 'sent')).toEqual({ state: 'unknown', fingerprint: 'input' })
    expect(await store.idempotency.markSent('sent', sent)).toBe(false)
  })

  it('keeps what it is given under names of one slot each, and nothing for ever', async () => {
    const prefix = randomUUID()
    await using store = await openRedis({ url: server.url, prefix })
    await reserved(store, 'reserved-key')
    const sent = await reserved(store, 'sent-key')
    await store.idempotency.markSent('sent-key', sent)
    const done = await reserved(store, 'done-key')
    await store.idempotency.settle('done-key', done, 'done', 'answer')
    await store.conversations.put(conversation('c1'))
    await store.ping()

    const names = (await readStrings(server, 'KEYS', `${prefix}:*`)).toSorted()
    const lifetimes = await Promise.all(names.map((name) => readNumber(server, 'PTTL', name)))
    const slots = await Promise.all(
      names.map((name) => readNumber(server, 'CLUSTER', 'KEYSLOT', name)),
    )

    const tags = ['c1', 'done-key', 'reserved-key', 'sent-key', `${brand}:${ada}`, `${prefix}:ping`]
    expect(names).toEqual([
      `${prefix}:conversation:{c1}`,
      `${prefix}:idempotency:{done-key}`,
      `${prefix}:idempotency:{reserved-key}`,
      `${prefix}:idempotency:{sent-key}`,
      `${prefix}:open:{${brand}:${ada}}`,
      `${prefix}:ping`,
    ])
    expect(slots).toEqual(
      await Promise.all(tags.map((tag) => readNumber(server, 'CLUSTER', 'KEYSLOT', tag))),
    )
    const { idempotencyMs, conversationMs } = retention
    const limits = [conversationMs, idempotencyMs, leaseMs, leaseMs + idempotencyMs, conversationMs]
    for (const [index, limit] of [...limits, 1_000].entries()) {
      expect(lifetimes[index]).toBeLessThanOrEqual(limit)
      expect(lifetimes[index]).toBeGreaterThan(limit - 1_000)
    }
    expect(await readStrings(server, 'HKEYS', `${prefix}:idempotency:{done-key}`)).toEqual([
      'state',
      'fingerprint',
      'attempt',
      'leaseUntil',
      'expiresAt',
      'answer',
    ])
  })

  it('remembers the newest 32 open conversations of an owner as open', async () => {
    const prefix = randomUUID()
    await using store = await openRedis({ url: server.url, prefix })
    for (let n = 0; n < 40; n += 1) {
      await store.conversations.put({ ...conversation(`c${n}`), createdAt: n })
    }

    const open = await readStrings(server, 'ZRANGE', `${prefix}:open:{${brand}:${ada}}`, '0', '-1')

    expect(open).toEqual(Array.from({ length: 32 }, (_, n) => `c${n + 8}`))
    expect((await store.conversations.findOpen(brand, ada))?.id).toBe('c39')
  })

  it('passes over an open conversation that is closed, moved or gone after all', async () => {
    const prefix = randomUUID()
    await using store = await openRedis({ url: server.url, prefix })
    await store.conversations.put({ ...conversation('c1'), createdAt: 1 })
    for (const [createdAt, id] of ['closed', 'gone'].entries()) {
      await store.conversations.put({ ...conversation(id), createdAt: createdAt + 2 })
    }
    await store.conversations.put({ ...conversation('closed'), stage: 'CLOSE' })
    await server.send('ZADD', `${prefix}:open:{${brand}:${ada}}`, '9', 'closed')
    await server.send('DEL', `${prefix}:conversation:{gone}`)

    const found = await store.conversations.findOpen(brand, ada)

    expect(found?.id).toBe('c1')
  })

  it('asks for a prefix that keeps its hash tags whole', async () => {
    const opening = openRedis({ url: server.url, prefix: '{gateway}' })

    await expect(opening).rejects.toThrow('expected a prefix of letters, digits and .:_-')
  })

  it('reads 500 conversations of many slots', async () => {
    await using store = await openRedis({ url: server.url })
    const all = Array.from({ length: 500 }, (_, n) => `c${n}`)
    await Promise.all(all.map((id) => store.conversations.put(conversation(id))))

    const found = await store.conversations.getMany(ids(...all))

    expect(found.map((each) => each?.id)).toEqual(all)
  })
})

/** No poll comes to the rescue, unless asked for. */
const openRedis = (options: Pick<RedisStoreOptions, 'url'> & Partial<RedisStoreOptions>) =>
  RedisStore.open({ prefix: randomUUID(), retention, pollMs: Infinity, ...options })

/** What the server does not know yet takes two round trips, and a ping does not wait for the second. */
async function loadScripts(store: RedisStore): Promise<void> {
  const attempt = await reserved(store, 'first of all')
  await store.idempotency.settle('first of all', attempt, 'done', 'answer')
  await settledRecord(store, 'first of all')
}

/** How many scripts the server has run. */
async function countScripts(server: RedisServer): Promise<number> {
  const info = String(await server.send('INFO', 'commandstats'))
  const counts = info.matchAll(/^cmdstat_eval(?:sha)?:calls=(\d+)/gm)
  return [...counts].reduce((sum, [, calls]) => sum + Number(calls), 0)
}

async function readStrings(server: RedisServer, ...command: readonly string[]): Promise<string[]> {
  const reply = await server.send(...command)
  if (Array.isArray(reply)) return reply.map(String)
  throw new TypeError(`expected a list from ${command[0]}`)
}

const readNumber = async (server: RedisServer, ...command: readonly string[]): Promise<number> =>
  Number(await server.send(...command))
