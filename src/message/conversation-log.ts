import { setTimeout as sleep } from 'node:timers/promises'
import type { ConversationId } from '../ids.ts'
import type { ConversationLogs, LogEntry } from '../store/store.ts'
import { arrange, type Arranged, nothingYet, type Past } from './arrange.ts'
import type { Happening, StoredEvent } from './stored-event.ts'

/** How many events are read ahead of a reader. */
const PAGE = 100
/** After which a reader looks again whether a store that failed is back. */
const RETRY_MS = 1_000

/** An event with its place in the log of its conversation. */
export interface LoggedEvent {
  /** 1 for the first event of the conversation. */
  readonly position: number
  readonly event: StoredEvent
}

export interface ConversationLogOptions {
  readonly logs: ConversationLogs
  /** How long a conversation's events are kept after the last one, in milliseconds. */
  readonly retentionMs: number
  /** The same, for a conversation that nobody here is known to have opened. */
  readonly strangerRetentionMs: number
  readonly onStoreError: (error: unknown) => void
}

/** What happened in conversations: each event once, in order, with gaps announced. */
export class ConversationLog implements Disposable {
  readonly #options: ConversationLogOptions
  readonly #stop = new AbortController()
  /** The last extension of each conversation that this process has under way. */
  readonly #tails = new Map<ConversationId, Promise<unknown>>()

  constructor(options: ConversationLogOptions) {
    this.#options = options
  }

  /**
   * Takes what happened, in whatever order and however often it is told. Resolves when all of it
   * is in the log, or was there before; what came too early waits for what it follows, a bounded time.
   * @throws when the store fails, or the log is closed while something waits
   */
  async record(
    id: ConversationId,
    happenings: readonly Happening[],
    { isStranger = false }: { readonly isStranger?: boolean } = {},
  ): Promise<void> {
    const { retentionMs, strangerRetentionMs } = this.#options
    const keptMs = isStranger ? strangerRetentionMs : retentionMs
    for (;;) {
      const { waitUntil } = await this.#inTurn(id, () => this.#extend(id, keptMs, happenings))
      if (waitUntil === undefined) return
      await sleep(Math.max(0, waitUntil - Date.now()), undefined, { signal: this.#stop.signal })
    }
  }

  /** The events after this position, oldest first. */
  async page(id: ConversationId, after: number, limit: number): Promise<readonly LoggedEvent[]> {
    return (await this.#options.logs.read(id, after, limit)).map(toLoggedEvent)
  }

  /** The position of the newest event; 0 when there is none. */
  end(id: ConversationId): Promise<number> {
    return this.#options.logs.end(id)
  }

  /**
   * Every event after this position, those to come included, until the signal fires; then it ends
   * without an error. Reads on only when it is asked for the next one, and outlives a store that
   * fails for a while.
   */
  async *follow(
    id: ConversationId,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<LoggedEvent, void, undefined> {
    let woken = Promise.withResolvers<void>()
    const wake = (): void => woken.resolve()
    using _watch = this.#options.logs.watch(id, wake)
    signal.addEventListener('abort', wake, { once: true })
    let position = after
    while (!signal.aborted) {
      // listen from now on: what is added during the read must not be missed
      woken = Promise.withResolvers()
      const page = await this.#pageOrNone(id, position)
      for (const logged of page ?? []) {
        yield logged
        if (signal.aborted) return
        position = logged.position
      }
      if (page === undefined) await Promise.race([woken.promise, sleep(RETRY_MS)])
      else if (page.length === 0) await woken.promise
    }
  }

  /** Whoever waits for what came too early is told that it is over. */
  [Symbol.dispose](): void {
    this.#stop.abort(new Error('the log of conversations was closed'))
  }

  async #extend(
    id: ConversationId,
    retentionMs: number,
    happenings: readonly Happening[],
  ): Promise<Arranged> {
    let arranged: Arranged = { past: nothingYet, told: [], waitUntil: undefined }
    await this.#options.logs.extend(id, retentionMs, (state) => {
      const past: Past = state === undefined ? nothingYet : JSON.parse(state)
      arranged = arrange(past, happenings, Date.now())
      if (arranged.past === past && arranged.told.length === 0) return undefined
      return {
        state: JSON.stringify(arranged.past),
        entries: arranged.told.map((event) => JSON.stringify(event)),
      }
    })
    return arranged
  }

  /** One at a time for each conversation: what has no number keeps the order in which it came. */
  async #inTurn<T>(id: ConversationId, work: () => Promise<T>): Promise<T> {
    const turn = (this.#tails.get(id) ?? Promise.resolve()).then(work, work)
    this.#tails.set(id, turn)
    try {
      return await turn
    } finally {
      if (this.#tails.get(id) === turn) this.#tails.delete(id)
    }
  }

  async #pageOrNone(
    id: ConversationId,
    after: number,
  ): Promise<readonly LoggedEvent[] | undefined> {
    try {
      return await this.page(id, after, PAGE)
    } catch (error) {
      this.#options.onStoreError(error)
      return undefined
    }
  }
}

function toLoggedEvent({ position, text }: LogEntry): LoggedEvent {
  // only `record` writes it
  const event: StoredEvent = JSON.parse(text)
  return { position, event }
}
