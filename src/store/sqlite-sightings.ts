import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { ConsumerKey } from '../ids.ts'
import { createSweep } from './sqlite-database.ts'
import type { SqliteSettings } from './sqlite-settings.ts'
import type { SqliteWriter } from './sqlite-writer.ts'
import type { Sighting, Sightings } from './store.ts'

export class SqliteSightings implements Sightings {
  readonly #writer: SqliteWriter
  readonly #now: () => number
  readonly #retentionMs: number
  readonly #sweep: (now: number) => void
  readonly #add: StatementSync
  readonly #of: StatementSync

  constructor(database: DatabaseSync, writer: SqliteWriter, { now, retention }: SqliteSettings) {
    this.#writer = writer
    this.#now = now
    this.#retentionMs = retention.sightingMs
    this.#sweep = createSweep(database, 'sighting')
    this.#add = database.prepare(`
      INSERT INTO sighting (consumer, conversationId, changedAt, record, expiresAt)
      VALUES (:consumer, :conversationId, :changedAt, :record, :expiresAt)
      ON CONFLICT (consumer, conversationId) DO UPDATE SET
        changedAt = excluded.changedAt, record = excluded.record, expiresAt = excluded.expiresAt
      WHERE excluded.changedAt >= sighting.changedAt OR sighting.expiresAt <= :now`)
    this.#of = database.prepare(`
      SELECT record FROM sighting WHERE consumer = :consumer AND expiresAt > :now`)
  }

  async add(consumer: ConsumerKey, sighting: Sighting): Promise<void> {
    const { conversationId, changedAt } = sighting
    const record = JSON.stringify(sighting)
    await this.#writer.write(() => {
      const now = this.#now()
      const expiresAt = now + this.#retentionMs
      this.#sweep(now)
      this.#add.run({ consumer, conversationId, changedAt, record, expiresAt, now })
    })
  }

  async of(consumer: ConsumerKey): Promise<readonly Sighting[]> {
    return this.#of.all({ consumer, now: this.#now() }).map(({ record }) => {
      // only `add` writes it, and a change of its shape is a step of the schema
      const sighting: Sighting = JSON.parse(String(record))
      return sighting
    })
  }
}
