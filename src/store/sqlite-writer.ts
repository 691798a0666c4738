import type { DatabaseSync } from 'node:sqlite'

export interface WriteOptions {
  /** It, and all that was committed before it, is on the disk before its caller is told. */
  readonly isDurable?: boolean
}

/**
 * Commits together what is written in one turn of the event loop: a commit costs more than what it
 * commits. The lock is held within one call of `#flush`, never across turns.
 */
export class SqliteWriter {
  readonly #database: DatabaseSync
  readonly #onWritten: (writes: number) => void
  #queue: QueuedWrite[] = []
  #isClosed = false

  /** @param onWritten told how many writes were done together, those that failed included */
  constructor(database: DatabaseSync, onWritten: (writes: number) => void = () => {}) {
    this.#database = database
    this.#onWritten = onWritten
  }

  /**
   * Settles in the order of the calls, once everything is committed.
   * @param work reads and writes in one step, after that of earlier calls. When it throws, its
   *   caller alone is told, and none of it is written. It may be called again when another one of
   *   the same turn threw; what its last call returned counts.
   * @throws whatever kept the transaction from being committed; then nothing is written
   */
  write<T>(work: () => T, { isDurable = false }: WriteOptions = {}): Promise<T> {
    if (this.#isClosed) {
      return Promise.reject(new Error('expected an open store, but it was closed before a write'))
    }

    // by then, whatever has come in on the sockets in this turn was heard
    if (this.#queue.length === 0) setImmediate(() => this.#flush())
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const run = () => {
      const result = work()
      return () => resolve(result)
    }
    this.#queue.push(new QueuedWrite(run, reject, isDurable))
    return promise
  }

  /** What was asked for is written; what is asked for from now on is refused. */
  close(): void {
    this.#isClosed = true
    this.#flush()
  }

  #flush(): void {
    const writes = this.#queue
    this.#queue = []
    let left: readonly QueuedWrite[] = writes
    while (left.length > 0) left = this.#commit(left)
    for (const write of writes) write.tell()
    this.#onWritten(writes.length)
  }

  /** @returns those that one that threw took back with it: they are to be done without it */
  #commit(writes: readonly QueuedWrite[]): readonly QueuedWrite[] {
    const runAll = () => {
      for (const write of writes) write.run()
    }
    const commit = () => inTransaction(this.#database, runAll)
    try {
      if (writes.some(({ isDurable }) => isDurable)) durably(this.#database, commit)
      else commit()
      return []
    } catch (error) {
      const others = writes.filter(({ hasFailed }) => !hasFailed)
      if (others.length < writes.length) return others

      for (const write of writes) write.fail(error)
      return []
    }
  }
}

class QueuedWrite {
  readonly isDurable: boolean
  readonly #run: () => () => void
  readonly #reject: (error: unknown) => void
  #hasFailed = false
  #tell = (): void => {}

  /** @param run what it returns tells the caller of the result */
  constructor(run: () => () => void, reject: (error: unknown) => void, isDurable: boolean) {
    this.#run = run
    this.#reject = reject
    this.isDurable = isDurable
  }

  get hasFailed(): boolean {
    return this.#hasFailed
  }

  run(): void {
    try {
      this.#tell = this.#run()
    } catch (error) {
      this.fail(error)
      throw error
    }
  }

  fail(error: unknown): void {
    this.#hasFailed = true
    this.#tell = () => this.#reject(error)
  }

  tell(): void {
    this.#tell()
  }
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  // a transaction that reads first and writes then could find that it may not
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    // SQLite itself may have rolled it back: for a full disk, say
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

/** What `commit` commits, and all that was committed before it, is on the disk when this returns. */
function durably(database: DatabaseSync, commit: () => void): void {
  database.exec('PRAGMA synchronous = FULL')
  try {
    commit()
  } finally {
    database.exec('PRAGMA synchronous = NORMAL')
  }
}
