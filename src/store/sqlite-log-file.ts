import { closeSync, fdatasync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'

const waitForDisk = promisify(fdatasync)

/**
 * The write-ahead log of a database that is open, as a file. It stays the same file for as long as
 * that is: SQLite begins it anew by writing over it. https://sqlite.org/walformat.html
 */
export class SqliteLogFile implements AsyncDisposable {
  readonly #descriptor: number
  #running: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  /** Throws when there is none, as where the file system allows none, or when it may not be written. */
  constructor(database: DatabaseSync) {
    // where the file really is: it may have been opened by a link
    const path = `${database.location()}-wal`
    try {
      this.#descriptor = openSync(path, 'r+')
    } catch (error) {
      throw new Error(`expected SQLite's write-ahead log at ${path}`, { cause: error })
    }
  }

  /**
   * Resolves once all that was committed before this call is on the disk. The wait is another
   * thread's. One that is running may have begun before the commit, so whoever comes meanwhile
   * waits for the next, together.
   */
  readonly sync = (): Promise<void> => {
    this.#next ??= this.#running.then(() => this.#run())
    return this.#next
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#next, this.#running])
    closeSync(this.#descriptor)
  }

  #run(): Promise<void> {
    this.#next = undefined
    const sync = waitForDisk(this.#descriptor)
    // who waits for it is told how it ended
    this.#running = sync.catch(() => {})
    return sync
  }
}
