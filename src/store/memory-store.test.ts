import { describe, expect, it } from '@jest/globals'
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
import type { ConsumerKey } from '../ids.ts'
import { MemoryStore } from './memory-store.ts'

describe('a full MemoryStore', () => {
  it('forgets the answer settled longest ago, never a running attempt', async () => {
    await using store = new MemoryStore({ retention, maxEntries: 3 })
    const running = await reserved(store, 'running')
    const first = await reserved(store, 'first')
    const second = await reserved(store, 'second')
    await store.idempotency.settle('first', first, 'done', 'first answer')
    await store.idempotency.settle('second', second, 'done', 'second answer')

    await reserved(store, 'third')

    expect(await settledRecord(store, 'first')).toBeUndefined()
    expect(await settledRecord(store, 'second')).toMatchObject({ answer: 'second answer' })
    expect(await store.idempotency.markSent('running', running)).toBe(true)
  })

  it('refuses a key when all others are running', async () => {
    await using store = new MemoryStore({ retention, maxEntries: 2 })
    const one = await reserved(store, 'one')
    await reserved(store, 'two')

    const refused = store.idempotency.reserve('three', 'input', leaseMs)

    await expect(refused).rejects.toThrow('all 2 entries are in use')
    await store.idempotency.release('one', one)
    expect((await store.idempotency.reserve('three', 'input', leaseMs)).kind).toBe('reserved')
  })

  it('refuses a notification rather than forget one', async () => {
    const clock = new Clock()
    await using store = new MemoryStore({ retention, maxEntries: 2, now: clock.now })
    const first = await store.inbox.accept(notification('first'), leaseMs)
    await store.inbox.accept(notification('second'), leaseMs)
    clock.advance(leaseMs)

    const refused = store.inbox.accept(notification('third'), leaseMs)

    await expect(refused).rejects.toThrow('all 2 entries are in use')
    expect(await store.inbox.claimAbandoned(brand, 10, leaseMs)).toHaveLength(2)
    await store.inbox.finish(first)
    expect(await store.inbox.accept(notification('third'), leaseMs)).toMatchObject({
      body: 'third',
    })
  })

  it('forgets the log extended longest ago, by the number of all their entries', async () => {
    await using store = new MemoryStore({ retention, maxEntries: 5 })
    const extend = (id: string, ...entries: readonly string[]) =>
      store.logs.extend(conversation(id).id, 60_000, () => ({ state: id, entries }))
    await extend('c1', 'a', 'b')
    await extend('c2', 'a', 'b')
    await extend('c1', 'c')

    await extend('c3', 'a')

    const ends = await Promise.all(ids('c1', 'c2', 'c3').map((id) => store.logs.end(id)))
    expect(ends).toEqual([3, 0, 1])
  })

  it('forgets with an unanswered key that it was unanswered', async () => {
    await using store = new MemoryStore({ retention, maxEntries: 1 })
    const consumer = 'consumer' as ConsumerKey
    const attempt = await reserved(store, 'first')
    await store.idempotency.markSent('first', attempt, { consumer, sentAt: 1 })
    await store.idempotency.settle('first', attempt, 'unknown', 'who knows')

    await reserved(store, 'second')

    expect(await store.idempotency.unansweredOf(consumer)).toEqual([])
  })

  it('forgets the conversation put longest ago', async () => {
    await using store = new MemoryStore({ retention, maxEntries: 2 })
    await store.conversations.put({ ...conversation('c1'), createdAt: 9_000_000_000_000 })
    await store.conversations.put(conversation('c2'))

    await store.conversations.put({ ...conversation('c3'), stage: 'CLOSE' })

    const found = await store.conversations.getMany(ids('c1', 'c2', 'c3'))
    expect(found.map((each) => each?.id)).toEqual([undefined, 'c2', 'c3'])
    expect((await store.conversations.findOpen(brand, ada))?.id).toBe('c2')
  })
})
