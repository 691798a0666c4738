import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { ConversationId } from '../ids.ts'
import { LogWatchers } from './log-watchers.ts'
import { createSweep, inTransaction } from './sqlite-database.ts'
import type { SqliteSettings } from './sqlite-settings.ts'
import type { ConversationLogs, Extension, LogEntry } from './store.ts'

export class SqliteConversationLogs implements ConversationLogs {
  readonly #database: DatabaseSync
  readonly #settings: SqliteSettings
  readonly #watchers: LogWatchers
  /** Where watched logs ended when their watchers were last woken. */
  readonly #ends = new Map<ConversationId, number>()
  readonly #sweep: (now: number) => void
  readonly #head: StatementSync
  readonly #forget: StatementSync
  readonly #putHead: StatementSync
  readonly #putEntry: StatementSync
  readonly #read: StatementSync
  readonly #endsOf: StatementSync
  readonly #dataVersion: StatementSync
  #seenVersion: unknown
  #timer: NodeJS.Timeout | undefined

  constructor(database: DatabaseSync, settings: SqliteSettings) {
    this.#database = database
    this.#settings = settings
    this.#watchers = new LogWatchers({
      onFirst: () => this.#beginToLook(),
      onLast: (id) => this.#endToWatch(id),
    })
    this.#sweep = createSweep(database, 'log')
    this.#head = database.prepare(`
      SELECT state, length, expiresAt FROM log WHERE id = :id AND expiresAt > :now`)
    this.#forget = database.prepare('DELETE FROM log WHERE id = :id')
    this.#putHead = database.prepare(`
      INSERT INTO log (id, state, length, expiresAt) VALUES (:id, :state, :length, :expiresAt)
      ON CONFLICT (id) DO UPDATE SET
        state = excluded.state, length = excluded.length, expiresAt = excluded.expiresAt`)
    this.#putEntry = database.prepare(`
      INSERT INTO log_entry (conversationId, position, text) VALUES (:id, :position, :text)`)
    this.#read = database.prepare(`
      SELECT position, text FROM log_entry
      WHERE conversationId = :id AND position > :after
        AND EXISTS (SELECT 1 FROM log WHERE id = :id AND expiresAt > :now)
      ORDER BY position LIMIT :limit`)
    this.#endsOf = database.prepare(`
      SELECT id, length FROM log
      WHERE id IN (SELECT value FROM json_each(:ids)) AND expiresAt > :now`)
    this.#dataVersion = database.prepare('PRAGMA data_version')
  }

  async extend<E extends Extension>(
    id: ConversationId,
    retentionMs: number,
    decide: (state: string | undefined) => E | undefined,
  ): Promise<E | undefined> {
    const now = this.#settings.now()
    this.#sweep(now)
    const extension = inTransaction(this.#database, () =>
      this.#extend(id, now, retentionMs, decide),
    )
    if (extension && extension.entries.length > 0) this.#watchers.wake(id)
    return extension
  }

  async read(id: ConversationId, after: number, limit: number): Promise<readonly LogEntry[]> {
    const rows = this.#read.all({ id, after, limit, now: this.#settings.now() })
    return rows.map(({ position, text }) => ({ position: Number(position), text: String(text) }))
  }

  async end(id: ConversationId): Promise<number> {
    return Number(this.#head.get({ id, now: this.#settings.now() })?.['length'] ?? 0)
  }

  watch(id: ConversationId, onExtended: () => void): Disposable {
    return this.#watchers.add(id, onExtended)
  }

  close(): void {
    this.#watchers.close()
  }

  #extend<E extends Extension>(
    id: ConversationId,
    now: number,
    retentionMs: number,
    decide: (state: string | undefined) => E | undefined,
  ): E | undefined {
    const head = this.#head.get({ id, now })
    const extension = decide(head && String(head['state']))
    if (!extension) return undefined

    // with its entries, when it has expired and was not swept yet
    if (!head) this.#forget.run({ id })
    const { state, entries } = extension
    const end = Number(head?.['length'] ?? 0)
    const length = end + entries.length
    const expiresAt = Math.max(now + retentionMs, Number(head?.['expiresAt'] ?? 0))
    this.#putHead.run({ id, state, length, expiresAt })
    if (this.#watchers.has(id)) this.#ends.set(id, length)
    for (const [index, text] of entries.entries()) {
      this.#putEntry.run({ id, position: end + 1 + index, text })
    }
    return extension
  }

  #beginToLook(): void {
    if (this.#timer || this.#settings.watchPollMs === Infinity) return
    // the first look finds a change, and wakes for no reason
    this.#seenVersion = undefined
    this.#timer = setInterval(() => this.#lookForOthers(), this.#settings.watchPollMs).unref()
  }

  #endToWatch(id: ConversationId): void {
    this.#ends.delete(id)
    if (this.#watchers.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** A failure of the store is told by each call to it; here the next look may succeed. */
  #lookForOthers(): void {
    try {
      // another one than before once another connection has written anything to the file
      const version = this.#dataVersion.get()?.['data_version']
      if (version === this.#seenVersion) return
      for (const id of this.#noteEnds(this.#watchers.ids)) this.#watchers.wake(id)
      this.#seenVersion = version
    } catch {}
  }

  /** Which of them do not end where they did when they were last woken, if they ever were. */
  #noteEnds(ids: readonly ConversationId[]): readonly ConversationId[] {
    const rows = this.#endsOf.all({ ids: JSON.stringify(ids), now: this.#settings.now() })
    const ends = new Map(rows.map(({ id, length }) => [String(id), Number(length)]))
    return ids.filter((id) => {
      const end = ends.get(id) ?? 0
      const isMoved = end !== this.#ends.get(id)
      this.#ends.set(id, end)
      return isMoved
    })
  }
}
