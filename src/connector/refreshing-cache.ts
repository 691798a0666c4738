import { LRUCache } from 'lru-cache'
import { orAborted } from '../deadline.ts'
import type { Eventual } from '../promises.ts'

/** A value and its two moments, in milliseconds since the epoch. */
export interface Fresh<V> {
  readonly value: V
  /** From then on it is fetched again in the background, and still used. */
  readonly refreshAt: number
  /** From then on it is not used. */
  readonly expiresAt: number
}

export interface RefreshingCacheOptions<V> {
  readonly maxEntries: number
  /** Fetches one value. Shared by everybody who asks meanwhile, so its signal is nobody's deadline. */
  readonly load: (key: string, signal: AbortSignal) => Promise<Fresh<V>>
  readonly loadTimeoutMs: number
  /** How long after a failed refresh the next is tried, while the old value still serves. */
  readonly retryRefreshMs: number
  readonly now?: () => number
}

/** One value per key, fetched once however many ask, and renewed before anybody has to wait for it. */
export class RefreshingCache<V extends string | object> {
  readonly #options: RefreshingCacheOptions<V>
  readonly #now: () => number
  readonly #entries: LRUCache<string, Fresh<V>>
  readonly #loading = new Map<string, Promise<V>>()

  constructor(options: RefreshingCacheOptions<V>) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#entries = new LRUCache({ max: options.maxEntries })
  }

  /** At once when it is known. Rejects as the load does, or with the signal's reason when that fires first. */
  get(key: string, signal: AbortSignal): Eventual<V> {
    return this.known(key) ?? orAborted(this.#load(key), signal)
  }

  /** What can be used without a wait; undefined when it must be fetched first. */
  known(key: string): V | undefined {
    const entry = this.#entries.get(key)
    const now = this.#now()
    if (entry === undefined || entry.expiresAt <= now) return undefined
    if (entry.refreshAt <= now) this.#refreshInBackground(key, entry)
    return entry.value
  }

  /** A value other than `refused`: the one that somebody fetched meanwhile, or a new one. */
  async replace(key: string, refused: V, signal: AbortSignal): Promise<V> {
    const entry = this.#entries.get(key)
    if (entry !== undefined && entry.value !== refused && entry.expiresAt > this.#now()) {
      return entry.value
    }
    return orAborted(this.#load(key), signal)
  }

  #load(key: string): Promise<V> {
    const current = this.#loading.get(key)
    if (current !== undefined) return current

    const next = this.#options
      .load(key, AbortSignal.timeout(this.#options.loadTimeoutMs))
      .then((fresh) => {
        this.#entries.set(key, fresh)
        return fresh.value
      })
      .finally(() => this.#loading.delete(key))
    this.#loading.set(key, next)
    return next
  }

  #refreshInBackground(key: string, entry: Fresh<V>): void {
    if (this.#loading.has(key)) return
    this.#load(key).catch(() => {
      // The old value stays good; what failed is tried again a little later, not by every caller.
      const refreshAt = this.#now() + this.#options.retryRefreshMs
      if (this.#entries.peek(key) === entry) this.#entries.set(key, { ...entry, refreshAt })
    })
  }
}
