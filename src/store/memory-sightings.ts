import type { ConsumerKey } from '../ids.ts'
import { ExpiringMap } from './expiring-map.ts'
import type { MemorySettings } from './memory-settings.ts'
import type { Sighting, Sightings } from './store.ts'

interface HeldSighting {
  readonly consumer: ConsumerKey
  readonly sighting: Sighting
}

export class MemorySightings implements Sightings {
  readonly #sightings: ExpiringMap<HeldSighting>
  readonly #now: () => number
  readonly #retentionMs: number

  constructor({ retention, maxEntries, now }: MemorySettings) {
    this.#sightings = new ExpiringMap({ now, maxEntries, groupOf: consumerOf })
    this.#now = now
    this.#retentionMs = retention.sightingMs
  }

  async add(consumer: ConsumerKey, sighting: Sighting): Promise<void> {
    const name = toName(consumer, sighting)
    const known = this.#sightings.get(name)?.sighting
    if (known && known.changedAt > sighting.changedAt) return

    this.#sightings.set(name, { consumer, sighting }, this.#now() + this.#retentionMs)
  }

  async of(consumer: ConsumerKey): Promise<readonly Sighting[]> {
    return this.#sightings.valuesOf(consumer).map(({ sighting }) => sighting)
  }

  close(): void {
    this.#sightings.clear()
  }
}

const toName = (consumer: ConsumerKey, { conversationId }: Sighting): string =>
  JSON.stringify([consumer, conversationId])

const consumerOf = ({ consumer }: HeldSighting): ConsumerKey => consumer
