import { extname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'

/** They leave some 500 pages in the log. SQLite by itself waits for 1,000. */
const WRITES_PER_CHECKPOINT = 250

/** Under a load that writes those in less, fewer checkpoints move what was written often only once. */
const MIN_INTERVAL_MS = 60

/** Of 4 KiB each, until the connection that writes makes a checkpoint itself. */
const MAX_LOG_PAGES = 8_000

/**
 * Has another thread move into the file what was committed to its write-ahead log: that waits for
 * the disk, and takes milliseconds. docs/decisions/0030-checkpoints-by-another-thread.md says more.
 */
export class SqliteCheckpoints implements AsyncDisposable {
  readonly #path: string
  #thread: Worker | undefined
  #isAtWork = false
  #writes = 0
  #askedAt = 0

  /** @param database the connection that writes; it still moves a log that has grown too long. */
  constructor(database: DatabaseSync, path: string) {
    this.#path = path
    // the log begins anew only once all of it was moved, and the thread is behind as long as others write
    database.exec(`PRAGMA wal_autocheckpoint = ${MAX_LOG_PAGES}`)
  }

  /** So many more writes were done. */
  readonly count = (writes: number): void => {
    this.#writes += writes
    if (this.#writes < WRITES_PER_CHECKPOINT || this.#isAtWork) return
    const now = performance.now()
    if (now - this.#askedAt < MIN_INTERVAL_MS) return
    this.#askedAt = now
    this.#writes = 0
    this.#isAtWork = true
    this.#thread ??= this.#start()
    this.#thread.postMessage('checkpoint')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.terminate()
  }

  #start(): Worker {
    // the build puts it beside this as well
    const program = new URL(`./checkpoint-thread${extname(import.meta.url)}`, import.meta.url)
    // some options of this process, such as --input-type, would keep a thread from starting
    const thread = new Worker(program, { workerData: this.#path, execArgv: [] })
    thread.on('message', () => {
      this.#isAtWork = false
    })
    // it counts as at work from then on, and all is left to the connection that writes
    thread.on('error', (error) => {
      process.emitWarning(`the thread for SQLite's checkpoints has ended: ${String(error)}`)
    })
    thread.unref()
    return thread
  }
}
