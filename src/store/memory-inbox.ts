import { randomUUID } from 'node:crypto'
import type { AccountId } from '../ids.ts'
import { ExpiringMap } from './expiring-map.ts'
import type { MemorySettings } from './memory-settings.ts'
import type { AcceptedNotification, Inbox, Notification } from './store.ts'

interface Waiting {
  readonly notification: AcceptedNotification
  readonly leaseUntil: number
}

export class MemoryInbox implements Inbox {
  /** In groups by account, leased longest ago first. */
  readonly #waiting: ExpiringMap<Waiting>
  readonly #setAside: ExpiringMap<AcceptedNotification>
  readonly #now: () => number
  readonly #keepMs: number

  constructor({ retention, maxEntries, now }: MemorySettings) {
    this.#waiting = new ExpiringMap({ now, maxEntries, isPinned: always, groupOf: accountOf })
    this.#setAside = new ExpiringMap({ now, maxEntries })
    this.#now = now
    this.#keepMs = retention.setAsideMs
  }

  async accept(notification: Notification, leaseMs: number): Promise<AcceptedNotification> {
    const accepted = { ...notification, id: randomUUID() }
    this.#lease(accepted, leaseMs)
    return accepted
  }

  async findAbandoned(): Promise<readonly AccountId[]> {
    const now = this.#now()
    const abandoned = [...this.#waiting.values()].filter(({ leaseUntil }) => leaseUntil <= now)
    return [...new Set(abandoned.map(({ notification }) => notification.accountId))]
  }

  async claimAbandoned(
    accountId: AccountId,
    limit: number,
    leaseMs: number,
  ): Promise<readonly AcceptedNotification[]> {
    const now = this.#now()
    const claimed = this.#waiting
      .valuesOf(accountId)
      .filter(({ leaseUntil }) => leaseUntil <= now)
      .toSorted((one, other) => one.leaseUntil - other.leaseUntil)
      .slice(0, limit)
      .map(({ notification }) => notification)
    for (const notification of claimed) this.#lease(notification, leaseMs)
    return claimed
  }

  async finish({ id }: AcceptedNotification): Promise<void> {
    this.#waiting.delete(id)
  }

  async setAside({ id }: AcceptedNotification): Promise<void> {
    const held = this.#waiting.get(id)
    if (!held) return
    this.#waiting.delete(id)
    this.#setAside.set(id, held.notification, this.#now() + this.#keepMs)
  }

  async listSetAside(
    accountId: AccountId,
    limit: number,
  ): Promise<readonly AcceptedNotification[]> {
    return [...this.#setAside.values()]
      .filter((notification) => notification.accountId === accountId)
      .toReversed()
      .slice(0, limit)
  }

  close(): void {
    this.#waiting.clear()
    this.#setAside.clear()
  }

  #lease(notification: AcceptedNotification, leaseMs: number): void {
    const leaseUntil = this.#now() + leaseMs
    this.#waiting.set(notification.id, { notification, leaseUntil }, leaseUntil + this.#keepMs)
  }
}

/** To forget what was accepted would break a promise, so a full inbox refuses. */
const always = (): boolean => true

const accountOf = ({ notification }: Waiting): AccountId => notification.accountId
