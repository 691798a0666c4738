import type { DatabaseSync } from 'node:sqlite'
import { SqliteCheckpoints } from './sqlite-checkpoints.ts'
import { SqliteConversationLogs } from './sqlite-conversation-logs.ts'
import { SqliteConversationRegistry } from './sqlite-conversation-registry.ts'
import { openDatabase } from './sqlite-database.ts'
import { SqliteIdempotencyRecords } from './sqlite-idempotency-records.ts'
import { SqliteInbox } from './sqlite-inbox.ts'
import { SqliteLogFile } from './sqlite-log-file.ts'
import { SqliteSightings } from './sqlite-sightings.ts'
import { SqliteWriter } from './sqlite-writer.ts'
import type { Retention, Store } from './store.ts'

export interface SqliteStoreOptions {
  readonly path: string
  readonly retention: Retention
  /** How often a waiting call looks whether another process has settled its key. @default 250 */
  readonly pollMs?: number
  /** How often the watchers of logs look whether another process has written. @default 100 */
  readonly watchPollMs?: number
  readonly now?: () => number
}

/** One file, shared by the processes of one machine. The write lock decides every race. */
export class SqliteStore implements Store {
  readonly idempotency: SqliteIdempotencyRecords
  readonly conversations: SqliteConversationRegistry
  readonly logs: SqliteConversationLogs
  readonly inbox: SqliteInbox
  readonly sightings: SqliteSightings
  readonly #database: DatabaseSync
  readonly #logFile: SqliteLogFile
  readonly #checkpoints: SqliteCheckpoints
  readonly #writer: SqliteWriter

  /** Throws when the file cannot be opened. */
  constructor(options: SqliteStoreOptions) {
    const { path, retention, pollMs = 250, watchPollMs = 100, now = Date.now } = options
    const settings = { retention, pollMs, watchPollMs, now }
    this.#database = openDatabase(path)
    this.#logFile = new SqliteLogFile(this.#database)
    this.#checkpoints = new SqliteCheckpoints(this.#database, path)
    this.#writer = new SqliteWriter(this.#database, this.#logFile.sync, this.#checkpoints.count)
    this.idempotency = new SqliteIdempotencyRecords(this.#database, this.#writer, settings)
    this.conversations = new SqliteConversationRegistry(this.#database, this.#writer, settings)
    this.logs = new SqliteConversationLogs(this.#database, this.#writer, settings)
    this.inbox = new SqliteInbox(this.#database, this.#writer, settings)
    this.sightings = new SqliteSightings(this.#database, this.#writer, settings)
  }

  /** Takes the write lock and gives it back: a file that can only be read cannot serve. */
  async ping(): Promise<void> {
    this.#database.exec('BEGIN IMMEDIATE; ROLLBACK')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#writer.close()
    this.idempotency.close()
    this.logs.close()
    await this.#logFile[Symbol.asyncDispose]()
    await this.#checkpoints[Symbol.asyncDispose]()
    if (this.#database.isOpen) this.#database.close()
  }
}
