import type { AccountId } from '../ids.ts'
import type { RedisConnection } from './redis-connection.ts'

export interface RedisInboxIndexOptions {
  readonly connection: RedisConnection
  readonly prefix: string
  /** How long a notification is kept after its lease, in milliseconds. */
  readonly keepMs: number
  /** Empty: by Redis's clock. */
  readonly now: () => string
}

/** Until an account that somebody looks at is due again, in case they die over it. */
const LEASES_OF_A_LOOK = 3

/**
 * The accounts with notifications that wait, each due at the moment when the first lease ends. It lies
 * in another slot than what they wait in, so no script can change both. Thus an account may be named
 * that has nothing waiting, but none is lost sight of:
 * - it is noted after its notification was added, and dropped after nothing was found waiting;
 * - a look puts it off beyond every lease, so a note during the look brings it forward, and what was
 *   brought forward is not dropped.
 */
export class RedisInboxIndex {
  readonly #options: RedisInboxIndexOptions
  readonly #key: string
  /** When each account was due after this process had noted it last. */
  readonly #dueAt = new Map<AccountId, number>()

  constructor(options: RedisInboxIndexOptions) {
    this.#options = options
    this.#key = `${options.prefix}:inboxes`
  }

  /** One was accepted whose lease ends then. */
  async noteAccepted(accountId: AccountId, leaseUntil: number, leaseMs: number): Promise<void> {
    // nobody drops an account before it is due; a tenth of a lease is left to clocks that differ
    const sinceDue = leaseUntil - (this.#dueAt.get(accountId) ?? -Infinity)
    if (sinceDue >= 0 && sinceDue < leaseMs * 0.9) return
    await this.note(accountId, leaseUntil)
  }

  /** It is due then, or earlier. */
  async note(accountId: AccountId, dueAt: number): Promise<void> {
    const { connection, keepMs, now } = this.#options
    const args = [now(), String(keepMs), accountId, String(dueAt)]
    this.#dueAt.set(
      accountId,
      await connection.run((client) => client.noteAccount(this.#key, args)),
    )
  }

  async findDue(): Promise<readonly AccountId[]> {
    const { connection, now } = this.#options
    const found = await connection.run((client) => client.findDueAccounts(this.#key, [now()]))
    // only `note` adds one
    return found as readonly AccountId[]
  }

  /** Before a look at what waits. */
  async putOff(accountId: AccountId, leaseMs: number): Promise<void> {
    const { connection, now } = this.#options
    const args = [now(), accountId, String(leaseMs * LEASES_OF_A_LOOK)]
    await connection.run((client) => client.putAccountOff(this.#key, args))
  }

  /** After a look that found nothing waiting. */
  async drop(accountId: AccountId, leaseMs: number): Promise<void> {
    const { connection, now } = this.#options
    this.#dueAt.delete(accountId)
    const args = [now(), accountId, String(leaseMs)]
    await connection.run((client) => client.dropAccount(this.#key, args))
  }
}
