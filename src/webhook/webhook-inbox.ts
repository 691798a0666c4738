import { setTimeout as sleep } from 'node:timers/promises'
import type { AccountId } from '../ids.ts'
import type { AcceptedNotification, Inbox } from '../store/store.ts'

/** Above what a notification takes to be worked, its wait for what is missing before it included. */
const LEASE_MS = 10_000
const RECOVERY_INTERVAL_MS = 5_000
const RECOVERY_BATCH = 100
/** One an hour. */
const ROUNDS_FOR_ONE_OF_ALL = 720

export type Worked = 'understood' | 'not-understood'

export interface WebhookInboxOptions {
  readonly inbox: Inbox
  readonly accountIds: readonly AccountId[]
  /** Repeating it must be harmless. What it throws leaves the notification to a later attempt. */
  readonly work: (notification: AcceptedNotification) => Promise<Worked>
  readonly onSetAside: (notification: AcceptedNotification) => void
  readonly onError: (error: unknown) => void
}

/**
 * Accepts notifications first and works them after. One whose worker died, here or in another
 * process, is worked again once its lease has ended.
 */
export class WebhookInbox implements AsyncDisposable {
  readonly #options: WebhookInboxOptions
  readonly #accountIds: ReadonlySet<AccountId>
  readonly #stop = new AbortController()
  readonly #underWay = new Set<Promise<void>>()
  readonly #recovery: Promise<void>
  #rounds = 0

  constructor(options: WebhookInboxOptions) {
    this.#options = options
    this.#accountIds = new Set(options.accountIds)
    this.#recovery = this.#recover()
  }

  /** Resolves when the notification cannot be lost any more. @throws when the store fails */
  async accept(accountId: AccountId, body: string): Promise<void> {
    const notification = { accountId, body, receivedAt: Date.now() }
    this.#start(await this.#options.inbox.accept(notification, LEASE_MS))
  }

  /** What is under way is waited for; what waits itself is left in the inbox. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#recovery
    await Promise.all(this.#underWay)
  }

  #start(notification: AcceptedNotification): void {
    const done = this.#work(notification).finally(() => this.#underWay.delete(done))
    this.#underWay.add(done)
  }

  async #work(notification: AcceptedNotification): Promise<void> {
    const { inbox, work, onSetAside, onError } = this.#options
    try {
      if ((await work(notification)) === 'understood') return await inbox.finish(notification)
      onSetAside(notification)
      await inbox.setAside(notification)
    } catch (error) {
      // left in the inbox, for whoever runs next
      if (!isAbort(error)) onError(error)
    }
  }

  async #recover(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      for (const accountId of await this.#findAbandoned()) await this.#recoverOf(accountId)
      await sleep(RECOVERY_INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  async #findAbandoned(): Promise<Iterable<AccountId>> {
    const { inbox, onError } = this.#options
    try {
      const found = await inbox.findAbandoned()
      // what one died over half way, or one of an older version left, the store may not know of
      const isRoundOfAll = this.#rounds % ROUNDS_FOR_ONE_OF_ALL === 0
      this.#rounds += 1
      return isRoundOfAll ? this.#accountIds : found.filter((id) => this.#accountIds.has(id))
    } catch (error) {
      onError(error)
      return []
    }
  }

  async #recoverOf(accountId: AccountId): Promise<void> {
    const { inbox, onError } = this.#options
    try {
      const abandoned = await inbox.claimAbandoned(accountId, RECOVERY_BATCH, LEASE_MS)
      for (const notification of abandoned) this.#start(notification)
    } catch (error) {
      onError(error)
    }
  }
}

const isAbort = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError'
