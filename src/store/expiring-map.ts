/** Enough to shrink faster than one entry per write grows, little enough not to be felt. */
const MAX_DROPS_PER_WRITE = 10

interface Options<V> {
  readonly now: () => number
  readonly maxEntries: number
  /** What must stay even when the map is full. */
  readonly isPinned?: (value: V) => boolean
  /** For how many entries it counts; it must say the same of one value each time. @default 1 */
  readonly weigh?: (value: V) => number
  /** Called with each value that leaves the map, replaced ones included. */
  readonly onDrop?: (value: V) => void
}

/**
 * A map that forgets: entries past `expiresAt` read as absent and are deleted by later writes, and
 * a full map gives up its oldest entry. Writing moves an entry to the end, so with one retention
 * time for all, the order of the entries is the order in which they expire.
 */
export class ExpiringMap<V extends { readonly expiresAt: number }> {
  readonly #entries = new Map<string, V>()
  readonly #options: Options<V>
  #weight = 0

  constructor(options: Options<V>) {
    this.#options = options
  }

  /** Counts what is held, expired or not. */
  get size(): number {
    return this.#entries.size
  }

  get(key: string): V | undefined {
    const value = this.#entries.get(key)
    return value && value.expiresAt > this.#options.now() ? value : undefined
  }

  /** What has not expired, written longest ago first. */
  *values(): Generator<V, void, undefined> {
    const now = this.#options.now()
    for (const value of this.#entries.values()) if (value.expiresAt > now) yield value
  }

  /** Throws when the map is full of pinned entries. One entry always has room, whatever it weighs. */
  set(key: string, value: V): void {
    this.delete(key)
    this.#dropExpired()
    const weight = this.#weigh(value)
    while (this.#entries.size > 0 && this.#weight + weight > this.#options.maxEntries) {
      this.#dropOldest()
    }
    this.#entries.set(key, value)
    this.#weight += weight
  }

  delete(key: string): void {
    const value = this.#entries.get(key)
    if (value === undefined) return
    this.#entries.delete(key)
    this.#weight -= this.#weigh(value)
    this.#options.onDrop?.(value)
  }

  clear(): void {
    for (const key of this.#entries.keys()) this.delete(key)
  }

  #weigh(value: V): number {
    return this.#options.weigh?.(value) ?? 1
  }

  #dropExpired(): void {
    const now = this.#options.now()
    let drops = 0
    for (const [key, value] of this.#entries) {
      if (value.expiresAt > now || drops === MAX_DROPS_PER_WRITE) return
      this.delete(key)
      drops += 1
    }
  }

  #dropOldest(): void {
    for (const [key, value] of this.#entries) {
      if (this.#options.isPinned?.(value)) continue
      this.delete(key)
      return
    }
    const { maxEntries } = this.#options
    throw new Error(`expected room in the memory store, but all ${maxEntries} entries are in use`)
  }
}
