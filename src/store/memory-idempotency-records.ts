import type { ConsumerKey } from '../ids.ts'
import { ExpiringMap } from './expiring-map.ts'
import { isRunning, toRecord } from './held-key.ts'
import { KeyWaiters } from './key-waiters.ts'
import type { MemorySettings } from './memory-settings.ts'
import type {
  Departure,
  IdempotencyRecord,
  IdempotencyRecords,
  Reservation,
  SentTrace,
  Unanswered,
} from './store.ts'
import { type KeptText, TextPages } from './text-pages.ts'

interface Traced {
  readonly key: string
  readonly fingerprint: string
  readonly attempt: string
  readonly leaseUntil: number
  /** Whose it is, once it was sent with a trace. */
  consumer: ConsumerKey | undefined
  /** Means something where there is a consumer. */
  sentAt: number
}
interface Attempted extends Traced {
  state: 'reserved' | 'sent'
}
interface Unknown extends Traced {
  readonly state: 'unknown'
  readonly answer: string
}
/**
 * Nearly all there are, so they hold no more than is still asked for: the garbage collector visits every
 * object there is, and a moment in milliseconds is one.
 */
class Done {
  readonly state = 'done'
  readonly fingerprint: string
  readonly #answer: KeptText

  constructor(fingerprint: string, answer: KeptText) {
    this.fingerprint = fingerprint
    this.#answer = answer
  }

  get answer(): string {
    return this.#answer.read()
  }
}
type HeldInMemory = Attempted | Unknown | Done

export class MemoryIdempotencyRecords implements IdempotencyRecords {
  readonly #keys: ExpiringMap<HeldInMemory>
  readonly #waiters: KeyWaiters
  readonly #answers = new TextPages()
  readonly #now: () => number
  readonly #retentionMs: number
  #attempts = 0

  constructor({ retention, maxEntries, now }: MemorySettings) {
    // forgetting a running attempt would let a second one leave, so a store full of them refuses
    const isPinned = (held: HeldInMemory) => isRunning(held, now())
    this.#keys = new ExpiringMap({ now, maxEntries, isPinned, groupOf: consumerOf })
    this.#waiters = new KeyWaiters({
      read: (key) => ({ held: this.#keys.get(key), now: now() }),
      pollMs: Infinity,
    })
    this.#now = now
    this.#retentionMs = retention.idempotencyMs
  }

  async reserve(
    key: string,
    fingerprint: string,
    leaseMs: number,
    departure?: Departure,
  ): Promise<Reservation> {
    const now = this.#now()
    const held = this.#keys.get(key)
    if (held) return { kind: 'taken', record: toRecord(held, now) }

    this.#attempts += 1
    const attempt = String(this.#attempts)
    const leaseUntil = now + leaseMs
    const attempted: Attempted = {
      key,
      state: departure ? 'sent' : 'reserved',
      fingerprint,
      attempt,
      leaseUntil,
      consumer: departure?.trace?.consumer,
      sentAt: departure?.trace?.sentAt ?? 0,
    }
    this.#keys.set(key, attempted, departure ? leaseUntil + this.#retentionMs : leaseUntil)
    return { kind: 'reserved', attempt }
  }

  async markSent(key: string, attempt: string, trace?: SentTrace): Promise<boolean> {
    const running = this.#runningOf(key, attempt)
    if (!running || running.leaseUntil <= this.#now()) return false

    running.state = 'sent'
    if (trace) {
      running.consumer = trace.consumer
      running.sentAt = trace.sentAt
    }
    this.#keys.set(key, running, running.leaseUntil + this.#retentionMs)
    return true
  }

  async settle(
    key: string,
    attempt: string,
    state: 'done' | 'unknown',
    answer: string,
  ): Promise<void> {
    const running = this.#runningOf(key, attempt)
    if (!running) return

    const { fingerprint } = running
    this.#settle(
      key,
      state === 'done'
        ? new Done(fingerprint, this.#answers.keep(answer))
        : { ...running, state, answer },
    )
  }

  async learn(key: string, answer: string): Promise<boolean> {
    const held = this.#keys.get(key)
    if (!held || toRecord(held, this.#now()).state !== 'unknown') return false

    this.#settle(key, new Done(held.fingerprint, this.#answers.keep(answer)))
    return true
  }

  async unansweredOf(consumer: ConsumerKey): Promise<readonly Unanswered[]> {
    return this.#keys.valuesOf(consumer).flatMap((held) => {
      if (held.state !== 'sent' && held.state !== 'unknown') return []
      return [{ key: held.key, sentAt: held.sentAt, until: held.leaseUntil }]
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

  #runningOf(key: string, attempt: string): Attempted | undefined {
    const held = this.#keys.get(key)
    if (held?.state !== 'reserved' && held?.state !== 'sent') return undefined
    return held.attempt === attempt ? held : undefined
  }

  #settle(key: string, settled: Unknown | Done): void {
    this.#keys.set(key, settled, this.#now() + this.#retentionMs)
    this.#waiters.wake(key)
  }
}

/** By which a key is found as long as it may count as unanswered. */
function consumerOf(held: HeldInMemory): ConsumerKey | undefined {
  return held.state === 'done' ? undefined : held.consumer
}
