import type { DatabaseSync } from 'node:sqlite'

export interface WriteOptions {
  /**
   * It, and all that was committed before it, is on the disk before its caller is told. When the disk
   * fails, the write is rejected, and may be there all the same.
   */
  readonly isDurable?: boolean
}

/**
 * Commits together what is written in one turn of the event loop: a commit costs more than what it
 * commits. The lock is held within one call of `#flush`, never across turns.
 */
export class SqliteWriter {
  readonly #transaction: (work: () => void) => void
  readonly #sync: () => Promise<void>
  readonly #onWritten: (writes: number) => void
  #queue: QueuedWrite[] = []
  #isClosed = false

  /**
   * @param sync resolves once all that was committed before it was called is on the disk
   * @param onWritten told how many writes were done together, those that failed included
   */
  constructor(
    database: DatabaseSync,
    sync: () => Promise<void>,
    onWritten: (writes: number) => void = () => {},
  ) {
    this.#transaction = createTransaction(database)
    this.#sync = sync
    this.#onWritten = onWritten
  }

  /**
   * Settles in the order of the calls, once everything is committed; what must be durable later.
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
    const waiting: QueuedWrite[] = []
    for (const write of writes) {
      if (write.isDurable && !write.hasFailed) waiting.push(write)
      else write.tell()
    }
    if (waiting.length > 0) void this.#tellOnceOnDisk(waiting)
    this.#onWritten(writes.length)
  }

  async #tellOnceOnDisk(writes: readonly QueuedWrite[]): Promise<void> {
    try {
      await this.#sync()
    } catch (error) {
      for (const write of writes) write.fail(error)
    }
    for (const write of writes) write.tell()
  }

  /** @returns those that one that threw took back with it: they are to be done without it */
  #commit(writes: readonly QueuedWrite[]): readonly QueuedWrite[] {
    const runAll = () => {
      for (const write of writes) write.run()
    }
    try {
      this.#transaction(runAll)
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

function createTransaction(database: DatabaseSync): (work: () => void) => void {
  // one that reads first and writes then could find that it may not
  const begin = database.prepare('BEGIN IMMEDIATE')
  const commit = database.prepare('COMMIT')
  return (work) => {
    begin.run()
    try {
      work()
      commit.run()
    } catch (error) {
      // SQLite itself may have rolled it back: for a full disk, say
      if (database.isTransaction) database.exec('ROLLBACK')
      throw error
    }
  }
}
