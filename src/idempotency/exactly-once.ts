import type { Deadline } from '../deadline.ts'
import type { ConsumerKey } from '../ids.ts'
import type { Eventual } from '../promises.ts'
import type {
  Departure,
  IdempotencyRecord,
  IdempotencyRecords,
  Reservation,
  SentTrace,
} from '../store/store.ts'

export type Verdict<A> =
  /** This call did the work. */
  | { readonly kind: 'ran'; readonly answer: A }
  /** An earlier, or concurrent, call did the work. */
  | { readonly kind: 'replayed'; readonly answer: A }
  /** An earlier attempt died after its request may have left. No answer is known. */
  | { readonly kind: 'unknown' }
  /** Same key, other input. */
  | { readonly kind: 'key-reused' }
  /** Another call was still at work when this one had to stop waiting for it. */
  | { readonly kind: 'in-progress' }
  /** This call sent nothing, or nothing that had an effect. */
  | { readonly kind: 'store-unavailable' }

/**
 * What a finished attempt leaves behind: its answer, for good or as long as nothing better is
 * known, or with `release` a free key, because it certainly had no effect.
 */
export interface Attempt<A> {
  readonly answer: A
  readonly keep: 'done' | 'unknown' | 'release'
  /** What else is being written of it: the store may do both in one step. It never rejects. */
  readonly writing?: Promise<void>
}

export interface Codec<A> {
  encode(answer: A): string
  decode(text: string): A
}

/** For answers that are JSON values. */
export const jsonCodec = <A>(): Codec<A> => ({
  encode: (answer) => JSON.stringify(answer),
  decode: (text) => JSON.parse(text),
})

/** Above what an attempt needs after its deadline to store its answer. */
const LEASE_MARGIN_MS = 5_000

/** For an attempt that watches this deadline. */
export function within(
  deadline: Deadline,
): Pick<ExactlyOnceOptions<unknown>, 'leaseMs' | 'signal'> {
  return { leaseMs: deadline.msLeft() + LEASE_MARGIN_MS, signal: deadline.signal }
}

export interface ExactlyOnceOptions<A> {
  readonly records: IdempotencyRecords
  readonly key: string
  readonly fingerprint: string
  /** Longer than any attempt takes: one that outlives its lease may no longer send. */
  readonly leaseMs: number
  /** Ends the wait for another call's answer; an attempt of our own watches it itself. */
  readonly signal: AbortSignal
  readonly codec: Codec<A>
  /**
   * Tells what the first `beforeSend` will say, where nothing has to be waited for until then: the key is then taken
   * and marked sent in one step.
   */
  readonly departure?: () => { readonly consumer?: ConsumerKey | undefined } | undefined
  /** Told what the verdict does not say: each failure of the store, and each unreadable answer. */
  readonly onStoreError?: (error: unknown) => void
}

/**
 * Said right before each request leaves; on false it must not.
 * @param consumer for whom it leaves, when its outcome can be recognised by that
 */
export type BeforeSend = (consumer?: ConsumerKey) => Eventual<boolean>

/**
 * Waits for `beforeSend` right before each request leaves; on false it sends nothing more and keeps
 * `release`.
 */
export type Run<A> = (beforeSend: BeforeSend) => Promise<Attempt<A>>

/**
 * Does the work under this key unless it was done, is being done or may have been done.
 * @param run what it throws is thrown on
 */
export async function exactlyOnce<A>(
  options: ExactlyOnceOptions<A>,
  run: Run<A>,
): Promise<Verdict<A>> {
  const { records, key, fingerprint, leaseMs, signal } = options
  for (;;) {
    const expected = options.departure?.()
    const departure = expected && { trace: toTrace(expected.consumer) }
    const leaseEndsAt = performance.now() + leaseMs
    let reservation: Reservation
    try {
      reservation = await records.reserve(key, fingerprint, leaseMs, departure)
    } catch (error) {
      tell(options, error)
      return { kind: 'store-unavailable' }
    }
    if (reservation.kind === 'reserved') {
      return new OwnAttempt(options, reservation.attempt, leaseEndsAt, departure).perform(run)
    }

    const verdict = toVerdict(reservation.record, options)
    if (verdict) return verdict

    let settled: IdempotencyRecord | undefined
    try {
      settled = await records.waitUntilSettled(key, signal)
    } catch (error) {
      tell(options, error)
      return { kind: 'in-progress' }
    }
    const late = settled && toVerdict(settled, options)
    if (late) return late
  }
}

/** What this call does under the key that it holds. */
class OwnAttempt<A> {
  readonly #options: ExactlyOnceOptions<A>
  readonly #id: string
  readonly #leaseEndsAt: number
  #told: Departure | undefined
  #mayHaveSent = false
  #hasStoreFailed = false

  /**
   * @param id the store's
   * @param leaseEndsAt at the latest, by `performance.now()`
   * @param told of the first request, when the store was told of it with the reservation
   */
  constructor(
    options: ExactlyOnceOptions<A>,
    id: string,
    leaseEndsAt: number,
    told: Departure | undefined,
  ) {
    this.#options = options
    this.#id = id
    this.#leaseEndsAt = leaseEndsAt
    this.#told = told
  }

  async perform(run: Run<A>): Promise<Verdict<A>> {
    try {
      const { answer, keep, writing } = await run(this.#beforeSend)
      if (keep === 'release') await this.#release()
      else await this.#settle(keep, answer)
      await writing
      if (this.#hasStoreFailed && keep === 'release') return { kind: 'store-unavailable' }
      return { kind: 'ran', answer }
    } catch (error) {
      if (!this.#mayHaveSent) await this.#release()
      throw error
    }
  }

  readonly #beforeSend: BeforeSend = (consumer) => {
    const told = this.#told
    this.#told = undefined
    const isTold = told && told.trace?.consumer === consumer
    if (!isTold || performance.now() >= this.#leaseEndsAt) return this.#mark(consumer)
    this.#mayHaveSent = true
    return true
  }

  async #settle(state: 'done' | 'unknown', answer: A): Promise<void> {
    const { records, key, codec } = this.#options
    try {
      await records.settle(key, this.#id, state, codec.encode(answer))
    } catch (error) {
      tell(this.#options, error)
    }
  }

  async #release(): Promise<void> {
    const { records, key } = this.#options
    try {
      await records.release(key, this.#id)
    } catch (error) {
      tell(this.#options, error)
    }
  }

  async #mark(consumer: ConsumerKey | undefined): Promise<boolean> {
    const { records, key } = this.#options
    this.#hasStoreFailed = false
    try {
      const isMarked = await records.markSent(key, this.#id, toTrace(consumer))
      this.#mayHaveSent ||= isMarked
      return isMarked
    } catch (error) {
      this.#hasStoreFailed = true
      tell(this.#options, error)
      return false
    }
  }
}

function toTrace(consumer: ConsumerKey | undefined): SentTrace | undefined {
  return consumer && { consumer, sentAt: Date.now() }
}

/** Undefined while an attempt runs. */
function toVerdict<A>(
  record: IdempotencyRecord,
  { fingerprint, codec, onStoreError }: ExactlyOnceOptions<A>,
): Verdict<A> | undefined {
  if (record.fingerprint !== fingerprint) return { kind: 'key-reused' }

  switch (record.state) {
    case 'reserved':
    case 'sent':
      return undefined
    case 'unknown':
    case 'done':
      if (record.answer === undefined) return { kind: 'unknown' }
      try {
        return { kind: 'replayed', answer: codec.decode(record.answer) }
      } catch (error) {
        // what was done is lost to us, and doing it again is not an option
        onStoreError?.(error)
        return { kind: 'unknown' }
      }
  }
}

/** That a wait ended with the signal is no failure of the store. */
function tell<A>({ signal, onStoreError }: ExactlyOnceOptions<A>, error: unknown): void {
  if (!(signal.aborted && error === signal.reason)) onStoreError?.(error)
}
