/** Enough to shrink faster than one entry per write grows, little enough not to be felt. */
const MAX_DROPS_PER_WRITE = 10

interface Options<V> {
  readonly now: () => number
  readonly maxEntries: number
  /** What must stay even when the map is full. */
  readonly isPinned?: (value: V) => boolean
  /** For how many entries it counts; it must say the same of one value each time. @default 1 */
  readonly weigh?: (value: V) => number
  /** What a value is found by besides its key, with others; it must say the same of one value each time. */
  readonly groupOf?: (value: V) => string | undefined
}

/** It stands between the one written before it and the one written after it: of all, and of its group. */
interface Entry<V> {
  readonly key: string
  value: V
  group: string | undefined
  older: Entry<V> | undefined
  newer: Entry<V> | undefined
  olderOfGroup: Entry<V> | undefined
  newerOfGroup: Entry<V> | undefined
}

/**
 * A map that forgets: entries past `expiresAt` read as absent and are deleted by later writes, and
 * a full map gives up its oldest entry. Writing moves an entry to the end, so with one retention
 * time for all, the order of the entries is the order in which they expire.
 */
export class ExpiringMap<V extends { readonly expiresAt: number }> {
  // The order is kept in links, not left to the Map: to find its first entry a Map walks over all
  // that stood before it and was deleted, which in a full map of 50,000 took 100 µs a write.
  readonly #entries = new Map<string, Entry<V>>()
  #oldest: Entry<V> | undefined
  #newest: Entry<V> | undefined
  readonly #newestOfGroup = new Map<string, Entry<V>>()
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
    const value = this.#entries.get(key)?.value
    return value && value.expiresAt > this.#options.now() ? value : undefined
  }

  /** What has not expired, written longest ago first. */
  *values(): Generator<V, void, undefined> {
    const now = this.#options.now()
    for (let entry = this.#oldest; entry; entry = entry.newer) {
      if (entry.value.expiresAt > now) yield entry.value
    }
  }

  /** Those of a group, likewise. */
  valuesOf(group: string): V[] {
    const now = this.#options.now()
    const values: V[] = []
    for (let entry = this.#newestOfGroup.get(group); entry; entry = entry.olderOfGroup) {
      if (entry.value.expiresAt > now) values.push(entry.value)
    }
    return values.toReversed()
  }

  /** Throws when the map is full of pinned entries. One entry always has room, whatever it weighs. */
  set(key: string, value: V): void {
    const known = this.#entries.get(key)
    if (known) this.#unlink(known)
    this.#dropExpired()
    try {
      this.#makeRoom(this.#weigh(value))
    } catch (error) {
      this.#entries.delete(key)
      throw error
    }
    // one that is replaced keeps its place in the Map, where leaving and coming back costs most
    const entry = known ?? this.#enter(key, value)
    entry.value = value
    this.#link(entry)
  }

  delete(key: string): void {
    const entry = this.#entries.get(key)
    if (entry) this.#drop(entry)
  }

  clear(): void {
    while (this.#oldest) this.#drop(this.#oldest)
  }

  #weigh(value: V): number {
    return this.#options.weigh?.(value) ?? 1
  }

  #dropExpired(): void {
    const now = this.#options.now()
    for (let drops = 0; drops < MAX_DROPS_PER_WRITE; drops += 1) {
      if (!this.#oldest || this.#oldest.value.expiresAt > now) return
      this.#drop(this.#oldest)
    }
  }

  #makeRoom(weight: number): void {
    while (this.#oldest && this.#weight + weight > this.#options.maxEntries) this.#dropOldest()
  }

  #dropOldest(): void {
    let entry = this.#oldest
    while (entry && this.#options.isPinned?.(entry.value)) entry = entry.newer
    if (entry) return this.#drop(entry)
    const { maxEntries } = this.#options
    throw new Error(`expected room in the memory store, but all ${maxEntries} entries are in use`)
  }

  #enter(key: string, value: V): Entry<V> {
    const entry: Entry<V> = {
      key,
      value,
      group: undefined,
      older: undefined,
      newer: undefined,
      olderOfGroup: undefined,
      newerOfGroup: undefined,
    }
    this.#entries.set(key, entry)
    return entry
  }

  #drop(entry: Entry<V>): void {
    this.#entries.delete(entry.key)
    this.#unlink(entry)
  }

  /** At the end of all, and of its group. */
  #link(entry: Entry<V>): void {
    this.#weight += this.#weigh(entry.value)
    entry.older = this.#newest
    entry.newer = undefined
    if (this.#newest) this.#newest.newer = entry
    else this.#oldest = entry
    this.#newest = entry

    const group = this.#options.groupOf?.(entry.value)
    const newest = group === undefined ? undefined : this.#newestOfGroup.get(group)
    entry.group = group
    entry.olderOfGroup = newest
    entry.newerOfGroup = undefined
    if (newest) newest.newerOfGroup = entry
    if (group !== undefined) this.#newestOfGroup.set(group, entry)
  }

  #unlink({ value, older, newer, group, olderOfGroup, newerOfGroup }: Entry<V>): void {
    this.#weight -= this.#weigh(value)
    if (older) older.newer = newer
    else this.#oldest = newer
    if (newer) newer.older = older
    else this.#newest = older

    if (olderOfGroup) olderOfGroup.newerOfGroup = newerOfGroup
    if (newerOfGroup) newerOfGroup.olderOfGroup = olderOfGroup
    else if (group !== undefined) this.#endGroupWith(group, olderOfGroup)
  }

  #endGroupWith(group: string, newest: Entry<V> | undefined): void {
    if (newest) this.#newestOfGroup.set(group, newest)
    else this.#newestOfGroup.delete(group)
  }
}
