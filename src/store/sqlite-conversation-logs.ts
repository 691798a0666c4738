import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { ConversationId } from '../ids.ts'
import { LogWatchers } from './log-watchers.ts'
import { createSweep, type Row } from './sqlite-database.ts'
import type { SqliteSettings } from './sqlite-settings.ts'
import type { SqliteWriter } from './sqlite-writer.ts'
import type { ConversationLogs, Extension, LogEntry } from './store.ts'

export class SqliteConversationLogs implements ConversationLogs {
  readonly #writer: SqliteWriter
  readonly #settings: SqliteSettings
  readonly #watchers: LogWatchers
  /** Of watched logs: the row of the entry that their watchers were last woken for. */
  readonly #toldRows = new Map<ConversationId, number>()
  readonly #sweep: (now: number) => void
  readonly #head: StatementSync
  readonly #forget: StatementSync
  readonly #putHead: StatementSync
  readonly #putEntry: StatementSync
  readonly #read: StatementSync
  readonly #newest: StatementSync
  readonly #from: StatementSync
  readonly #dataVersion: StatementSync
  #seenVersion: unknown
  /** The newest entry of the file at the last look. */
  #seen: StoredEntry | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(database: DatabaseSync, writer: SqliteWriter, settings: SqliteSettings) {
    this.#writer = writer
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
    const entries = 'SELECT rowid AS row, conversationId, text FROM log_entry'
    this.#newest = database.prepare(`${entries} ORDER BY rowid DESC LIMIT 1`)
    this.#from = database.prepare(`${entries} WHERE rowid >= :row ORDER BY rowid`)
    this.#dataVersion = database.prepare('PRAGMA data_version')
  }

  async extend<E extends Extension>(
    id: ConversationId,
    retentionMs: number,
    decide: (state: string | undefined) => E | undefined,
  ): Promise<E | undefined> {
    const extended = await this.#writer.write(() => this.#extend(id, retentionMs, decide))
    if (extended?.lastRow !== undefined) this.#wake(id, extended.lastRow)
    return extended?.extension
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
    retentionMs: number,
    decide: (state: string | undefined) => E | undefined,
  ): { readonly extension: E; readonly lastRow: number | undefined } | undefined {
    const now = this.#settings.now()
    this.#sweep(now)
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
    const rows = entries.map((text, index) =>
      Number(this.#putEntry.run({ id, position: end + 1 + index, text }).lastInsertRowid),
    )
    return { extension, lastRow: rows.at(-1) }
  }

  #beginToLook(): void {
    if (this.#timer || this.#settings.watchPollMs === Infinity) return
    // the first look finds a change, and wakes for no reason
    this.#seenVersion = undefined
    this.#timer = setInterval(() => this.#lookForOthers(), this.#settings.watchPollMs).unref()
  }

  #endToWatch(id: ConversationId): void {
    this.#toldRows.delete(id)
    if (this.#watchers.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** A failure of the store is told by each call to it; here the next look may succeed. */
  #lookForOthers(): void {
    try {
      // before the version: what comes between the two is left to the next look
      const newest = this.#newest.get()
      // another one than before once another connection has written anything to the file
      const version = this.#dataVersion.get()?.['data_version']
      if (version !== this.#seenVersion) this.#wakeSinceLastLook()
      this.#seenVersion = version
      this.#seen = newest && toStored(newest)
    } catch {}
  }

  #wakeSinceLastLook(): void {
    const added = this.#seenVersion === undefined ? undefined : this.#addedSince(this.#seen)
    for (const [id, row] of added ?? []) {
      if (this.#toldRows.get(id) !== row) this.#wake(id, row)
    }
    if (!added) this.#wakeAll()
  }

  /** The last row of each log with entries from this one on; undefined when that cannot be told. */
  #addedSince(seen: StoredEntry | undefined): ReadonlyMap<ConversationId, number> | undefined {
    const entries = this.#from.all({ row: seen?.row ?? 0 }).map(toStored)
    const [first] = entries
    // SQLite gives the row of a newest entry that was deleted to the next one
    if (seen && (first?.id !== seen.id || first.text !== seen.text)) return undefined
    return new Map(entries.map(({ id, row }) => [id, row]))
  }

  #wake(id: ConversationId, lastRow: number): void {
    if (!this.#watchers.has(id)) return
    this.#toldRows.set(id, lastRow)
    this.#watchers.wake(id)
  }

  #wakeAll(): void {
    this.#toldRows.clear()
    for (const id of this.#watchers.ids) this.#watchers.wake(id)
  }
}

interface StoredEntry {
  readonly row: number
  readonly id: ConversationId
  readonly text: string
}

const toStored = ({ row, conversationId, text }: Row): StoredEntry => ({
  row: Number(row),
  // it was one when its log was extended
  id: String(conversationId) as ConversationId,
  text: String(text),
})
