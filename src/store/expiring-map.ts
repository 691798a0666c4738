import { SlotLinks } from './slot-links.ts'

/** Enough to shrink faster than one entry per write grows, little enough not to be felt. */
const MAX_DROPS_PER_WRITE = 10

interface Options<V> {
  readonly now: () => number
  readonly maxEntries: number
  /** What must stay even when the map is full, until it expires. */
  readonly isPinned?: (value: V) => boolean
  /** For how many entries it counts when it is written. @default 1 */
  readonly weigh?: (value: V) => number
  /** What a value is found by besides its key, with others. */
  readonly groupOf?: (value: V) => string | undefined
}

/**
 * A map that forgets: entries read as absent from when they expire, and are deleted by later writes; a
 * full map gives up its oldest entry. Writing moves an entry to the end, so with one retention
 * time for all, the order of the entries is the order in which they expire.
 */
export class ExpiringMap<V extends object> {
  // Each entry has a slot, and what is known of it stands there in each of these lists. As an object
  // with links, an entry was three for the garbage collector to visit and to move.
  readonly #slots = new Map<string, number>()
  readonly #keys: (string | undefined)[] = []
  readonly #values: (V | undefined)[] = []
  readonly #expiries: number[] = []
  readonly #weights: number[] = []
  readonly #groups: (string | undefined)[] = []
  readonly #vacant: number[] = []
  // The order is kept in links, not left to the Map: to find its first entry a Map walks over all
  // that stood before it and was deleted, which in a full map of 50,000 took 100 µs a write.
  readonly #order = new SlotLinks()
  #oldest: number | undefined
  #newest: number | undefined
  readonly #orderOfGroup = new SlotLinks()
  readonly #newestOfGroup = new Map<string, number>()
  readonly #options: Options<V>
  #weight = 0

  constructor(options: Options<V>) {
    this.#options = options
  }

  /** Counts what is held, expired or not. */
  get size(): number {
    return this.#slots.size
  }

  get(key: string): V | undefined {
    const slot = this.#slots.get(key)
    return slot === undefined ? undefined : this.#valueAt(slot, this.#options.now())
  }

  /** What has not expired, written longest ago first. */
  *values(): Generator<V, void, undefined> {
    const now = this.#options.now()
    for (let slot = this.#oldest; slot !== undefined; slot = this.#order.newerThan(slot)) {
      const value = this.#valueAt(slot, now)
      if (value) yield value
    }
  }

  /** Those of a group, likewise. */
  valuesOf(group: string): V[] {
    const now = this.#options.now()
    const values: V[] = []
    let slot = this.#newestOfGroup.get(group)
    for (; slot !== undefined; slot = this.#orderOfGroup.olderThan(slot)) {
      const value = this.#valueAt(slot, now)
      if (value) values.push(value)
    }
    return values.toReversed()
  }

  /**
   * @param expiresAt on the clock of `now`
   * @throws Error when the map is full of pinned entries; one entry always has room, whatever it weighs
   */
  set(key: string, value: V, expiresAt: number): void {
    const known = this.#slots.get(key)
    if (known !== undefined) this.#unlink(known)
    this.#dropExpired()
    const weight = this.#options.weigh?.(value) ?? 1
    try {
      this.#makeRoom(weight)
    } catch (error) {
      if (known !== undefined) this.#vacate(known)
      throw error
    }
    // one that is replaced keeps its slot, and its place in the Map, where leaving and coming back costs most
    const slot = known ?? this.#occupy(key)
    this.#values[slot] = value
    this.#expiries[slot] = expiresAt
    this.#weights[slot] = weight
    this.#groups[slot] = this.#options.groupOf?.(value)
    this.#link(slot)
  }

  delete(key: string): void {
    const slot = this.#slots.get(key)
    if (slot !== undefined) this.#drop(slot)
  }

  clear(): void {
    while (this.#oldest !== undefined) this.#drop(this.#oldest)
  }

  #valueAt(slot: number, now: number): V | undefined {
    return this.#hasExpired(slot, now) ? undefined : this.#values[slot]
  }

  #hasExpired(slot: number, now: number): boolean {
    return (this.#expiries[slot] ?? 0) <= now
  }

  #dropExpired(): void {
    const now = this.#options.now()
    for (let drops = 0; drops < MAX_DROPS_PER_WRITE; drops += 1) {
      if (this.#oldest === undefined || !this.#hasExpired(this.#oldest, now)) return
      this.#drop(this.#oldest)
    }
  }

  #makeRoom(weight: number): void {
    const { maxEntries } = this.#options
    while (this.#oldest !== undefined && this.#weight + weight > maxEntries) this.#dropOldest()
  }

  #dropOldest(): void {
    const now = this.#options.now()
    let slot = this.#oldest
    while (slot !== undefined && this.#isPinned(slot, now)) slot = this.#order.newerThan(slot)
    if (slot !== undefined) return this.#drop(slot)
    const { maxEntries } = this.#options
    throw new Error(`expected room in the memory store, but all ${maxEntries} entries are in use`)
  }

  #isPinned(slot: number, now: number): boolean {
    const value = this.#valueAt(slot, now)
    return value !== undefined && this.#options.isPinned?.(value) === true
  }

  #drop(slot: number): void {
    this.#unlink(slot)
    this.#vacate(slot)
  }

  #occupy(key: string): number {
    const slot = this.#vacant.pop() ?? this.#keys.length
    this.#keys[slot] = key
    this.#slots.set(key, slot)
    return slot
  }

  #vacate(slot: number): void {
    this.#slots.delete(this.#keys[slot] ?? '')
    this.#keys[slot] = undefined
    this.#values[slot] = undefined
    this.#groups[slot] = undefined
    this.#vacant.push(slot)
  }

  /** At the end of all, and of its group. */
  #link(slot: number): void {
    this.#weight += this.#weights[slot] ?? 0
    this.#order.append(slot, this.#newest)
    this.#oldest ??= slot
    this.#newest = slot

    const group = this.#groups[slot]
    if (group === undefined) return
    this.#orderOfGroup.append(slot, this.#newestOfGroup.get(group))
    this.#newestOfGroup.set(group, slot)
  }

  #unlink(slot: number): void {
    this.#weight -= this.#weights[slot] ?? 0
    if (slot === this.#oldest) this.#oldest = this.#order.newerThan(slot)
    if (slot === this.#newest) this.#newest = this.#order.olderThan(slot)
    this.#order.remove(slot)

    const group = this.#groups[slot]
    if (group === undefined) return
    if (slot === this.#newestOfGroup.get(group)) this.#endGroupBefore(group, slot)
    this.#orderOfGroup.remove(slot)
  }

  #endGroupBefore(group: string, slot: number): void {
    const newest = this.#orderOfGroup.olderThan(slot)
    if (newest === undefined) this.#newestOfGroup.delete(group)
    else this.#newestOfGroup.set(group, newest)
  }
}
