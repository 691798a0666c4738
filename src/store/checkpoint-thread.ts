// Runs in a thread of its own; SqliteCheckpoints starts it, and asks for each checkpoint.
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { giveWay } from '../thread-priority.ts'

// The file that the other connection has open, or none: a new one in its place would take what is in the log.
const file = pathToFileURL(String(workerData))
file.searchParams.set('mode', 'rw')
const database = new DatabaseSync(file)
// as the connection that writes: what was moved is on the disk before the log is written anew
database.exec('PRAGMA synchronous = NORMAL')
// waits for nobody, and moves what nobody still reads
const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)')
// nobody waits for it
giveWay()

parentPort?.on('message', () => {
  try {
    checkpoint.get()
  } catch {
    // the next one may succeed; a disk that fails fails commits too, whose callers are told
  }
  parentPort?.postMessage('done')
})
