import { z } from 'zod'

const count = z.int().nonnegative().default(0)

const disturbanceSchema = z.strictObject({
  /** The next so many notifications are sent twice. */
  duplicate: count,
  /** The next so many are never sent. One that is lost counts for nothing else. */
  lose: count,
  /** The next so many pairs of consecutive notifications of one conversation change places. Not while shuffled. */
  swap: count,
  /** All are sent 1 to 3 times, each time overtaken by up to `window` that come after them. */
  shuffle: z
    .strictObject({
      seed: z.int(),
      window: z.int().positive().default(3),
      /** What still waits to be overtaken goes out when the conversation has been quiet so long. */
      quietMs: z.int().positive().default(200),
    })
    .optional(),
})

/** Faults of delivery. An empty one is none. */
export type Disturbance = z.input<typeof disturbanceSchema>
export type DisturbanceSettings = z.output<typeof disturbanceSchema>

/** @throws when the value is no disturbance, naming every field that is wrong */
export function parseDisturbance(value: unknown): DisturbanceSettings {
  const parsed = disturbanceSchema.safeParse(value)
  if (!parsed.success) throw new TypeError(`not a disturbance: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

/** What becomes of a notification: what is to be sent now, in this order, perhaps nothing. */
export type Passage<T> =
  { readonly kind: 'lost' } | { readonly kind: 'sent'; readonly items: readonly T[] }

interface Held<T> {
  readonly item: T
  /** How many that come later go first. */
  overtakers: number
}

interface Stream<T> {
  readonly random: () => number
  held: readonly Held<T>[]
}

/** Decides what is lost, doubled and overtaken. The same settings decide the same. */
export class Disturber<T> {
  readonly #settings: DisturbanceSettings
  readonly #left: { duplicate: number; lose: number; swap: number }
  readonly #streams = new Map<string, Stream<T>>()

  constructor(settings: DisturbanceSettings) {
    this.#settings = settings
    const { duplicate, lose, swap } = settings
    this.#left = { duplicate, lose, swap }
  }

  /** How long to wait for more before {@link flush}; `undefined`: what is held waits for more. */
  get quietMs(): number | undefined {
    return this.#settings.shuffle?.quietMs
  }

  /** @param isLast whether nothing may come after it that could overtake it */
  pass(conversationId: string, item: T, isLast: boolean): Passage<T> {
    if (this.#spend('lose')) return { kind: 'lost' }
    const stream = this.#streamOf(conversationId)
    const copies = this.#spend('duplicate') ? [item, item] : [item]
    const { shuffle } = this.#settings
    if (shuffle !== undefined) return release(stream, shuffleIn(stream, copies, shuffle.window))
    if (stream.held.length > 0) return release(stream, toHeld(copies, 0))
    const waits = !isLast && this.#spend('swap')
    return release(stream, toHeld(copies, waits ? 1 : 0))
  }

  hasHeld(conversationId: string): boolean {
    return (this.#streams.get(conversationId)?.held.length ?? 0) > 0
  }

  /** What waits to be overtaken, which then has waited long enough. */
  flush(conversationId: string): readonly T[] {
    const stream = this.#streamOf(conversationId)
    const items = stream.held
      .toSorted((one, other) => one.overtakers - other.overtakers)
      .map(({ item }) => item)
    stream.held = []
    return items
  }

  /** All that waits, by conversation. */
  flushAll(): readonly (readonly [conversationId: string, items: readonly T[]])[] {
    return [...this.#streams.keys()].map((id) => [id, this.flush(id)] as const)
  }

  #spend(kind: 'duplicate' | 'lose' | 'swap'): boolean {
    if (this.#left[kind] === 0) return false
    this.#left[kind] -= 1
    return true
  }

  /** Each has chances of its own, by its turn: ids differ from run to run. */
  #streamOf(conversationId: string): Stream<T> {
    const found = this.#streams.get(conversationId)
    if (found !== undefined) return found
    const seed = (this.#settings.shuffle?.seed ?? 0) + this.#streams.size
    const stream: Stream<T> = { random: createRandom(seed), held: [] }
    this.#streams.set(conversationId, stream)
    return stream
  }
}

const toHeld = <T>(items: readonly T[], overtakers: number): readonly Held<T>[] =>
  items.map((item) => ({ item, overtakers }))

function shuffleIn<T>(
  { random }: Stream<T>,
  copies: readonly T[],
  window: number,
): readonly Held<T>[] {
  const below = (limit: number): number => Math.floor(random() * limit)
  return copies.flatMap((item) =>
    Array.from({ length: 1 + below(3) }, () => ({ item, overtakers: below(window + 1) })),
  )
}

/** The newcomers that wait for nobody, then those for whom they were the last to wait for. */
function release<T>(stream: Stream<T>, newcomers: readonly Held<T>[]): Passage<T> {
  for (const held of stream.held) held.overtakers -= 1
  const all = [...newcomers, ...stream.held]
  stream.held = all.filter(({ overtakers }) => overtakers > 0)
  return {
    kind: 'sent',
    items: all.filter(({ overtakers }) => overtakers <= 0).map(({ item }) => item),
  }
}

/** Mulberry32: small, seeded, and good enough to disturb with. From 0 to below 1. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
