// This file makes suites and holds none, so the rules about a test's title and body say nothing here.
/* oxlint-disable jest/valid-title, jest/valid-describe-callback */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe } from '@jest/globals'
import { describeWith } from './programs.ts'
import { RedisServer } from './redis-server.ts'

/** A store of its own, empty, in which several gateway processes can meet. */
export interface SharedStore extends AsyncDisposable {
  /** For `STORE_URL`. */
  readonly url: string
}

export async function createSqliteFile(): Promise<SharedStore> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'))
  return {
    url: `sqlite:${join(folder, 'gateway.db')}`,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** The same tests for every store that several processes can share. */
export function describeSharedStores(tests: (start: () => Promise<SharedStore>) => void): void {
  describe('on one SQLite file', () => tests(createSqliteFile))
  describeWith('redis-server', 'on one Redis', (program) => tests(() => RedisServer.start(program)))
}
