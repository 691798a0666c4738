import { MemoryConversationLogs } from './memory-conversation-logs.ts'
import { MemoryConversationRegistry } from './memory-conversation-registry.ts'
import { MemoryIdempotencyRecords } from './memory-idempotency-records.ts'
import { MemoryInbox } from './memory-inbox.ts'
import { MemorySightings } from './memory-sightings.ts'
import type { Retention, Store } from './store.ts'

export interface MemoryStoreOptions {
  readonly retention: Retention
  /**
   * Of each kind; of logs it counts their entries. A full store forgets its oldest settled entry
   * before its time, and refuses where nothing may be forgotten.
   * @default 50_000
   */
  readonly maxEntries?: number
  readonly now?: () => number
}

/** One process, nothing kept across a restart. */
export class MemoryStore implements Store {
  readonly idempotency: MemoryIdempotencyRecords
  readonly conversations: MemoryConversationRegistry
  readonly logs: MemoryConversationLogs
  readonly inbox: MemoryInbox
  readonly sightings: MemorySightings
  #closed = false

  constructor({ retention, maxEntries = 50_000, now = Date.now }: MemoryStoreOptions) {
    const settings = { retention, maxEntries, now }
    this.idempotency = new MemoryIdempotencyRecords(settings)
    this.conversations = new MemoryConversationRegistry(settings)
    this.logs = new MemoryConversationLogs(settings)
    this.inbox = new MemoryInbox(settings)
    this.sightings = new MemorySightings(settings)
  }

  async ping(): Promise<void> {
    if (this.#closed) throw new Error('expected an open store, but it was closed')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.idempotency.close()
    this.conversations.close()
    this.logs.close()
    this.inbox.close()
    this.sightings.close()
  }
}
