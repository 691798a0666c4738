import type { ConversationId } from '../ids.ts'
import { ExpiringMap } from './expiring-map.ts'
import { LogWatchers } from './log-watchers.ts'
import type { MemorySettings } from './memory-settings.ts'
import type { ConversationLogs, Extension, LogEntry } from './store.ts'

interface HeldLog {
  readonly state: string
  /** It grows in place. */
  readonly entries: string[]
  readonly expiresAt: number
}

export class MemoryConversationLogs implements ConversationLogs {
  readonly #logs: ExpiringMap<HeldLog>
  readonly #watchers = new LogWatchers()
  readonly #now: () => number

  constructor({ maxEntries, now }: Pick<MemorySettings, 'maxEntries' | 'now'>) {
    this.#logs = new ExpiringMap({
      now,
      maxEntries,
      weigh: ({ entries }) => Math.max(1, entries.length),
    })
    this.#now = now
  }

  async extend<E extends Extension>(
    id: ConversationId,
    retentionMs: number,
    decide: (state: string | undefined) => E | undefined,
  ): Promise<E | undefined> {
    const held = this.#logs.get(id)
    const extension = decide(held?.state)
    if (!extension) return undefined

    const { state } = extension
    const entries = held?.entries ?? []
    entries.push(...extension.entries)
    const expiresAt = Math.max(this.#now() + retentionMs, held?.expiresAt ?? 0)
    this.#logs.set(id, { state, entries, expiresAt }, expiresAt)
    if (extension.entries.length > 0) this.#watchers.wake(id)
    return extension
  }

  async read(id: ConversationId, after: number, limit: number): Promise<readonly LogEntry[]> {
    const texts = this.#logs.get(id)?.entries.slice(after, after + limit) ?? []
    return texts.map((text, index) => ({ position: after + 1 + index, text }))
  }

  async end(id: ConversationId): Promise<number> {
    return this.#logs.get(id)?.entries.length ?? 0
  }

  watch(id: ConversationId, onExtended: () => void): Disposable {
    return this.#watchers.add(id, onExtended)
  }

  close(): void {
    this.#watchers.close()
    this.#logs.clear()
  }
}
