import { closeSync, fdatasync, openSync } from 'node:fs'
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

  /** Throws when it is not there, or may not be written. */
  constructor(path: string) {
    this.#descriptor = openSync(`${path}-wal`, 'r+')
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
