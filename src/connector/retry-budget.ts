/** Share of the requests that may be sent a second time. */
const RETRY_RATIO = 0.2
/** Retries a second that are always allowed, so that little traffic can recover too. */
const MIN_RETRIES_PER_SECOND = 3
const MAX_SAVED = 10

/** Keeps retries from multiplying the load on something that is failing already. */
export class RetryBudget {
  readonly #now: () => number
  #saved = MAX_SAVED
  #refilledAt: number

  constructor(now: () => number = Date.now) {
    this.#now = now
    this.#refilledAt = now()
  }

  /** Each request earns a part of a retry. */
  earn(): void {
    this.#saved = Math.min(MAX_SAVED, this.#saved + RETRY_RATIO)
  }

  /** Whether one more retry may be sent now; it counts as sent. */
  spend(): boolean {
    const now = this.#now()
    const refill = ((now - this.#refilledAt) / 1000) * MIN_RETRIES_PER_SECOND
    this.#saved = Math.min(MAX_SAVED, this.#saved + refill)
    this.#refilledAt = now
    if (this.#saved < 1) return false
    this.#saved -= 1
    return true
  }
}
