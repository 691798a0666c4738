import type { ConsumerKey } from '../ids.ts'
import type { RedisConnection } from './redis-connection.ts'
import type { Retention, Sighting, Sightings } from './store.ts'

export interface RedisSightingsOptions {
  readonly connection: RedisConnection
  readonly prefix: string
  readonly retention: Retention
  readonly now: (() => number) | undefined
}

/** A hash for each consumer, with a field for each conversation. */
export class RedisSightings implements Sightings {
  readonly #options: RedisSightingsOptions

  constructor(options: RedisSightingsOptions) {
    this.#options = options
  }

  async add(consumer: ConsumerKey, sighting: Sighting): Promise<void> {
    const { connection, retention, now } = this.#options
    const args = [
      // empty: by Redis's clock
      now ? String(now()) : '',
      sighting.conversationId,
      String(Math.trunc(sighting.changedAt)),
      String(retention.sightingMs),
      JSON.stringify(sighting),
    ]
    await connection.run((client) => client.addSighting(this.#nameOf(consumer), args))
  }

  async of(consumer: ConsumerKey): Promise<readonly Sighting[]> {
    const { connection, now = Date.now } = this.#options
    const held = await connection.run((client) => client.hVals(this.#nameOf(consumer)))
    return held.filter((text) => Number.parseInt(text) > now()).map(toSighting)
  }

  #nameOf(consumer: ConsumerKey): string {
    return `${this.#options.prefix}:sightings:{${consumer}}`
  }
}

function toSighting(held: string): Sighting {
  // only `add` writes it; numbers have no brace
  const sighting: Sighting = JSON.parse(held.slice(held.indexOf('{')))
  return sighting
}
