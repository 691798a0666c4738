import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { MemoryStore } from '../../src/store/memory-store.ts'
import { RedisStore } from '../../src/store/redis-store.ts'
import { SealedStore } from '../../src/store/sealed-store.ts'
import { Sealer } from '../../src/store/sealer.ts'
import { SqliteStore } from '../../src/store/sqlite-store.ts'
import { describeWith } from '../support/programs.ts'
import { RedisServer } from '../support/redis-server.ts'
import { describeConversationLogs } from './conversation-logs.contract.ts'
import { describeConversationRegistry } from './conversation-registry.contract.ts'
import { describeIdempotencyRecords } from './idempotency-records.contract.ts'
import { describeInbox } from './inbox.contract.ts'
import { describeSeveralProcesses } from './several-processes.contract.ts'
import { describeSightings } from './sightings.contract.ts'
import { createDirectory, retention, type StoreAdapter } from './store-fixtures.ts'
import { describeWaitUntilSettled } from './wait-until-settled.contract.ts'

const adapters: readonly StoreAdapter[] = [
  { name: 'memory', open: async (now) => new MemoryStore({ retention, now }) },
  { name: 'sqlite', open: openSqlite },
  { name: 'sealed', open: openSealed },
]

describe.each(adapters)('$name store', (adapter) => {
  describeStore(adapter)
})

describe('one SQLite file', () => {
  describeSeveralProcesses(async () => {
    const directory = await createDirectory()
    return {
      config: { kind: 'sqlite', path: directory.file('gateway.db') },
      [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose](),
    }
  })
})

describeWith('redis-server', 'redis store', (program) => {
  describe.each([
    ['with one server', {}],
    // which refuses a script whose keys are not in one slot
    ['with a node of a cluster', { isCluster: true }],
  ])('%s', (name, options) => {
    let server: RedisServer
    beforeAll(async () => {
      server = await RedisServer.start(program, options)
    })
    afterAll(() => server[Symbol.asyncDispose]())

    describeStore({ name, open: (now) => openRedis(server, now) })
    describeSeveralProcesses(async () => ({
      config: { kind: 'redis', url: server.url },
      [Symbol.asyncDispose]: async () => {
        await server.send('FLUSHALL')
      },
    }))
  })
})

function describeStore(adapter: StoreAdapter): void {
  it('answers a ping until it is closed', async () => {
    const store = await adapter.open(Date.now)

    await expect(store.ping()).resolves.toBeUndefined()
    await store[Symbol.asyncDispose]()
    await expect(store.ping()).rejects.toThrow('open')
  })

  describeIdempotencyRecords(adapter)
  describeWaitUntilSettled(adapter)
  describeConversationRegistry(adapter)
  describeConversationLogs(adapter)
  describeInbox(adapter)
  describeSightings(adapter)
}

async function openSealed(now: () => number): Promise<SealedStore> {
  const sealer = new Sealer([{ id: 'k', secret: randomBytes(32) }])
  return new SealedStore(new MemoryStore({ retention, now }), sealer)
}

function openRedis({ url }: RedisServer, now: () => number): Promise<RedisStore> {
  // no poll comes to the rescue, and where time needs not be told, Redis tells it
  const clock = now === Date.now ? {} : { now }
  return RedisStore.open({ url, prefix: randomUUID(), retention, pollMs: Infinity, ...clock })
}

async function openSqlite(now: () => number) {
  const directory = await createDirectory()
  // no poll comes to the rescue: calls of one process must wake each other
  const store = new SqliteStore({
    path: directory.file('gateway.db'),
    retention,
    now,
    pollMs: Infinity,
    watchPollMs: Infinity,
  })
  return {
    idempotency: store.idempotency,
    conversations: store.conversations,
    logs: store.logs,
    inbox: store.inbox,
    sightings: store.sightings,
    ping: () => store.ping(),
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]()
      await directory[Symbol.asyncDispose]()
    },
  }
}
