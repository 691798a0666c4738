import type { Deadline } from '../deadline.ts'
import type { ConsumerKey } from '../ids.ts'
import type { Departure, IdempotencyRecord, IdempotencyRecords, SentTrace } from '../store/store.ts'

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
export type BeforeSend = (consumer?: ConsumerKey) => Promise<boolean>

/**
 * Does the work under this key unless it was done, is being done or may have been done.
 * @param run awaits `beforeSend` right before each request leaves; on false it must send nothing
 *   more and must keep `release`. What it throws is thrown on.
 */
export async function exactlyOnce<A>(
  options: ExactlyOnceOptions<A>,
  run: (beforeSend: BeforeSend) => Promise<Attempt<A>>,
): Promise<Verdict<A>> {
  const { records, key, fingerprint, leaseMs, signal } = options
  for (;;) {
    const expected = options.departure?.()
    const departure = expected && { trace: toTrace(expected.consumer) }
    const leaseEndsAt = performance.now() + leaseMs
    const reservation = await attempted(options, () =>
      records.reserve(key, fingerprint, leaseMs, departure),
    )
    if (!reservation) return { kind: 'store-unavailable' }
    if (reservation.value.kind === 'reserved') {
      const { attempt } = reservation.value
      return lead(options, { attempt, departure, leaseEndsAt }, run)
    }

    const verdict = toVerdict(reservation.value.record, options)
    if (verdict) return verdict

    const settled = await attempted(options, () => records.waitUntilSettled(key, signal))
    if (!settled) return { kind: 'in-progress' }
    const late = settled.value && toVerdict(settled.value, options)
    if (late) return late
  }
}

interface Lead {
  readonly attempt: string
  /** Of the first request, when the store was told of it with the reservation. */
  readonly departure: Departure | undefined
  /** At the latest, by `performance.now()`. */
  readonly leaseEndsAt: number
}

async function lead<A>(
  options: ExactlyOnceOptions<A>,
  { attempt, departure, leaseEndsAt }: Lead,
  run: (beforeSend: BeforeSend) => Promise<Attempt<A>>,
): Promise<Verdict<A>> {
  const { records, key, codec } = options
  let mayHaveSent = false
  let storeFailed = false
  let told = departure
  const mark = async (consumer: ConsumerKey | undefined) => {
    const trace = toTrace(consumer)
    const marked = await attempted(options, () => records.markSent(key, attempt, trace))
    storeFailed = !marked
    return marked?.value === true
  }
  const beforeSend = async (consumer?: ConsumerKey) => {
    const isTold = told && told.trace?.consumer === consumer && performance.now() < leaseEndsAt
    told = undefined
    const isMarked = isTold || (await mark(consumer))
    mayHaveSent ||= isMarked
    return isMarked
  }

  try {
    const { answer, keep, writing } = await run(beforeSend)
    await attempted(options, () =>
      keep === 'release'
        ? records.release(key, attempt)
        : records.settle(key, attempt, keep, codec.encode(answer)),
    )
    await writing
    if (storeFailed && keep === 'release') return { kind: 'store-unavailable' }
    return { kind: 'ran', answer }
  } catch (error) {
    if (!mayHaveSent) await attempted(options, () => records.release(key, attempt))
    throw error
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

/** The result, boxed; undefined when the store failed or the signal fired, and the failure is told. */
async function attempted<A, T>(
  { signal, onStoreError }: ExactlyOnceOptions<A>,
  call: () => Promise<T>,
): Promise<{ readonly value: T } | undefined> {
  try {
    return { value: await call() }
  } catch (error) {
    if (!(signal.aborted && error === signal.reason)) onStoreError?.(error)
    return undefined
  }
}
