import { describe, expect, it } from '@jest/globals'
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
