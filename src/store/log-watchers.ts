import type { ConversationId } from '../ids.ts'

export interface LogWatchersOptions {
  /** The first who watches this log has come. */
  readonly onFirst?: (id: ConversationId) => void
  /** The last who watched this log has gone. */
  readonly onLast?: (id: ConversationId) => void
}

/** Those in this process who watch logs. */
export class LogWatchers {
  readonly #watchersById = new Map<ConversationId, Set<Watcher>>()
  readonly #options: LogWatchersOptions
  #closed = false

  constructor(options: LogWatchersOptions = {}) {
    this.#options = options
  }

  /** How many logs are watched. */
  get size(): number {
    return this.#watchersById.size
  }

  get ids(): readonly ConversationId[] {
    return [...this.#watchersById.keys()]
  }

  has(id: ConversationId): boolean {
    return this.#watchersById.has(id)
  }

  add(id: ConversationId, onExtended: () => void): Disposable {
    if (this.#closed) return { [Symbol.dispose]: () => {} }
    const watcher = { onExtended }
    const watchers = this.#watchersById.get(id)
    if (watchers) watchers.add(watcher)
    else {
      this.#watchersById.set(id, new Set([watcher]))
      this.#options.onFirst?.(id)
    }
    return { [Symbol.dispose]: () => this.#remove(id, watcher) }
  }

  wake(id: ConversationId): void {
    const watchers = this.#watchersById.get(id)
    if (!watchers) return
    // who comes during this knows already; who leaves wants to hear nothing more
    const present = [...watchers]
    for (const watcher of present) if (watchers.has(watcher)) call(watcher)
  }

  /** Nobody is woken any more. */
  close(): void {
    this.#closed = true
    for (const [id, watchers] of this.#watchersById) {
      for (const watcher of watchers) this.#remove(id, watcher)
    }
  }

  #remove(id: ConversationId, watcher: Watcher): void {
    const watchers = this.#watchersById.get(id)
    if (!watchers?.delete(watcher) || watchers.size > 0) return
    this.#watchersById.delete(id)
    this.#options.onLast?.(id)
  }
}

interface Watcher {
  readonly onExtended: () => void
}

/** A fault of one who watches must hurt neither the others nor the writer. */
function call({ onExtended }: Watcher): void {
  try {
    onExtended()
  } catch (error) {
    process.emitWarning(`a watcher of a log threw: ${String(error)}`)
  }
}
