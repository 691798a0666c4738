import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { AccountId, ConversationId, OwnerKey } from '../ids.ts'
import { createSweep, type Row } from './sqlite-database.ts'
import type { SqliteSettings } from './sqlite-settings.ts'
import type { SqliteWriter } from './sqlite-writer.ts'
import type { ConversationRecord, ConversationRegistry } from './store.ts'

/**
 * Conversations are put into segments of so many, by when they came. Owners are looked for in one
 * segment after the other, and a new one is written into the last: by owners alone, each would have
 * a page of the index to itself, to be written with it.
 */
const SEGMENT_SIZE = 1_000

/** Parameters stand in their order: to be found by name, they cost each statement a microsecond. */
export class SqliteConversationRegistry implements ConversationRegistry {
  readonly #writer: SqliteWriter
  readonly #settings: SqliteSettings
  readonly #sweep: (now: number) => void
  readonly #put: StatementSync
  readonly #getMany: StatementSync
  readonly #findOpen: StatementSync

  constructor(database: DatabaseSync, writer: SqliteWriter, settings: SqliteSettings) {
    this.#writer = writer
    this.#settings = settings
    this.#sweep = createSweep(database, 'conversation')
    this.#put = database.prepare(`
      INSERT INTO conversation
        (id, accountId, owner, stage, createdAt, record, expiresAt, segment)
      VALUES (?, ?, ?, ?, ?, ?, ?,
        (SELECT coalesce(max(rowid), 0) / ${SEGMENT_SIZE} FROM conversation))
      ON CONFLICT (id) DO UPDATE SET
        accountId = excluded.accountId, owner = excluded.owner, stage = excluded.stage,
        createdAt = excluded.createdAt, record = excluded.record, expiresAt = excluded.expiresAt`)
    this.#getMany = database.prepare(`
      SELECT record FROM conversation
      WHERE id IN (SELECT value FROM json_each(?)) AND expiresAt > ?`)
    this.#findOpen = database.prepare(`
      WITH RECURSIVE each (segment) AS (
        SELECT max(segment) FROM conversation WHERE stage = 'OPEN'
        UNION ALL
        SELECT segment - 1 FROM each
        WHERE segment > (SELECT min(segment) FROM conversation WHERE stage = 'OPEN')
      )
      SELECT record FROM each JOIN conversation USING (segment)
      WHERE owner = ? AND accountId = ? AND stage = 'OPEN' AND expiresAt > ?
      ORDER BY createdAt DESC LIMIT 1`)
  }

  async put(conversation: ConversationRecord): Promise<void> {
    await this.#writer.write(() => {
      this.#sweep(this.#settings.now())
      this.#write(conversation)
    })
  }

  add(conversation: ConversationRecord): Promise<ConversationRecord> {
    return this.#writer.write(() => {
      this.#sweep(this.#settings.now())
      const [known] = this.#read([conversation.id])
      return known ?? this.#write(conversation)
    })
  }

  update(
    id: ConversationId,
    change: (known: ConversationRecord) => ConversationRecord | undefined,
  ): Promise<ConversationRecord | undefined> {
    return this.#writer.write(() => {
      const [known] = this.#read([id])
      const changed = known && change(known)
      return !changed || changed === known ? known : this.#write(changed)
    })
  }

  async getMany(
    ids: readonly ConversationId[],
  ): Promise<readonly (ConversationRecord | undefined)[]> {
    const byId = new Map(this.#read(ids).map((found) => [found.id, found]))
    return ids.map((id) => byId.get(id))
  }

  async findOpen(accountId: AccountId, owner: OwnerKey): Promise<ConversationRecord | undefined> {
    const row = this.#findOpen.get(owner, accountId, this.#settings.now())
    return row && toConversation(row)
  }

  #read(ids: readonly ConversationId[]): readonly ConversationRecord[] {
    const rows = this.#getMany.all(JSON.stringify(ids), this.#settings.now())
    return rows.map(toConversation)
  }

  #write(conversation: ConversationRecord): ConversationRecord {
    const { id, accountId, owner, stage, createdAt } = conversation
    const expiresAt = this.#settings.now() + this.#settings.retention.conversationMs
    const record = JSON.stringify(conversation)
    this.#put.run(id, accountId, owner, stage, createdAt, record, expiresAt)
    return conversation
  }
}

function toConversation(row: Row): ConversationRecord {
  // only this class writes it, and a change of its shape is a step of the schema
  const conversation: ConversationRecord = JSON.parse(String(row['record']))
  return conversation
}
