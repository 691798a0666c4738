import { randomUUID } from 'node:crypto'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { AccountId } from '../ids.ts'
import { createSweep, type Row } from './sqlite-database.ts'
import type { SqliteSettings } from './sqlite-settings.ts'
import type { SqliteWriter } from './sqlite-writer.ts'
import type { AcceptedNotification, Inbox, Notification } from './store.ts'

export class SqliteInbox implements Inbox {
  readonly #writer: SqliteWriter
  readonly #now: () => number
  readonly #keepMs: number
  readonly #sweep: (now: number) => void
  readonly #accept: StatementSync
  readonly #accounts: StatementSync
  readonly #abandoned: StatementSync
  readonly #claim: StatementSync
  readonly #finish: StatementSync
  readonly #setAside: StatementSync
  readonly #listSetAside: StatementSync

  constructor(database: DatabaseSync, writer: SqliteWriter, { now, retention }: SqliteSettings) {
    this.#writer = writer
    this.#now = now
    this.#keepMs = retention.setAsideMs
    this.#sweep = createSweep(database, 'notification')
    this.#accept = database.prepare(`
      INSERT INTO notification (id, accountId, body, receivedAt, leaseUntil, expiresAt)
      VALUES (:id, :accountId, :body, :receivedAt, :leaseUntil, :expiresAt)`)
    this.#accounts = database.prepare(`
      SELECT DISTINCT accountId FROM notification
      WHERE setAsideAt IS NULL AND leaseUntil <= :now AND expiresAt > :now`)
    this.#abandoned = database.prepare(`
      SELECT id, accountId, body, receivedAt FROM notification
      WHERE accountId = :accountId AND setAsideAt IS NULL
        AND leaseUntil <= :now AND expiresAt > :now
      ORDER BY leaseUntil, rowid LIMIT :limit`)
    this.#claim = database.prepare(`
      UPDATE notification SET leaseUntil = :leaseUntil, expiresAt = :expiresAt WHERE id = :id`)
    this.#finish = database.prepare(
      'DELETE FROM notification WHERE id = :id AND setAsideAt IS NULL',
    )
    this.#setAside = database.prepare(`
      UPDATE notification SET setAsideAt = :now, expiresAt = :expiresAt
      WHERE id = :id AND setAsideAt IS NULL`)
    this.#listSetAside = database.prepare(`
      SELECT id, accountId, body, receivedAt FROM notification
      WHERE accountId = :accountId AND setAsideAt IS NOT NULL AND expiresAt > :now
      ORDER BY setAsideAt DESC, rowid DESC LIMIT :limit`)
  }

  async accept(notification: Notification, leaseMs: number): Promise<AcceptedNotification> {
    const { accountId, body, receivedAt } = notification
    const id = randomUUID()
    const accept = () => {
      this.#sweep(this.#now())
      this.#accept.run({ id, accountId, body, receivedAt, ...this.#leaseFor(leaseMs) })
    }
    // it is acknowledged to its sender then, who does not send it again
    await this.#writer.write(accept, { isDurable: true })
    return { ...notification, id }
  }

  async findAbandoned(): Promise<readonly AccountId[]> {
    return this.#accounts.all({ now: this.#now() }).map(toAccountId)
  }

  async claimAbandoned(
    accountId: AccountId,
    limit: number,
    leaseMs: number,
  ): Promise<readonly AcceptedNotification[]> {
    const find = () =>
      this.#abandoned.all({ accountId, limit, now: this.#now() }).map(toNotification)
    // looks before it asks for the write lock: mostly there is nothing
    if (find().length === 0) return []
    return this.#writer.write(() => {
      const abandoned = find()
      const lease = this.#leaseFor(leaseMs)
      for (const { id } of abandoned) this.#claim.run({ id, ...lease })
      return abandoned
    })
  }

  async finish({ id }: AcceptedNotification): Promise<void> {
    await this.#writer.write(() => this.#finish.run({ id }))
  }

  async setAside({ id }: AcceptedNotification): Promise<void> {
    await this.#writer.write(() => {
      const now = this.#now()
      this.#setAside.run({ id, now, expiresAt: now + this.#keepMs })
    })
  }

  async listSetAside(
    accountId: AccountId,
    limit: number,
  ): Promise<readonly AcceptedNotification[]> {
    return this.#listSetAside.all({ accountId, limit, now: this.#now() }).map(toNotification)
  }

  #leaseFor(leaseMs: number) {
    const leaseUntil = this.#now() + leaseMs
    return { leaseUntil, expiresAt: leaseUntil + this.#keepMs }
  }
}

// it was an account's when it was accepted
const toAccountId = (row: Row): AccountId => String(row['accountId']) as AccountId

const toNotification = (row: Row): AcceptedNotification => ({
  id: String(row['id']),
  accountId: toAccountId(row),
  body: String(row['body']),
  receivedAt: Number(row['receivedAt']),
})
