import { describe, expect, it } from '@jest/globals'
import type { AccountId, ConversationId } from '../ids.ts'
import { createMetrics } from '../metrics.ts'
import { MemoryStore } from '../store/memory-store.ts'
import type { Store } from '../store/store.ts'
import { ObservedStore } from './observed-store.ts'

const HOUR_MS = 3_600_000
const retention = {
  idempotencyMs: HOUR_MS,
  conversationMs: HOUR_MS,
  sightingMs: HOUR_MS,
  setAsideMs: HOUR_MS,
}
const accountId = '12345678' as AccountId

function observe(store: Store) {
  const metrics = createMetrics()
  return { store: new ObservedStore(store, metrics.store), print: () => metrics.print() }
}

describe('an observed store', () => {
  it('measures a call, and passes on its answer', async () => {
    await using memory = new MemoryStore({ retention })
    const { store, print } = observe(memory)

    const found = await store.conversations.getMany(['unknown' as ConversationId])

    expect(found).toEqual([undefined])
    expect(await print()).toContain(
      'gateway_store_call_duration_seconds_count{operation="conversations.getMany"} 1',
    )
  })

  it('counts a failure, and passes on what was thrown', async () => {
    await using memory = new MemoryStore({ retention })
    const fault = new Error('out of order')
    const { idempotency, conversations, inbox, sightings, logs } = memory
    const broken: Store = {
      idempotency,
      conversations,
      inbox,
      sightings,
      logs: {
        extend: (id, retentionMs, decide) => logs.extend(id, retentionMs, decide),
        read: (id, after, limit) => logs.read(id, after, limit),
        end: () => Promise.reject(fault),
        watch: (id, onExtended) => logs.watch(id, onExtended),
      },
      ping: () => memory.ping(),
      [Symbol.asyncDispose]: () => memory[Symbol.asyncDispose](),
    }
    const { store, print } = observe(broken)

    await expect(store.logs.end('any' as ConversationId)).rejects.toBe(fault)
    const text = await print()
    expect(text).toContain('gateway_store_failures_total{operation="logs.end"} 1')
    expect(text).toContain('gateway_store_call_duration_seconds_count{operation="logs.end"} 1')
  })

  it('tells the age of a webhook that is taken up again', async () => {
    await using memory = new MemoryStore({ retention })
    const { store, print } = observe(memory)
    await store.inbox.accept({ accountId, body: '{}', receivedAt: Date.now() - 100_000 }, 0)

    const claimed = await store.inbox.claimAbandoned(accountId, 10, HOUR_MS)

    expect(claimed).toHaveLength(1)
    const text = await print()
    expect(text).toContain('gateway_inbox_reclaimed_age_seconds_bucket{le="60"} 0')
    expect(text).toContain('gateway_inbox_reclaimed_age_seconds_bucket{le="300"} 1')
  })
})
