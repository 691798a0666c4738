import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'

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
  `
  ALTER TABLE idempotency ADD COLUMN consumer TEXT;
  ALTER TABLE idempotency ADD COLUMN sentAt INTEGER;
  CREATE INDEX unanswered_by_consumer ON idempotency (consumer)
    WHERE consumer IS NOT NULL AND state IN ('sent', 'unknown');

  CREATE TABLE log (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    length INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX log_by_expiry ON log (expiresAt);
  CREATE TABLE log_entry (
    conversationId TEXT NOT NULL REFERENCES log (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (conversationId, position)
  ) STRICT;

  CREATE TABLE notification (
    id TEXT PRIMARY KEY,
    accountId TEXT NOT NULL,
    body TEXT NOT NULL,
    receivedAt INTEGER NOT NULL,
    leaseUntil INTEGER NOT NULL,
    setAsideAt INTEGER,
    expiresAt INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX notification_by_expiry ON notification (expiresAt);
  CREATE INDEX waiting_notification_by_lease
    ON notification (accountId, leaseUntil) WHERE setAsideAt IS NULL;
  CREATE INDEX notification_set_aside
    ON notification (accountId, setAsideAt) WHERE setAsideAt IS NOT NULL;

  CREATE TABLE sighting (
    consumer TEXT NOT NULL,
    conversationId TEXT NOT NULL,
    changedAt INTEGER NOT NULL,
    record TEXT NOT NULL,
    expiresAt INTEGER NOT NULL,
    PRIMARY KEY (consumer, conversationId)
  ) STRICT;
  CREATE INDEX sighting_by_expiry ON sighting (expiresAt);
  `,
  `
  ALTER TABLE conversation ADD COLUMN segment INTEGER NOT NULL DEFAULT 0;
  DROP INDEX open_conversation_by_owner;
  CREATE INDEX open_conversation_by_owner ON conversation (segment, owner) WHERE stage = 'OPEN';
  `,
]

export type Row = Readonly<Record<string, SQLOutputValue>>

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
    // of the few that must not be lost `SqliteLogFile` says when they are on the disk
    database.exec('PRAGMA synchronous = NORMAL')
    // the states are written in the statements themselves, and SQLite makes an index of those in the
    // constraint each time it looks one up
    database.exec('PRAGMA ignore_check_constraints = ON')
    switchToWal(database)
    migrate(database)
    return database
  } catch (error) {
    database?.close()
    const found = error instanceof Error ? error.message : String(error)
    throw new Error(`expected a SQLite database at ${path}, but: ${found}`, { cause: error })
  }
}

/** With a log go all its entries. */
const maxSwept = { idempotency: 500, conversation: 500, notification: 500, sighting: 500, log: 20 }

/** Deletes what has expired, as a part of writing: at most once a second and so many rows a time. */
export function createSweep(database: DatabaseSync, table: keyof typeof maxSwept) {
  const sweep = database.prepare(`
    DELETE FROM ${table}
    WHERE rowid IN (SELECT rowid FROM ${table} WHERE expiresAt <= :now LIMIT ${maxSwept[table]})`)
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
