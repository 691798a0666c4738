import { randomUUID } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { ConsumerKey } from '../ids.ts'
import { toRecord, type HeldKey, type KeyReading } from './held-key.ts'
import { KeyWaiters } from './key-waiters.ts'
import { orTakenBack } from './or-taken-back.ts'
import { createSweep, type Row } from './sqlite-database.ts'
import type { SqliteSettings } from './sqlite-settings.ts'
import type { SqliteWriter } from './sqlite-writer.ts'
import type {
  Departure,
  IdempotencyRecord,
  IdempotencyRecords,
  Reservation,
  SentTrace,
  Unanswered,
} from './store.ts'

/**
 * Losing any other write with the machine frees the key unsent or leaves it unknown; losing the one that says
 * that a request leaves would send it twice.
 */
const BEFORE_IT_LEAVES = { isDurable: true }

/** Parameters stand in their order: to be found by name, they cost each statement a microsecond. */
export class SqliteIdempotencyRecords implements IdempotencyRecords {
  readonly #writer: SqliteWriter
  readonly #settings: SqliteSettings
  readonly #waiters: KeyWaiters
  readonly #sweep: (now: number) => void
  readonly #reserve: StatementSync
  readonly #read: StatementSync
  readonly #markSent: StatementSync
  readonly #settle: StatementSync
  readonly #learn: StatementSync
  readonly #unansweredOf: StatementSync
  readonly #release: StatementSync

  constructor(database: DatabaseSync, writer: SqliteWriter, settings: SqliteSettings) {
    this.#writer = writer
    this.#settings = settings
    this.#waiters = new KeyWaiters({
      read: (key) => this.#reading(key, settings.now()),
      pollMs: settings.pollMs,
    })
    this.#sweep = createSweep(database, 'idempotency')
    this.#reserve = database.prepare(`
      INSERT INTO idempotency (key, state, fingerprint, attempt, consumer, sentAt, leaseUntil, expiresAt)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET
        state = excluded.state, fingerprint = excluded.fingerprint, attempt = excluded.attempt, answer = NULL,
        consumer = excluded.consumer, sentAt = excluded.sentAt,
        leaseUntil = excluded.leaseUntil, expiresAt = excluded.expiresAt
      WHERE idempotency.expiresAt <= ?`)
    this.#read = database.prepare('SELECT * FROM idempotency WHERE key = ? AND expiresAt > ?')
    this.#markSent = database.prepare(`
      UPDATE idempotency SET state = 'sent', expiresAt = leaseUntil + ?,
        consumer = coalesce(?, consumer), sentAt = coalesce(?, sentAt)
      WHERE key = ? AND attempt = ? AND state IN ('reserved', 'sent') AND leaseUntil > ?`)
    this.#settle = database.prepare(`
      UPDATE idempotency SET state = ?, answer = ?, expiresAt = ?
      WHERE key = ? AND attempt = ? AND state IN ('reserved', 'sent') AND expiresAt > ?`)
    this.#learn = database.prepare(`
      UPDATE idempotency SET state = 'done', answer = ?, expiresAt = ?
      WHERE key = ? AND expiresAt > ?
        AND (state = 'unknown' OR (state = 'sent' AND leaseUntil <= ?))`)
    this.#unansweredOf = database.prepare(`
      SELECT key, sentAt, leaseUntil FROM idempotency
      WHERE consumer = ? AND state IN ('sent', 'unknown') AND expiresAt > ?`)
    this.#release = database.prepare(`
      DELETE FROM idempotency
      WHERE key = ? AND attempt = ? AND state IN ('reserved', 'sent')`)
  }

  reserve(
    key: string,
    fingerprint: string,
    leaseMs: number,
    departure?: Departure,
  ): Promise<Reservation> {
    const attempt = randomUUID()
    const { consumer = null, sentAt = null } = departure?.trace ?? {}
    const state = departure ? 'sent' : 'reserved'
    const keptMs = departure ? leaseMs + this.#settings.retention.idempotencyMs : leaseMs
    const reserve = (): Reservation => {
      const now = this.#settings.now()
      this.#sweep(now)
      const { changes } = this.#reserve.run(
        key,
        state,
        fingerprint,
        attempt,
        consumer,
        sentAt,
        now + leaseMs,
        now + keptMs,
        now,
      )
      if (changes === 1) return { kind: 'reserved', attempt }

      const { held } = this.#reading(key, now)
      if (!held) throw new Error('expected the record of a key that could not be reserved')
      return { kind: 'taken', record: toRecord(held, now) }
    }
    if (!departure) return this.#writer.write(reserve)
    return orTakenBack(this.#writer.write(reserve, BEFORE_IT_LEAVES), () =>
      this.release(key, attempt),
    )
  }

  async markSent(key: string, attempt: string, trace?: SentTrace): Promise<boolean> {
    const { retention, now } = this.#settings
    const { consumer = null, sentAt = null } = trace ?? {}
    const mark = () =>
      this.#markSent.run(retention.idempotencyMs, consumer, sentAt, key, attempt, now())
    const { changes } = await this.#writer.write(mark, BEFORE_IT_LEAVES)
    return changes === 1
  }

  async settle(
    key: string,
    attempt: string,
    state: 'done' | 'unknown',
    answer: string,
  ): Promise<void> {
    await this.#writer.write(() => {
      const { now, expiresAt } = this.#retention()
      this.#settle.run(state, answer, expiresAt, key, attempt, now)
    })
    this.#waiters.wake(key)
  }

  async learn(key: string, answer: string): Promise<boolean> {
    const { changes } = await this.#writer.write(() => {
      const { now, expiresAt } = this.#retention()
      return this.#learn.run(answer, expiresAt, key, now, now)
    })
    if (changes === 0) return false
    this.#waiters.wake(key)
    return true
  }

  async unansweredOf(consumer: ConsumerKey): Promise<readonly Unanswered[]> {
    const rows = this.#unansweredOf.all(consumer, this.#settings.now())
    return rows.map(({ key, sentAt, leaseUntil }) => ({
      key: String(key),
      sentAt: Number(sentAt),
      until: Number(leaseUntil),
    }))
  }

  async release(key: string, attempt: string): Promise<void> {
    await this.#writer.write(() => this.#release.run(key, attempt))
    this.#waiters.wake(key)
  }

  waitUntilSettled(key: string, signal: AbortSignal): Promise<IdempotencyRecord | undefined> {
    return this.#waiters.untilSettled(key, signal)
  }

  close(): void {
    this.#waiters.close()
  }

  #retention() {
    const now = this.#settings.now()
    return { now, expiresAt: now + this.#settings.retention.idempotencyMs }
  }

  #reading(key: string, now: number): KeyReading {
    const row = this.#read.get(key, now)
    return { held: row && toHeldKey(row), now }
  }
}

function toHeldKey(row: Row): HeldKey {
  const { state } = row
  const fingerprint = String(row['fingerprint'])
  if (state === 'reserved' || state === 'sent')
    return { state, fingerprint, leaseUntil: Number(row['leaseUntil']) }
  if (state === 'unknown' || state === 'done')
    return { state, fingerprint, answer: String(row['answer']) }
  throw new Error(`expected the state of an idempotency key, got ${String(state)}`)
}
