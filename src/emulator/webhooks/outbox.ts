import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Work in lines, one line per key: in order within a line, while lines do not wait for each other.
 */
export class Outbox<T> {
  readonly #deliver: (item: T, pause: Pause) => Promise<void>
  readonly #onEmpty: () => void
  #lines = new Map<string, T[]>()
  #era = createEra()

  /** @param deliver ends when the next item of the line may follow; it rejects only in a pause */
  constructor(deliver: (item: T, pause: Pause) => Promise<void>, onEmpty: () => void) {
    this.#deliver = deliver
    this.#onEmpty = onEmpty
  }

  get isEmpty(): boolean {
    return this.#lines.size === 0
  }

  add(key: string, item: T): void {
    const line = this.#lines.get(key)
    if (line !== undefined) {
      line.push(item)
      return
    }
    const started = [item]
    this.#lines.set(key, started)
    void this.#work(key, started, this.#era.signal)
  }

  /** Forgets all that waits, and ends every pause. */
  clear(): void {
    const ended = this.#era
    this.#era = createEra()
    this.#lines = new Map()
    ended.abort()
    this.#onEmpty()
  }

  async #work(key: string, line: T[], signal: AbortSignal): Promise<void> {
    const pause: Pause = (ms) => sleep(ms, undefined, { signal })
    for (let item = line[0]; item !== undefined; item = line[0]) {
      await this.#deliver(item, pause).catch(() => undefined)
      if (signal.aborted) return
      line.shift()
    }
    this.#lines.delete(key)
    if (this.isEmpty) this.#onEmpty()
  }
}

/** Rejects when there is nothing more to wait for. */
export type Pause = (ms: number) => Promise<void>

function createEra(): AbortController {
  const era = new AbortController()
  setMaxListeners(0, era.signal) // one per line that pauses
  return era
}
