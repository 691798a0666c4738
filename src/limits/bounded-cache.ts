import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'

/** Apollo's `KeyValueCache`, in memory: what was used least recently makes room. */
export class BoundedCache<V extends string | DocumentNode> {
  readonly #entries: LRUCache<string, V>

  constructor(options: LRUCache.Options<string, V, unknown>) {
    this.#entries = new LRUCache(options)
  }

  async get(key: string): Promise<V | undefined> {
    return this.#entries.get(key)
  }

  async set(key: string, value: V): Promise<void> {
    this.#entries.set(key, value)
  }

  async delete(key: string): Promise<boolean> {
    return this.#entries.delete(key)
  }
}

const MAX_DOCUMENTS = 1_000
/** Several times the longest operation that a typed client is known to send. */
const MAX_PERSISTED_CHARACTERS = 16 * 1024

/** What callers persist by themselves. A longer document is run all the same, and not kept. */
export function persistedQueryCache(): BoundedCache<string> {
  return new BoundedCache({
    max: MAX_DOCUMENTS,
    maxSize: MAX_DOCUMENTS * 4 * 1024,
    maxEntrySize: MAX_PERSISTED_CHARACTERS,
    sizeCalculation: (text) => text.length,
  })
}

/** Documents that were parsed and found valid. */
export function documentCache(): BoundedCache<DocumentNode> {
  return new BoundedCache({ max: MAX_DOCUMENTS })
}
