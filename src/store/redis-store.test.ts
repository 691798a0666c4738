import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { Watch } from '../../test/contract/conversation-logs.contract.ts'
import { notification } from '../../test/contract/inbox.contract.ts'
import {
  ada,
  brand,
  Clock,
  conversation,
  ids,
  leaseMs,
  reserved,
  retention,
  settledRecord,
} from '../../test/contract/store-fixtures.ts'
import { describeWith } from '../../test/support/programs.ts'
import { RedisServer } from '../../test/support/redis-server.ts'
import { until } from '../../test/support/until.ts'
import type { AccountId, ConsumerKey } from '../ids.ts'
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

  it('keeps what webhooks tell under names of one slot for each account, log or consumer', async () => {
    const prefix = randomUUID()
    await using store = await openRedis({ url: server.url, prefix })
    await extend(store, 'c1', ['a'])
    const accepted = await store.inbox.accept(notification('first'), leaseMs)
    await store.inbox.accept(notification('second'), 1)
    await store.inbox.setAside(accepted)
    await store.sightings.add(consumer, { ...sighting, conversationId: conversation('c1').id })
    const attempt = await reserved(store, 'key')
    await store.idempotency.markSent('key', attempt, { consumer, sentAt: Date.now() })

    const names = (await readStrings(server, 'KEYS', `${prefix}:*`)).toSorted()
    const lifetimes = await Promise.all(names.map((name) => readNumber(server, 'PTTL', name)))

    const { idempotencyMs, setAsideMs, sightingMs } = retention
    const expected: readonly (readonly [string, number])[] = [
      [`${prefix}:idempotency:{key}`, leaseMs + idempotencyMs],
      // what was accepted last has the shortest lease
      [`${prefix}:inbox:{${brand}}`, leaseMs + setAsideMs],
      [`${prefix}:inboxes`, leaseMs + setAsideMs],
      [`${prefix}:log-entries:{c1}`, keepMs],
      [`${prefix}:log:{c1}`, keepMs],
      [`${prefix}:notifications:{${brand}}`, leaseMs + setAsideMs],
      [`${prefix}:set-aside:{${brand}}`, setAsideMs],
      [`${prefix}:sightings:{${consumer}}`, sightingMs],
      [`${prefix}:unanswered:{${consumer}}`, 3 * idempotencyMs],
    ]
    expect(names).toEqual(expected.map(([name]) => name))
    for (const [index, [, limit]] of expected.entries()) {
      expect(lifetimes[index]).toBeLessThanOrEqual(limit)
      expect(lifetimes[index]).toBeGreaterThan(limit - 1_000)
    }
  })

  it('is asked by one script for what is abandoned of a hundred accounts', async () => {
    await using store = await openRedis({ url: server.url })
    const accountIds = Array.from({ length: 100 }, (_, n) => `account-${n}` as AccountId)
    for (const accountId of accountIds) {
      await store.inbox.accept({ ...notification('body'), accountId }, 0)
    }
    const scriptsBefore = await countScripts(server)

    const found = await store.inbox.findAbandoned()

    expect(found.toSorted()).toEqual(accountIds.toSorted())
    expect((await countScripts(server)) - scriptsBefore).toBeLessThanOrEqual(2)
  })

  it('names an account in its index once for what comes in nine tenths of a lease', async () => {
    const clock = new Clock()
    await using store = await openRedis({ url: server.url, now: clock.now })
    await store.inbox.accept(notification('first'), leaseMs)
    const scriptsBefore = await countScripts(server)

    for (let n = 0; n < 9; n += 1) {
      clock.advance(leaseMs / 10)
      await store.inbox.accept(notification('next'), leaseMs)
    }

    expect((await countScripts(server)) - scriptsBefore).toBe(9 + 1)
  })

  it('finds what waits of an account that its index has lost', async () => {
    const clock = new Clock()
    const prefix = randomUUID()
    await using store = await openRedis({ url: server.url, prefix, now: clock.now })
    await store.inbox.accept(notification('body'), leaseMs)
    await server.send('DEL', `${prefix}:inboxes`)

    const early = await store.inbox.claimAbandoned(brand, 10, leaseMs)
    clock.advance(leaseMs)

    expect(early).toEqual([])
    expect(await store.inbox.findAbandoned()).toEqual([brand])
  })

  it('loses sight of no notification while others look for what is abandoned', async () => {
    const prefix = randomUUID()
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({ url: server.url, prefix })
    const worked = new Set<string>()
    const recover = async ({ inbox }: RedisStore): Promise<void> => {
      for (const accountId of await inbox.findAbandoned()) {
        for (const each of await inbox.claimAbandoned(accountId, 1, 3)) {
          worked.add(each.body)
          await inbox.finish(each)
        }
      }
    }

    for (let n = 0; n < 300; n += 1) {
      await Promise.all([
        here.inbox.accept(notification(`body ${n}`), 3),
        recover(here),
        recover(there),
      ])
    }

    await until(
      () => recover(there),
      () => worked.size === 300,
    )
    expect(worked.size).toBe(300)
  })

  it('hears of a log by one channel, however many watch it, for as long as somebody does', async () => {
    const prefix = randomUUID()
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({ url: server.url, prefix })
    const id = conversation('c1').id
    const watches = Array.from({ length: 1_000 }, () => new Watch(there, id))

    await extend(here, 'c1', ['a'])
    await Promise.all(watches.map((watch) => watch.untilEnd(1)))
    const channels = await readStrings(server, 'PUBSUB', 'CHANNELS', `${prefix}:log:*`)
    for (const watch of watches.slice(1)) watch[Symbol.dispose]()
    await extend(here, 'c1', ['b'])
    await watches[0]?.untilEnd(2)
    watches[0]?.[Symbol.dispose]()
    // commands of one connection are answered in their order
    await there.ping()

    expect(channels).toEqual([`${prefix}:log:c1`])
    expect(await readStrings(server, 'PUBSUB', 'CHANNELS', `${prefix}:log:*`)).toEqual([])
  })

  it('tells who begins to watch of what was added before the subscription stood', async () => {
    const prefix = randomUUID()
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({ url: server.url, prefix })
    await extend(here, 'c1', ['a'])

    for (let n = 2; n <= 50; n += 1) {
      using watch = new Watch(there, conversation('c1').id)
      await extend(here, 'c1', ['next'])
      await watch.untilEnd(n)
    }

    expect(await here.logs.end(conversation('c1').id)).toBe(50)
  })

  it('watches by looking where its user may not subscribe', async () => {
    const prefix = randomUUID()
    const name = randomUUID()
    await server.send('ACL', 'SETUSER', name, 'on', '>secret', '~*', '+@all', 'resetchannels')
    const { host } = new URL(server.url)
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({
      url: `redis://${name}:secret@${host}`,
      prefix,
      pollMs: 5,
    })
    using watch = new Watch(there, conversation('c1').id)

    await extend(there, 'c1', ['a'])
    await watch.untilEnd(1)
    await extend(here, 'c1', ['b'])
    await watch.untilEnd(2)

    expect(await readStrings(server, 'PUBSUB', 'CHANNELS', `${prefix}:*`)).toEqual([
      `${prefix}:settled`,
    ])
  })

  it('watches 5,000 logs without a command while nothing happens', async () => {
    const prefix = randomUUID()
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({ url: server.url, prefix })
    const watches = Array.from(
      { length: 5_000 },
      (_, n) => new Watch(there, conversation(`c${n}`).id),
    )
    await there.ping()
    const commandsBefore = await countCommands(server)

    await extend(here, 'c4999', ['a'])
    await watches.at(-1)?.untilEnd(1)

    // here: the head and the extension; there: two commands of each look; and two of the counting
    expect((await countCommands(server)) - commandsBefore).toBeLessThan(30)
    expect(await readStrings(server, 'PUBSUB', 'CHANNELS', `${prefix}:log:*`)).toHaveLength(5_000)
  })

  it('does not report, and forgets, what its index names and no key says', async () => {
    const prefix = randomUUID()
    await using store = await openRedis({ url: server.url, prefix })
    const unanswered = `${prefix}:unanswered:{${consumer}}`
    const done = await reserved(store, 'done')
    await store.idempotency.markSent('done', done, { consumer, sentAt: 1 })
    await store.idempotency.settle('done', done, 'done', 'answer')
    await reserved(store, 'about to be marked')
    await server.send('ZADD', unanswered, '2', 'gone', '3', 'about to be marked')

    const found = await store.idempotency.unansweredOf(consumer)

    expect(found).toEqual([])
    expect(await readStrings(server, 'ZRANGE', unanswered, '0', '-1')).toEqual([
      'about to be marked',
    ])
  })

  it('follows the stage of an updated conversation with its set of open ones', async () => {
    const prefix = randomUUID()
    await using store = await openRedis({ url: server.url, prefix })
    const open = `${prefix}:open:{${brand}:${ada}}`
    const { id } = await store.conversations.add(conversation('c1'))
    const added = await readStrings(server, 'ZRANGE', open, '0', '-1')

    await store.conversations.update(id, (known) => ({ ...known, stage: 'CLOSE' }))
    const closed = await readStrings(server, 'ZRANGE', open, '0', '-1')
    await store.conversations.update(id, (known) => ({ ...known, stage: 'OPEN' }))

    expect([added, closed]).toEqual([['c1'], []])
    expect(await readStrings(server, 'ZRANGE', open, '0', '-1')).toEqual(['c1'])
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

const consumer = 'consumer-ada' as ConsumerKey
const sighting = { startedAt: 1, changedAt: 2, stage: 'OPEN' } as const
const keepMs = 50_000

const extend = (store: RedisStore, id: string, entries: readonly string[]) =>
  store.logs.extend(conversation(id).id, keepMs, () => ({ state: 'state', entries }))

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

/** Of every connection since the server was started. */
async function countCommands(server: RedisServer): Promise<number> {
  const info = String(await server.send('INFO', 'stats'))
  return Number(/^total_commands_processed:(\d+)/m.exec(info)?.[1])
}

async function readStrings(server: RedisServer, ...command: readonly string[]): Promise<string[]> {
  const reply = await server.send(...command)
  if (Array.isArray(reply)) return reply.map(String)
  throw new TypeError(`expected a list from ${command[0]}`)
}

const readNumber = async (server: RedisServer, ...command: readonly string[]): Promise<number> =>
  Number(await server.send(...command))
