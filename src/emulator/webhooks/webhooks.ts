import type { EmulatorAccount } from '../accounts.ts'
import type { Occurrence } from '../state.ts'
import { type Attempt, isTaken, Postman } from './delivery.ts'
import { type Disturbance, Disturber, parseDisturbance } from './disturbance.ts'
import { type Notification, toNotification } from './notification.ts'
import { Outbox, type Pause } from './outbox.ts'
import { parseTarget, retryDelayMs, type TargetSettings, type WebhookTarget } from './target.ts'

/** A notification, and what has become of it. */
export interface RecordedWebhook {
  /** Its place since the start or the last reset, from 0. */
  readonly index: number
  readonly accountId: string
  readonly conversationId: string
  /** With the kind of event, as an app subscribes: `ms.MessagingEventNotification.ContentEvent`. */
  readonly type: string
  /** The text as it is sent. */
  readonly body: string
  /** What each attempt was answered. `lost` stands for one that was never made. */
  readonly attempts: readonly (Attempt | 'lost')[]
  readonly delivered: boolean
}

type Entry = Omit<RecordedWebhook, 'attempts' | 'delivered'> & {
  readonly attempts: (Attempt | 'lost')[]
  delivered: boolean
}

interface Parcel {
  readonly entry: Entry
  readonly queuedAt: number
}

/** LivePerson's webhooks: what happens is told, in order within a conversation, until it is taken. */
export class Webhooks {
  readonly #postman: Postman
  readonly #outbox = new Outbox<Parcel>(
    (parcel, pause) => this.#deliver(parcel, pause),
    () => this.#tellIfIdle(),
  )
  readonly #limit: number
  readonly #entries: Entry[] = []
  readonly #quietTimers = new Map<string, NodeJS.Timeout>()
  #recorded = 0
  #target: TargetSettings | undefined
  #disturber = createDisturber({})
  #idle: PromiseWithResolvers<void> | undefined

  /** @param limit how many of the newest are remembered */
  constructor(accounts: readonly EmulatorAccount[], limit: number) {
    this.#postman = new Postman(accounts)
    this.#limit = limit
  }

  /** From now on, what still waits included; `undefined`: nowhere, and what waits is dropped. */
  sendTo(target: WebhookTarget | undefined): void {
    this.#target = target === undefined ? undefined : parseTarget(target)
    if (target === undefined) this.#drop()
  }

  /** With no target nothing is told, as if the app had no webhooks. */
  tell(occurrence: Occurrence): void {
    if (this.#target === undefined) return
    const notification = toNotification(occurrence)
    const { conversationId } = notification
    const entry = this.#record(notification)
    const passage = this.#disturber.pass(conversationId, entry, notification.isLast)
    if (passage.kind === 'lost') entry.attempts.push('lost')
    else this.#queue(conversationId, passage.items)
    this.#flushWhenQuiet(conversationId)
  }

  /** Replaces an earlier one wholly. What waited to be overtaken goes out at once. */
  disturb(disturbance: Disturbance): void {
    const next = createDisturber(disturbance)
    for (const [conversationId, entries] of this.#disturber.flushAll()) {
      this.#queue(conversationId, entries)
    }
    this.#disturber = next
    this.#clearTimers()
    this.#tellIfIdle()
  }

  list(): readonly RecordedWebhook[] {
    return this.#entries.map((entry) => ({ ...entry, attempts: entry.attempts.slice() }))
  }

  /**
   * The same bytes once more, undisturbed, after what its conversation still has to send.
   * @throws when there is no such notification, or no target
   */
  resend(index: number): void {
    const entry = this.#entries.find((each) => each.index === index)
    if (entry === undefined) throw new TypeError(`expected the index of a webhook, not ${index}`)
    if (this.#target === undefined) throw new TypeError('expected a target for webhooks first')
    this.#queue(entry.conversationId, [entry])
  }

  /**
   * Resolves when nothing is queued, under way or waiting for quiet. What waits for its partner
   * in a swap does not count.
   */
  idle(): Promise<void> {
    if (this.#isIdle()) return Promise.resolve()
    this.#idle ??= Promise.withResolvers()
    return this.#idle.promise
  }

  /** Forgets all but the target. */
  async reset(): Promise<void> {
    this.#drop()
    this.#entries.length = 0
    this.#recorded = 0
    this.#disturber = createDisturber({})
    await this.#postman.hangUp()
  }

  async #deliver({ entry, queuedAt }: Parcel, pause: Pause): Promise<void> {
    for (let failures = 1; this.#target !== undefined; failures += 1) {
      const attempt = await this.#postman.post(entry.accountId, entry.body, this.#target)
      entry.attempts.push(attempt)
      if (isTaken(attempt)) {
        entry.delivered = true
        return
      }
      const target = this.#target
      if (target === undefined) return
      const delayMs = retryDelayMs(target, failures)
      if (Date.now() + delayMs - queuedAt > target.retentionSeconds * 1000) return
      await pause(delayMs)
    }
  }

  #record({ accountId, conversationId, type, body }: Notification): Entry {
    const index = this.#recorded
    this.#recorded += 1
    const attempts: Entry['attempts'] = []
    const entry: Entry = {
      index,
      accountId,
      conversationId,
      type,
      body,
      attempts,
      delivered: false,
    }
    if (this.#entries.push(entry) > this.#limit) this.#entries.shift()
    return entry
  }

  #queue(conversationId: string, entries: readonly Entry[]): void {
    const queuedAt = Date.now()
    for (const entry of entries) this.#outbox.add(conversationId, { entry, queuedAt })
  }

  #flushWhenQuiet(conversationId: string): void {
    const { quietMs } = this.#disturber
    clearTimeout(this.#quietTimers.get(conversationId))
    this.#quietTimers.delete(conversationId)
    if (quietMs === undefined || !this.#disturber.hasHeld(conversationId)) return
    const flush = (): void => {
      this.#quietTimers.delete(conversationId)
      this.#queue(conversationId, this.#disturber.flush(conversationId))
    }
    this.#quietTimers.set(conversationId, setTimeout(flush, quietMs))
  }

  #drop(): void {
    this.#disturber.flushAll()
    this.#clearTimers()
    this.#outbox.clear()
  }

  #clearTimers(): void {
    for (const timer of this.#quietTimers.values()) clearTimeout(timer)
    this.#quietTimers.clear()
  }

  #isIdle(): boolean {
    return this.#outbox.isEmpty && this.#quietTimers.size === 0
  }

  #tellIfIdle(): void {
    if (this.#idle === undefined || !this.#isIdle()) return
    this.#idle.resolve()
    this.#idle = undefined
  }
}

const createDisturber = (disturbance: Disturbance): Disturber<Entry> =>
  new Disturber(parseDisturbance(disturbance))
