import { isRunning, toRecord, type KeyReading } from './held-key.ts'
import type { IdempotencyRecord } from './store.ts'

/** The longest delay that a timer takes; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

export interface KeyWatchOptions {
  readonly read: () => KeyReading | Promise<KeyReading>
  readonly pollMs: number
  /** Called once: nothing is read any more. */
  readonly onEnd: () => void
}

/**
 * Reads one key for everybody who waits for it: when it is woken, when its lease ends and each
 * `pollMs`, until no attempt runs, a read fails or nobody waits any more.
 */
export class KeyWatch {
  readonly #options: KeyWatchOptions
  readonly #settled = Promise.withResolvers<IdempotencyRecord | undefined>()
  #woken = Promise.withResolvers<void>()
  #waiting = 0
  #ended = false

  constructor(options: KeyWatchOptions) {
    this.#options = options
    // each who waits hears of a failure through the promise of their own
    this.#settled.promise.catch(() => {})
  }

  async run(): Promise<void> {
    const { read, pollMs } = this.#options
    try {
      while (!this.#ended) {
        // listen from now on: a settlement during the read must not be missed
        this.#woken = Promise.withResolvers()
        const { held, now } = await read()
        if (!held || !isRunning(held, now)) return this.#settle(held && toRecord(held, now))

        await this.#wakeWithin(Math.min(pollMs, held.leaseUntil - now))
      }
    } catch (error) {
      this.fail(error)
    }
  }

  async join(signal: AbortSignal): Promise<IdempotencyRecord | undefined> {
    this.#waiting += 1
    try {
      return await orAborted(this.#settled.promise, signal)
    } finally {
      this.#waiting -= 1
      if (this.#waiting === 0) this.#end()
    }
  }

  wake(): void {
    this.#woken.resolve()
  }

  fail(reason: unknown): void {
    this.#settled.reject(reason)
    this.#end()
  }

  #settle(record: IdempotencyRecord | undefined): void {
    this.#settled.resolve(record)
    this.#end()
  }

  async #wakeWithin(ms: number): Promise<void> {
    const { promise, resolve } = this.#woken
    const timer = setTimeout(resolve, Math.min(ms, MAX_TIMER_MS))
    await promise
    clearTimeout(timer)
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    this.wake()
    this.#options.onEnd()
  }
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', abort))
}
