import { randomUUID } from 'node:crypto'
import type { AccountId } from '../ids.ts'
import type { RedisConnection } from './redis-connection.ts'
import { RedisInboxIndex } from './redis-inbox-index.ts'
import type { AcceptedNotification, Inbox, Notification, Retention } from './store.ts'

export interface RedisInboxOptions {
  readonly connection: RedisConnection
  readonly prefix: string
  readonly retention: Retention
  readonly now: (() => number) | undefined
}

/** As durable as the server: its answer tells that it has it, and its `appendfsync` when it is on disk. */
export class RedisInbox implements Inbox {
  readonly #options: RedisInboxOptions
  readonly #keepMs: string
  readonly #index: RedisInboxIndex

  constructor(options: RedisInboxOptions) {
    const { connection, prefix, retention } = options
    this.#options = options
    this.#keepMs = String(retention.setAsideMs)
    this.#index = new RedisInboxIndex({
      connection,
      prefix,
      keepMs: retention.setAsideMs,
      now: () => this.#now(),
    })
  }

  async accept(notification: Notification, leaseMs: number): Promise<AcceptedNotification> {
    const accepted = { ...notification, id: randomUUID() }
    const lease = String(Math.ceil(leaseMs))
    const args = [this.#now(), this.#keepMs, lease, accepted.id, JSON.stringify(accepted)]
    const leaseUntil = await this.#options.connection.run((client) =>
      client.acceptNotification(this.#namesOf(accepted.accountId), args),
    )
    await this.#index.noteAccepted(accepted.accountId, leaseUntil, leaseMs)
    return accepted
  }

  findAbandoned(): Promise<readonly AccountId[]> {
    return this.#index.findDue()
  }

  async claimAbandoned(
    accountId: AccountId,
    limit: number,
    leaseMs: number,
  ): Promise<readonly AcceptedNotification[]> {
    const lease = Math.ceil(leaseMs)
    const args = [this.#now(), this.#keepMs, String(lease), String(limit)]
    await this.#index.putOff(accountId, lease)
    const [firstEnd, ...claimed] = await this.#options.connection.run((client) =>
      client.claimNotifications(this.#namesOf(accountId), args),
    )
    if (firstEnd) await this.#index.note(accountId, Number(firstEnd))
    else await this.#index.drop(accountId, lease)
    return claimed.map(toNotification)
  }

  async finish({ accountId, id }: AcceptedNotification): Promise<void> {
    await this.#options.connection.run((client) =>
      client.finishNotification(this.#namesOf(accountId), [id]),
    )
  }

  async setAside({ accountId, id }: AcceptedNotification): Promise<void> {
    const keys = [...this.#namesOf(accountId), this.#nameOfSetAside(accountId)]
    const args = [this.#now(), this.#keepMs, id]
    await this.#options.connection.run((client) => client.setNotificationAside(keys, args))
  }

  async listSetAside(
    accountId: AccountId,
    limit: number,
  ): Promise<readonly AcceptedNotification[]> {
    // to Redis, the end before the first one would be the last one
    if (limit <= 0) return []
    const found = await this.#options.connection.run((client) =>
      client.lRange(this.#nameOfSetAside(accountId), 0, limit - 1),
    )
    const { now = Date.now } = this.#options
    return found
      .filter((text) => Number.parseInt(text) > now())
      .map((text) => toNotification(text.slice(text.indexOf(' '))))
  }

  /** Empty: by Redis's clock. */
  #now(): string {
    return this.#options.now ? String(this.#options.now()) : ''
  }

  #namesOf(accountId: AccountId): readonly string[] {
    const { prefix } = this.#options
    return [`${prefix}:inbox:{${accountId}}`, `${prefix}:notifications:{${accountId}}`]
  }

  #nameOfSetAside(accountId: AccountId): string {
    return `${this.#options.prefix}:set-aside:{${accountId}}`
  }
}

function toNotification(text: string): AcceptedNotification {
  // only `accept` writes it
  const notification: AcceptedNotification = JSON.parse(text)
  return notification
}
