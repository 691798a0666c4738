import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Another process holds the lock for well under a millisecond. Waiting stops this whole process. */
const BUSY_TIMEOUT_MS = 2_000

/** Each step leads from the schema version of its index to the next. Never change one: add one. */
const migrations: readonly string[] = [
  `
  CREATE TABLE idempotency (
    key TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'sent', 'unknown', 'done')),
    fingerprint TEXT NOT NULL,
    attempt TEXT NOT NULL,
    answer TEXT,
    leaseUntil INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX idempotency_by_expiry ON idempotency (expiresAt);

  CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    accountId TEXT NOT NULL,
    owner TEXT NOT NULL,
    stage TEXT NOT NULL,
    createdAt INTEGER NOT NULL,
    record TEXT NOT NULL,
    expiresAt INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX conversation_by_expiry ON conversation (expiresAt);
  CREATE INDEX open_conversation_by_owner
    ON conversation (accountId, owner, createdAt) WHERE stage = 'OPEN';
  `,
]

/**
 * Opens the file, made with its directory when there is none, at the newest schema version.
 * Throws when it cannot, or when a newer gateway has written the file.
 */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
    // NORMAL survives the death of the process but may lose the last commits with the machine;
    // the one commit that must not be lost is made under FULL (see `durably`)
    database.exec('PRAGMA synchronous = NORMAL')
    switchToWal(database)
    migrate(database)
    return database
  } catch (error) {
    database?.close()
    const found = error instanceof Error ? error.message : String(error)
    throw new Error(`expected a SQLite database at ${path}, but: ${found}`, { cause: error })
  }
}

/** What `write` commits, and all that was committed before it, is on the disk when this returns. */
export function durably<T>(database: DatabaseSync, write: () => T): T {
  database.exec('PRAGMA synchronous = FULL')
  try {
    return write()
  } finally {
    database.exec('PRAGMA synchronous = NORMAL')
  }
}

/** Deletes what has expired, as a part of writing: at most once a second and 500 rows a time. */
export function createSweep(database: DatabaseSync, table: 'idempotency' | 'conversation') {
  const sweep = database.prepare(`
    DELETE FROM ${table}
    WHERE rowid IN (SELECT rowid FROM ${table} WHERE expiresAt <= :now LIMIT 500)`)
  let dueAt = 0
  return (now: number): void => {
    if (now < dueAt) return
    dueAt = now + 1_000
    sweep.run({ now })
  }
}

/**
 * SQLite's busy timeout does not cover this one change of a new file: of several processes that
 * open it at the same moment, all but one are refused at once.
 */
function switchToWal(database: DatabaseSync): void {
  const giveUpAt = Date.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return
    } catch (error) {
      if (!isBusy(error) || Date.now() >= giveUpAt) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

/** The low byte of an extended result code is the primary one; 5 is SQLITE_BUSY. */
const isBusy = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  error.errcode % 256 === 5

function migrate(database: DatabaseSync): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
    if (found > migrations.length) {
      throw new Error(
        `a newer gateway wrote its schema ${found}, this one knows up to ${migrations.length}`,
      )
    }
    for (const step of migrations.slice(found)) database.exec(step)
    database.exec(`PRAGMA user_version = ${migrations.length}; COMMIT`)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
