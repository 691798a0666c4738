/** The moment by which one request must be answered, shared by everything done for it. */
export interface Deadline extends Disposable {
  /** Fires at that moment, unless the request ends before. */
  readonly signal: AbortSignal
  /** Milliseconds until then; zero or less once it has passed. */
  msLeft(): number
}

export function createDeadline(timeoutMs: number, now: () => number = Date.now): Deadline {
  return new TimedDeadline(timeoutMs, now)
}

class TimedDeadline implements Deadline {
  readonly signal: AbortSignal
  readonly #at: number
  readonly #now: () => number
  readonly #timer: NodeJS.Timeout

  constructor(timeoutMs: number, now: () => number) {
    const controller = new AbortController()
    this.signal = controller.signal
    this.#at = now() + timeoutMs
    this.#now = now
    // Not AbortSignal.timeout: its timer lives until it fires, long after most requests have ended.
    this.#timer = setTimeout(() => controller.abort(timedOut()), timeoutMs).unref()
  }

  msLeft(): number {
    return this.#at - this.#now()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}

function timedOut(): DOMException {
  return new DOMException('The operation was aborted due to timeout', 'TimeoutError')
}

/** Ends the wait, not the work: rejects with the signal's reason when that fires first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined)
    return Promise.reject(signal.reason)
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  return Promise.race([promise, aborted]).finally(() =>
    signal.removeEventListener('abort', onAbort),
  )
}
