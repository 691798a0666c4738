import type { KeyReading } from './held-key.ts'
import { KeyWatch } from './key-watch.ts'
import type { IdempotencyRecord } from './store.ts'

export interface KeyWaitersOptions {
  readonly read: (key: string) => KeyReading | Promise<KeyReading>
  /** How often to look unasked; Infinity when nobody outside this process can settle a key. */
  readonly pollMs: number
}

/** Those in this process who wait for an attempt to end: one watch for each key, however many wait. */
export class KeyWaiters {
  readonly #watches = new Map<string, KeyWatch>()
  readonly #options: KeyWaitersOptions

  constructor(options: KeyWaitersOptions) {
    this.#options = options
  }

  /** Call it when the key may have changed. */
  wake(key: string): void {
    this.#watches.get(key)?.wake()
  }

  wakeAll(): void {
    for (const watch of this.#watches.values()) watch.wake()
  }

  close(): void {
    const reason = new Error('expected an open store, but it was closed while a call waited in it')
    for (const watch of this.#watches.values()) watch.fail(reason)
  }

  /** The record once no attempt runs any more, or undefined when the key became free. */
  async untilSettled(key: string, signal: AbortSignal): Promise<IdempotencyRecord | undefined> {
    signal.throwIfAborted()
    return (this.#watches.get(key) ?? this.#watch(key)).join(signal)
  }

  #watch(key: string): KeyWatch {
    const { read, pollMs } = this.#options
    const onEnd = () => this.#watches.delete(key)
    const watch = new KeyWatch({ read: () => read(key), pollMs, onEnd })
    this.#watches.set(key, watch)
    void watch.run()
    return watch
  }
}
