import { readFileSync } from 'node:fs'

/**
 * How many transactions were committed to a SQLite file in WAL mode since its log began anew.
 * https://sqlite.org/fileformat2.html#the_write_ahead_log
 */
export function countCommits(path: string): number {
  const wal = readFileSync(`${path}-wal`)
  if (wal.length === 0) return 0
  const frameSize = 24 + wal.readUInt32BE(8)
  const salt = wal.toString('hex', 16, 24)
  let commits = 0
  for (let at = 32; at + frameSize <= wal.length; at += frameSize) {
    // what an earlier log left behind has another salt
    const isCommit = wal.readUInt32BE(at + 4) !== 0 && wal.toString('hex', at + 8, at + 16) === salt
    if (isCommit) commits += 1
  }
  return commits
}
