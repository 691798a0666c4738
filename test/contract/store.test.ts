import { describe, expect, it } from '@jest/globals'
import { MemoryStore } from '../../src/store/memory-store.ts'
import { SqliteStore } from '../../src/store/sqlite-store.ts'
import { describeConversationRegistry } from './conversation-registry.contract.ts'
import { describeIdempotencyRecords } from './idempotency-records.contract.ts'
import { createDirectory, retention, type StoreAdapter } from './store-fixtures.ts'
import { describeWaitUntilSettled } from './wait-until-settled.contract.ts'

const adapters: readonly StoreAdapter[] = [
  { name: 'memory', open: async (now) => new MemoryStore({ retention, now }) },
  { name: 'sqlite', open: openSqlite },
]

describe.each(adapters)('$name store', (adapter) => {
  it('answers a ping until it is closed', async () => {
    const store = await adapter.open(Date.now)

    await expect(store.ping()).resolves.toBeUndefined()
    await store[Symbol.asyncDispose]()
    await expect(store.ping()).rejects.toThrow('open')
  })

  describeIdempotencyRecords(adapter)
  describeWaitUntilSettled(adapter)
  describeConversationRegistry(adapter)
})

async function openSqlite(now: () => number) {
  const directory = await createDirectory()
  // no poll comes to the rescue: calls of one process must wake each other
  const store = new SqliteStore({
    path: directory.file('gateway.db'),
    retention,
    now,
    pollMs: Infinity,
  })
  return {
    idempotency: store.idempotency,
    conversations: store.conversations,
    ping: () => store.ping(),
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]()
      await directory[Symbol.asyncDispose]()
    },
  }
}
