import type { ConsumerKey } from '../ids.ts'
import { ExpiringMap } from './expiring-map.ts'
import type { MemorySettings } from './memory-settings.ts'
import { SetsByKey } from './sets-by-key.ts'
import type { Sighting, Sightings } from './store.ts'

interface HeldSighting {
  readonly consumer: ConsumerKey
  readonly sighting: Sighting
  readonly expiresAt: number
}

export class MemorySightings implements Sightings {
  readonly #sightings: ExpiringMap<HeldSighting>
  readonly #namesByConsumer = new SetsByKey<ConsumerKey, string>()
  readonly #now: () => number
  readonly #retentionMs: number

  constructor({ retention, maxEntries, now }: MemorySettings) {
    const onDrop = ({ consumer, sighting }: HeldSighting) =>
      this.#namesByConsumer.delete(consumer, toName(consumer, sighting))
    this.#sightings = new ExpiringMap({ now, maxEntries, onDrop })
    this.#now = now
    this.#retentionMs = retention.sightingMs
  }

  async add(consumer: ConsumerKey, sighting: Sighting): Promise<void> {
    const name = toName(consumer, sighting)
    const known = this.#sightings.get(name)?.sighting
    if (known && known.changedAt > sighting.changedAt) return

    const expiresAt = this.#now() + this.#retentionMs
    this.#sightings.set(name, { consumer, sighting, expiresAt })
    this.#namesByConsumer.add(consumer, name)
  }

  async of(consumer: ConsumerKey): Promise<readonly Sighting[]> {
    return [...this.#namesByConsumer.get(consumer)].flatMap(
      (name) => this.#sightings.get(name)?.sighting ?? [],
    )
  }

  close(): void {
    this.#sightings.clear()
  }
}

const toName = (consumer: ConsumerKey, { conversationId }: Sighting): string =>
  JSON.stringify([consumer, conversationId])
