import type { ConsumerKey } from '../ids.ts'
import { ExpiringMap } from './expiring-map.ts'
import { isRunning, toRecord, type HeldKey } from './held-key.ts'
import { KeyWaiters } from './key-waiters.ts'
import type { MemorySettings } from './memory-settings.ts'
import type {
  IdempotencyRecord,
  IdempotencyRecords,
  Reservation,
  SentTrace,
  Unanswered,
} from './store.ts'

// Flat, and written out each time, not spread: V8 keeps what a spread adds in an object of its own,
// and the garbage collector visits every object there is.
type TracedKey = HeldKey & {
  readonly key: string
  /** Whose it is, as long as it may count as unanswered. */
  readonly consumer: ConsumerKey | undefined
  /** Means something where there is a consumer. */
  readonly sentAt: number
}

export class MemoryIdempotencyRecords implements IdempotencyRecords {
  readonly #keys: ExpiringMap<TracedKey>
  readonly #waiters: KeyWaiters
  readonly #now: () => number
  readonly #retentionMs: number
  #attempts = 0

  constructor({ retention, maxEntries, now }: MemorySettings) {
    // forgetting a running attempt would let a second one leave, so a store full of them refuses
    const isPinned = (held: HeldKey) => {
      const record = toRecord(held, now())
      return record !== undefined && isRunning(record)
    }
    this.#keys = new ExpiringMap({ now, maxEntries, isPinned, groupOf: consumerOf })
    this.#waiters = new KeyWaiters({
      read: (key) => ({ held: this.#keys.get(key), now: now() }),
      pollMs: Infinity,
    })
    this.#now = now
    this.#retentionMs = retention.idempotencyMs
  }

  async reserve(key: string, fingerprint: string, leaseMs: number): Promise<Reservation> {
    const now = this.#now()
    const held = this.#keys.get(key)
    const record = held && toRecord(held, now)
    if (record) return { kind: 'taken', record }

    this.#attempts += 1
    const attempt = String(this.#attempts)
    const leaseUntil = now + leaseMs
    this.#keys.set(key, {
      key,
      state: 'reserved',
      fingerprint,
      attempt,
      leaseUntil,
      expiresAt: leaseUntil,
      consumer: undefined,
      sentAt: 0,
    })
    return { kind: 'reserved', attempt }
  }

  async markSent(key: string, attempt: string, trace?: SentTrace): Promise<boolean> {
    const held = this.#runningOf(key, attempt)
    if (!held || held.leaseUntil <= this.#now()) return false

    const { fingerprint, leaseUntil } = held
    const { consumer, sentAt } = trace ?? held
    this.#keys.set(key, {
      key,
      state: 'sent',
      fingerprint,
      attempt,
      leaseUntil,
      expiresAt: leaseUntil + this.#retentionMs,
      consumer,
      sentAt,
    })
    return true
  }

  async settle(
    key: string,
    attempt: string,
    state: 'done' | 'unknown',
    answer: string,
  ): Promise<void> {
    const held = this.#runningOf(key, attempt)
    if (held) this.#settle(held, state, answer)
  }

  async learn(key: string, answer: string): Promise<boolean> {
    const held = this.#keys.get(key)
    if (!held || toRecord(held, this.#now())?.state !== 'unknown') return false

    this.#settle(held, 'done', answer)
    return true
  }

  async unansweredOf(consumer: ConsumerKey): Promise<readonly Unanswered[]> {
    return this.#keys.valuesOf(consumer).flatMap(({ key, state, sentAt, leaseUntil }) => {
      if (state !== 'sent' && state !== 'unknown') return []
      return [{ key, sentAt, until: leaseUntil }]
    })
  }

  async release(key: string, attempt: string): Promise<void> {
    if (!this.#runningOf(key, attempt)) return

    this.#keys.delete(key)
    this.#waiters.wake(key)
  }

  waitUntilSettled(key: string, signal: AbortSignal): Promise<IdempotencyRecord | undefined> {
    return this.#waiters.untilSettled(key, signal)
  }

  close(): void {
    this.#keys.clear()
    this.#waiters.close()
  }

  #runningOf(key: string, attempt: string): TracedKey | undefined {
    const held = this.#keys.get(key)
    return held?.attempt === attempt && (held.state === 'reserved' || held.state === 'sent')
      ? held
      : undefined
  }

  #settle(held: TracedKey, state: 'done' | 'unknown', answer: string): void {
    const { key, fingerprint, attempt, leaseUntil, consumer, sentAt } = held
    this.#keys.set(key, {
      key,
      state,
      fingerprint,
      attempt,
      leaseUntil,
      expiresAt: this.#now() + this.#retentionMs,
      consumer: state === 'done' ? undefined : consumer,
      sentAt,
      answer,
    })
    this.#waiters.wake(key)
  }
}

const consumerOf = ({ consumer }: TracedKey): ConsumerKey | undefined => consumer
