import { randomUUID } from 'node:crypto'
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { AccountId, ConversationId, OwnerKey } from '../ids.ts'
import { toRecord, type HeldKey } from './held-key.ts'
import { KeyWaiters } from './key-waiters.ts'
import { createSweep, durably, openDatabase } from './sqlite-database.ts'
import type {
  ConversationRecord,
  ConversationRegistry,
  IdempotencyRecord,
  IdempotencyRecords,
  Reservation,
  Retention,
  Store,
} from './store.ts'

export interface SqliteStoreOptions {
  readonly path: string
  readonly retention: Retention
  /** How often a waiting call looks whether another process has settled its key. @default 250 */
  readonly pollMs?: number
  readonly now?: () => number
}

type Settings = Required<Omit<SqliteStoreOptions, 'path'>>

/** One file, shared by the processes of one machine. Every race is decided by a single statement. */
export class SqliteStore implements Store {
  readonly idempotency: SqliteIdempotencyRecords
  readonly conversations: SqliteConversationRegistry
  readonly #database: DatabaseSync

  /** Throws when the file cannot be opened. */
  constructor({ path, retention, pollMs = 250, now = Date.now }: SqliteStoreOptions) {
    this.#database = openDatabase(path)
    this.idempotency = new SqliteIdempotencyRecords(this.#database, { retention, pollMs, now })
    this.conversations = new SqliteConversationRegistry(this.#database, { retention, pollMs, now })
  }

  /** Takes the write lock and gives it back: a file that can only be read cannot serve. */
  async ping(): Promise<void> {
    this.#database.exec('BEGIN IMMEDIATE; ROLLBACK')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.idempotency.close()
    if (this.#database.isOpen) this.#database.close()
  }
}

class SqliteIdempotencyRecords implements IdempotencyRecords {
  readonly #database: DatabaseSync
  readonly #settings: Settings
  readonly #waiters: KeyWaiters
  readonly #sweep: (now: number) => void
  readonly #reserve: StatementSync
  readonly #read: StatementSync
  readonly #markSent: StatementSync
  readonly #settle: StatementSync
  readonly #release: StatementSync

  constructor(database: DatabaseSync, settings: Settings) {
    this.#database = database
    this.#settings = settings
    this.#waiters = new KeyWaiters({
      read: (key) => ({ held: this.#held(key), now: settings.now() }),
      pollMs: settings.pollMs,
    })
    this.#sweep = createSweep(database, 'idempotency')
    this.#reserve = database.prepare(`
      INSERT INTO idempotency (key, state, fingerprint, attempt, leaseUntil, expiresAt)
      VALUES (:key, 'reserved', :fingerprint, :attempt, :leaseUntil, :leaseUntil)
      ON CONFLICT (key) DO UPDATE SET
        state = excluded.state, fingerprint = excluded.fingerprint, attempt = excluded.attempt,
        answer = NULL, leaseUntil = excluded.leaseUntil, expiresAt = excluded.expiresAt
      WHERE idempotency.expiresAt <= :now`)
    this.#read = database.prepare('SELECT * FROM idempotency WHERE key = :key')
    this.#markSent = database.prepare(`
      UPDATE idempotency SET state = 'sent', expiresAt = leaseUntil + :retentionMs
      WHERE key = :key AND attempt = :attempt
        AND state IN ('reserved', 'sent') AND leaseUntil > :now`)
    this.#settle = database.prepare(`
      UPDATE idempotency SET state = :state, answer = :answer, expiresAt = :expiresAt
      WHERE key = :key AND attempt = :attempt
        AND state IN ('reserved', 'sent') AND expiresAt > :now`)
    this.#release = database.prepare(`
      DELETE FROM idempotency
      WHERE key = :key AND attempt = :attempt AND state IN ('reserved', 'sent')`)
  }

  async reserve(key: string, fingerprint: string, leaseMs: number): Promise<Reservation> {
    const now = this.#settings.now()
    const attempt = randomUUID()
    const leaseUntil = now + leaseMs
    this.#sweep(now)
    for (;;) {
      const { changes } = this.#reserve.run({ key, fingerprint, attempt, leaseUntil, now })
      if (changes === 1) return { kind: 'reserved', attempt }

      const held = this.#held(key)
      const record = held && toRecord(held, now)
      if (record) return { kind: 'taken', record }
      // another process freed the key between the two statements: take it
    }
  }

  async markSent(key: string, attempt: string): Promise<boolean> {
    const { retention, now } = this.#settings
    const retentionMs = retention.idempotencyMs
    // losing any other write with the machine frees the key unsent or leaves it unknown; losing
    // this one would send twice
    const { changes } = durably(this.#database, () =>
      this.#markSent.run({ key, attempt, retentionMs, now: now() }),
    )
    return changes === 1
  }

  async settle(
    key: string,
    attempt: string,
    state: 'done' | 'unknown',
    answer: string,
  ): Promise<void> {
    const now = this.#settings.now()
    const expiresAt = now + this.#settings.retention.idempotencyMs
    this.#settle.run({ key, attempt, state, answer, expiresAt, now })
    this.#waiters.wake(key)
  }

  async release(key: string, attempt: string): Promise<void> {
    this.#release.run({ key, attempt })
    this.#waiters.wake(key)
  }

  waitUntilSettled(key: string, signal: AbortSignal): Promise<IdempotencyRecord | undefined> {
    return this.#waiters.untilSettled(key, signal)
  }

  close(): void {
    this.#waiters.close()
  }

  #held(key: string): HeldKey | undefined {
    const row = this.#read.get({ key })
    return row && toHeldKey(row)
  }
}

class SqliteConversationRegistry implements ConversationRegistry {
  readonly #settings: Settings
  readonly #sweep: (now: number) => void
  readonly #put: StatementSync
  readonly #getMany: StatementSync
  readonly #findOpen: StatementSync

  constructor(database: DatabaseSync, settings: Settings) {
    this.#settings = settings
    this.#sweep = createSweep(database, 'conversation')
    this.#put = database.prepare(`
      INSERT OR REPLACE INTO conversation (id, accountId, owner, stage, createdAt, record, expiresAt)
      VALUES (:id, :accountId, :owner, :stage, :createdAt, :record, :expiresAt)`)
    this.#getMany = database.prepare(`
      SELECT record FROM conversation
      WHERE id IN (SELECT value FROM json_each(:ids)) AND expiresAt > :now`)
    this.#findOpen = database.prepare(`
      SELECT record FROM conversation
      WHERE accountId = :accountId AND owner = :owner AND stage = 'OPEN' AND expiresAt > :now
      ORDER BY createdAt DESC LIMIT 1`)
  }

  async put(conversation: ConversationRecord): Promise<void> {
    const { id, accountId, owner, stage, createdAt } = conversation
    const now = this.#settings.now()
    const expiresAt = now + this.#settings.retention.conversationMs
    const record = JSON.stringify(conversation)
    this.#sweep(now)
    this.#put.run({ id, accountId, owner, stage, createdAt, record, expiresAt })
  }

  async getMany(
    ids: readonly ConversationId[],
  ): Promise<readonly (ConversationRecord | undefined)[]> {
    const rows = this.#getMany.all({ ids: JSON.stringify(ids), now: this.#settings.now() })
    const byId = new Map(rows.map(toConversation).map((found) => [found.id, found]))
    return ids.map((id) => byId.get(id))
  }

  async findOpen(accountId: AccountId, owner: OwnerKey): Promise<ConversationRecord | undefined> {
    const row = this.#findOpen.get({ accountId, owner, now: this.#settings.now() })
    return row && toConversation(row)
  }
}

type Row = Readonly<Record<string, SQLOutputValue>>

function toHeldKey(row: Row): HeldKey {
  const held = {
    fingerprint: String(row['fingerprint']),
    attempt: String(row['attempt']),
    leaseUntil: Number(row['leaseUntil']),
    expiresAt: Number(row['expiresAt']),
  }
  const { state } = row
  if (state === 'reserved' || state === 'sent') return { ...held, state }
  if (state === 'unknown' || state === 'done')
    return { ...held, state, answer: String(row['answer']) }
  throw new Error(`expected the state of an idempotency key, got ${String(state)}`)
}

function toConversation(row: Row): ConversationRecord {
  // only `put` writes it, and a change of its shape is a step of the schema
  const conversation: ConversationRecord = JSON.parse(String(row['record']))
  return conversation
}
