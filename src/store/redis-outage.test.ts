import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { Watch } from '../../test/contract/conversation-logs.contract.ts'
import { notification } from '../../test/contract/inbox.contract.ts'
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
import { SilentProxy } from '../../test/support/silent-proxy.ts'
import type { ConsumerKey, ConversationId } from '../ids.ts'
import { reconnectDelayMs } from './redis-client.ts'
import { RedisStore, type RedisStoreOptions } from './redis-store.ts'

const deadlineMs = 200
/** Far above the deadline, far below a hang. */
const boundMs = 5_000

describeWith('redis-server', 'RedisStore, when its server', (program) => {
  it.each([
    ['is killed', 'kill', 'start'],
    ['falls silent', 'pause', 'resume'],
  ] as const)(
    '%s, fails every call in bounded time and serves again afterwards',
    async (_, stop, restart) => {
      await using server = await RedisServer.start(program)
      await using store = await openRedis({ url: server.url, pollMs: 50 })
      await reserved(store, 'before')
      const waiting = settledRecord(store, 'before')
      await store.ping()

      await server[stop]()
      const startedAt = performance.now()
      const outcomes = await Promise.allSettled([waiting, ...everyCall(store)])
      const tookMs = performance.now() - startedAt
      await server[restart]()
      await serves(store)

      expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'rejected'))
      expect(tookMs).toBeLessThan(boundMs)
      const attempt = await reserved(store, 'after')
      expect(await store.idempotency.markSent('after', attempt)).toBe(true)
    },
  )

  it('vanishes without a word, is connected to anew', async () => {
    await using server = await RedisServer.start(program)
    await using proxy = await SilentProxy.start(server.port)
    await using store = await openRedis({ url: `redis://127.0.0.1:${proxy.port}` })

    proxy.silence()
    await expect(store.ping()).rejects.toThrow(`no answer came within ${deadlineMs} ms`)
    proxy.heal()
    await serves(store)

    expect(await store.conversations.getMany(ids('c1'))).toEqual([undefined])
  })

  it('does not greet, is connected to anew', async () => {
    await using server = await RedisServer.start(program)
    await using proxy = await SilentProxy.start(server.port)
    proxy.silence()
    await using store = await openRedis({ url: `redis://127.0.0.1:${proxy.port}` })

    proxy.heal()
    await serves(store)

    expect(await store.conversations.getMany(ids('c1'))).toEqual([undefined])
  })

  it('is silent from the start, opens in bounded time', async () => {
    await using server = await RedisServer.start(program)
    server.pause()

    await using store = await openRedis({ url: server.url })

    await expect(store.ping()).rejects.toThrow(`127.0.0.1:${server.port}`)
    server.resume()
    await serves(store)
    expect(await store.conversations.getMany(ids('c1'))).toEqual([undefined])
  })

  it('is down, opens all the same and serves when it comes', async () => {
    await using server = await RedisServer.create(program)
    await using store = await openRedis({ url: server.url })
    await expect(store.ping()).rejects.toThrow(/127\.0\.0\.1:\d+, but: .*ECONNREFUSED/)

    await server.start()
    await serves(store)

    await reserved(store, 'key')
  })

  it('was away when it told of a settlement, is asked as soon as it is back', async () => {
    await using server = await RedisServer.start(program)
    await using proxy = await SilentProxy.start(server.port)
    const prefix = randomUUID()
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({ url: `redis://127.0.0.1:${proxy.port}`, prefix })
    const attempt = await reserved(here, 'key')
    // the first script of its kind takes two round trips, and then a ping comes after it
    await settledRecord(there, 'free key')
    const waiting = settledRecord(there, 'key')
    await there.ping()

    proxy.silence()
    await here.idempotency.settle('key', attempt, 'done', 'answer')
    await expect(there.ping()).rejects.toThrow('no answer')
    proxy.heal()

    expect(await waiting).toMatchObject({ answer: 'answer' })
  })

  it('was away when it told of an extended log, wakes who watches it as soon as it is back', async () => {
    await using server = await RedisServer.start(program)
    await using proxy = await SilentProxy.start(server.port)
    const prefix = randomUUID()
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({ url: `redis://127.0.0.1:${proxy.port}`, prefix })
    using watch = new Watch(there, c1)
    await extend(here)
    await watch.untilEnd(1)

    proxy.silence()
    await extend(here)
    await expect(there.ping()).rejects.toThrow('no answer')
    using late = new Watch(there, c1)
    proxy.heal()

    await Promise.all([watch.untilEnd(2), late.untilEnd(2)])
    await extend(here)
    await Promise.all([watch.untilEnd(3), late.untilEnd(3)])
    expect(await there.logs.end(c1)).toBe(3)
  })

  it('vanishes without a word while a log is only watched, is found out', async () => {
    await using server = await RedisServer.start(program)
    await using proxy = await SilentProxy.start(server.port)
    const prefix = randomUUID()
    const url = `redis://127.0.0.1:${proxy.port}`
    await using here = await openRedis({ url: server.url, prefix })
    await using there = await openRedis({ url, prefix, pollMs: 20 })
    using watch = new Watch(there, c1)
    // called once when it is subscribed and once for the entry: nothing is left that would look
    await watch.untilEnd(0)
    await extend(here)
    await watch.untilEnd(1)

    proxy.silence()
    await extend(here)
    proxy.heal()

    await watch.untilEnd(2)
    expect(watch.calls).toBe(3)
  })

  it('is killed and comes back, is told what is watched, and not what is not any more', async () => {
    await using server = await RedisServer.start(program)
    const prefix = randomUUID()
    await using store = await openRedis({ url: server.url, prefix })
    using watch = new Watch(store, c1)
    const leaving = new Watch(store, 'left' as ConversationId)
    await extend(store)
    await watch.untilEnd(1)

    await server.kill()
    await expect(store.ping()).rejects.toThrow('127.0.0.1')
    leaving[Symbol.dispose]()
    using coming = new Watch(store, 'came' as ConversationId)
    await server.start()
    await serves(store)
    await extend(store, 'came' as ConversationId)
    await coming.untilEnd(1)
    await extend(store)
    await watch.untilEnd(1)

    const channels = await server.send('PUBSUB', 'CHANNELS', `${prefix}:log:*`)
    expect(new Set(Array.isArray(channels) ? channels : [])).toEqual(
      new Set([`${prefix}:log:c1`, `${prefix}:log:came`]),
    )
  })

  it('only takes reads, says so in a ping', async () => {
    await using server = await RedisServer.start(program)
    await using store = await openRedis({ url: server.url })

    await server.send('REPLICAOF', '127.0.0.1', String(server.port))

    await expect(store.ping()).rejects.toThrow('READONLY')
  })

  it('refuses the password, does not open and repeats none', async () => {
    await using server = await RedisServer.start(program, { password: 'secret-one' })
    const url = `redis://:secret-two@127.0.0.1:${server.port}`
    await using store = await openRedis({ url: server.url })
    await store.ping()

    const refusal = await openRedis({ url }).catch((error: unknown) => error)

    expect(refusal).toMatchObject({ message: expect.stringContaining('WRONGPASS') })
    expect(JSON.stringify(refusal, Object.getOwnPropertyNames(refusal))).not.toContain('secret-')
  })

  it('is asked for by something else than a URL of Redis, does not repeat it', async () => {
    const opening = openRedis({ url: 'redis://:secret@host/first' })

    await expect(opening).rejects.toThrow(/^expected a redis:\/\/ or rediss:\/\/ URL of the store$/)
  })
})

describe('reconnectDelayMs', () => {
  it.each([
    [0, 0, 25],
    [0, 1, 50],
    [3, 1, 400],
    [5, 1, 1_000],
    [5, 0, 500],
    [10_000, 1, 1_000],
  ])('after %d failures and at random %d is %d', (retries, random, expected) => {
    expect(reconnectDelayMs(retries, random)).toBe(expected)
  })
})

const c1 = conversation('c1').id
const consumer = 'consumer-ada' as ConsumerKey
const sighting = { startedAt: 1, changedAt: 2, stage: 'OPEN' } as const

const extend = (store: RedisStore, id = c1) =>
  store.logs.extend(id, 60_000, () => ({ state: 'state', entries: ['entry'] }))

const openRedis = (options: Pick<RedisStoreOptions, 'url'> & Partial<RedisStoreOptions>) =>
  RedisStore.open({ prefix: randomUUID(), retention, deadlineMs, pollMs: Infinity, ...options })

const everyCall = (store: RedisStore): readonly Promise<unknown>[] => [
  store.ping(),
  store.idempotency.reserve('key', 'input', leaseMs),
  store.idempotency.reserve('key', 'input', leaseMs, { trace: { consumer, sentAt: 1 } }),
  store.idempotency.markSent('before', 'attempt'),
  store.idempotency.settle('before', 'attempt', 'done', 'answer'),
  store.idempotency.release('before', 'attempt'),
  settledRecord(store, 'before'),
  store.idempotency.markSent('before', 'attempt', { consumer, sentAt: 1 }),
  store.idempotency.learn('before', 'answer'),
  store.idempotency.unansweredOf(consumer),
  store.conversations.put(conversation('c1')),
  store.conversations.add(conversation('c1')),
  store.conversations.update(c1, (known) => known),
  store.conversations.getMany(ids('c1')),
  store.conversations.findOpen(brand, ada),
  extend(store),
  store.logs.read(c1, 0, 10),
  store.logs.end(c1),
  store.inbox.accept(notification('body'), leaseMs),
  store.inbox.findAbandoned(),
  store.inbox.claimAbandoned(brand, 10, leaseMs),
  store.inbox.finish({ ...notification('body'), id: 'id' }),
  store.inbox.setAside({ ...notification('body'), id: 'id' }),
  store.inbox.listSetAside(brand, 10),
  store.sightings.add(consumer, { ...sighting, conversationId: c1 }),
  store.sightings.of(consumer),
]

/** Waits until the store is ready, as a load balancer would. */
async function serves(store: RedisStore): Promise<void> {
  const giveUp = AbortSignal.timeout(boundMs)
  for (;;) {
    try {
      return await store.ping()
    } catch (error) {
      if (giveUp.aborted) throw error
      await pause(10)
    }
  }
}
