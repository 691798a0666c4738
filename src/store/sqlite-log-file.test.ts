import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from '@jest/globals'
import { createDirectory } from '../../test/contract/store-fixtures.ts'
import { openDatabase } from './sqlite-database.ts'
import { SqliteLogFile } from './sqlite-log-file.ts'

describe('SqliteLogFile', () => {
  it('waits once for all who come before a wait begins, and again for who comes after', async () => {
    await using opened = await open()
    const { log } = opened

    const first = log.sync()
    expect(log.sync()).toBe(first)
    // by now it is running, and what is committed from here on may not be in it
    await Promise.resolve()
    const second = log.sync()
    expect(second).not.toBe(first)
    expect(log.sync()).toBe(second)

    const ended: string[] = []
    await Promise.all([
      second.then(() => ended.push('second')),
      first.then(() => ended.push('first')),
    ])
    expect(ended).toEqual(['first', 'second'])
  })

  it('ends what is still waited for when it is closed', async () => {
    await using opened = await open()
    const { log } = opened
    const ended: string[] = []

    const waiting = [log.sync().then(() => ended.push('first'))]
    await Promise.resolve()
    waiting.push(log.sync().then(() => ended.push('second')))
    await log[Symbol.asyncDispose]()

    await Promise.all(waiting)
    expect(ended).toEqual(['first', 'second'])
  })

  it('refuses a database that has no log, and says where it was looked for', async () => {
    await using directory = await createDirectory()
    const path = directory.file('plain.db')
    using database = new DatabaseSync(path)
    expect(() => new SqliteLogFile(database)).toThrow(
      `expected SQLite's write-ahead log at ${path}-wal`,
    )
  })
})

async function open() {
  const directory = await createDirectory()
  const database = openDatabase(directory.file('gateway.db'))
  const log = new SqliteLogFile(database)
  return {
    log,
    [Symbol.asyncDispose]: async () => {
      database.close()
      await directory[Symbol.asyncDispose]()
    },
  }
}
