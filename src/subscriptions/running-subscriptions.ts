import type { ExecutionResult } from 'graphql'
import type { RunningSubscription } from './subscription-runner.ts'

/**
 * The subscriptions of one socket, so that each of them ends with it. graphql-ws knows one by its id,
 * and loses sight of one whose id is used again before it has begun.
 */
export class RunningSubscriptions {
  readonly #byId = new Map<string, RunningSubscription>()
  #starting = 0
  #isClosed = false

  /** Those that begin counted in. */
  get size(): number {
    return this.#byId.size + this.#starting
  }

  starts(): void {
    this.#starting += 1
  }

  /** It will not begin. */
  failed(): void {
    this.#starting -= 1
  }

  /** What came of one that started. */
  began(id: string, result: RunningSubscription | ExecutionResult): void {
    this.#starting -= 1
    if (!(Symbol.asyncIterator in result)) return
    if (this.#isClosed) {
      void result.return()
      return
    }
    void this.#byId.get(id)?.return()
    this.#byId.set(id, result)
    void this.#forgetOnceEnded(id, result)
  }

  /** The socket is closed. */
  close(): void {
    this.#isClosed = true
    for (const subscription of this.#byId.values()) void subscription.return()
  }

  async #forgetOnceEnded(id: string, subscription: RunningSubscription): Promise<void> {
    await subscription.ended
    if (this.#byId.get(id) === subscription) this.#byId.delete(id)
  }
}
