import { isRunning, toRecord, type HeldKey } from './held-key.ts'
import type { IdempotencyRecord } from './store.ts'

/** The longest delay that a timer takes; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

interface Waiter {
  readonly wake: () => void
  readonly fail: (reason: unknown) => void
}

/** Those in this process who wait for an attempt to end. */
export class KeyWaiters {
  readonly #waiting = new Map<string, Set<Waiter>>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  wake(key: string): void {
    for (const waiter of this.#waiting.get(key) ?? []) waiter.wake()
  }

  close(): void {
    const reason = new Error('expected an open store, but it was closed while a call waited in it')
    for (const waiters of this.#waiting.values()) for (const waiter of waiters) waiter.fail(reason)
  }

  /**
   * Reads again whenever the key is woken, its lease ends or `pollMs` pass, until no attempt runs.
   * @param pollMs Infinity when nobody outside this process can settle the key
   */
  async untilSettled(
    key: string,
    read: () => HeldKey | undefined,
    pollMs: number,
    signal: AbortSignal,
  ): Promise<IdempotencyRecord | undefined> {
    for (;;) {
      signal.throwIfAborted()
      const now = this.#now()
      const held = read()
      const record = held && toRecord(held, now)
      if (!held || !record || !isRunning(record)) return record

      // no await since the read: a settlement in between would be missed
      await this.#next(key, Math.min(pollMs, held.leaseUntil - now), signal)
    }
  }

  async #next(key: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const woken = Promise.withResolvers<void>()
    const waiter: Waiter = { wake: woken.resolve, fail: woken.reject }
    const abort = () => woken.reject(signal.reason)
    const timer = setTimeout(woken.resolve, Math.min(timeoutMs, MAX_TIMER_MS))
    signal.addEventListener('abort', abort)
    this.#add(key, waiter)
    try {
      await woken.promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      this.#remove(key, waiter)
    }
  }

  #add(key: string, waiter: Waiter): void {
    const waiters = this.#waiting.get(key)
    if (waiters) waiters.add(waiter)
    else this.#waiting.set(key, new Set([waiter]))
  }

  #remove(key: string, waiter: Waiter): void {
    const waiters = this.#waiting.get(key)
    waiters?.delete(waiter)
    if (waiters?.size === 0) this.#waiting.delete(key)
  }
}
