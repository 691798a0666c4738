import { MemoryStore } from './memory-store.ts'
import { SealedStore } from './sealed-store.ts'
import { Sealer, type SealingKey } from './sealer.ts'
import { SqliteStore } from './sqlite-store.ts'
import type { Retention, Store } from './store.ts'

export type StoreConfig =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path: string }
  /** The URL may hold a password. */
  | { readonly kind: 'redis'; readonly url: string }

const REDIS_PREFIX = 'conversation-gateway'

/**
 * Rejects when the store cannot be opened; the message names the place. A Redis that cannot be
 * reached opens all the same, for it may come back: `ping` tells.
 */
export async function openStore(
  config: StoreConfig,
  retention: Retention,
  keys?: readonly [SealingKey, ...SealingKey[]],
): Promise<Store> {
  const store = await openBareStore(config, retention)
  return keys ? new SealedStore(store, new Sealer(keys)) : store
}

async function openBareStore(config: StoreConfig, retention: Retention): Promise<Store> {
  switch (config.kind) {
    case 'memory':
      return new MemoryStore({ retention })
    case 'sqlite':
      return new SqliteStore({ path: config.path, retention })
    case 'redis': {
      // its package takes a quarter of a second to load: only for who uses it
      const { RedisStore } = await import('./redis-store.ts')
      return RedisStore.open({ url: config.url, prefix: REDIS_PREFIX, retention })
    }
  }
}
