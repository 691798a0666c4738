import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import { createDirectory } from '../../test/contract/store-fixtures.ts'
import { countCommits } from '../../test/support/wal.ts'
import { SqliteWriter } from './sqlite-writer.ts'

describe('SqliteWriter', () => {
  it('commits together what is written in one turn', async () => {
    await using file = await createFile()
    const { writer, put, commits } = file

    await Promise.all([writer.write(put('a')), writer.write(put('b')), writer.write(put('c'))])
    expect(file.names()).toEqual(['a', 'b', 'c'])
    expect(commits()).toBe(1)

    await Promise.all([writer.write(put('d')), writer.write(put('e'))])
    expect(file.names()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(commits()).toBe(2)
  })

  it('takes in what other callbacks of the same turn write', async () => {
    await using file = await createFile()
    const { writer, put, commits } = file

    const first = nextTurn().then(() => writer.write(put('a')))
    const second = nextTurn().then(() => writer.write(put('b')))
    await Promise.all([first, second])

    expect(file.names()).toEqual(['a', 'b'])
    expect(commits()).toBe(1)
  })

  it('tells nobody before the commit, and everybody in the turn of it', async () => {
    await using file = await createFile()
    const { writer, put } = file
    const seen: (readonly string[])[] = []
    const look = () => seen.push(file.names())

    const writing = [writer.write(put('a')).then(look), writer.write(put('b')).then(look)]
    await Promise.resolve()
    expect(seen).toEqual([])
    expect(file.names()).toEqual([])
    await nextTurn()

    expect(seen).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
    await Promise.all(writing)
  })

  it('writes and tells in the order of the calls, failures too', async () => {
    await using file = await createFile()
    const { writer, put } = file
    const told: string[] = []
    const tell = (name: string) => () => told.push(name)

    await Promise.all([
      writer.write(put('a')).then(tell('a')),
      writer.write(fail('b')).catch(tell('b')),
      writer.write(put('c')).then(tell('c')),
    ])

    expect(file.names()).toEqual(['a', 'c'])
    expect(told).toEqual(['a', 'b', 'c'])
  })

  it('shows a work what earlier ones of its turn wrote', async () => {
    await using file = await createFile()
    const { writer, put, database } = file
    const count = () => database.prepare('SELECT count(*) AS items FROM item').get()

    const counted = await Promise.all([
      writer.write(count),
      writer.write(() => (put('a')(), count())),
      writer.write(count),
    ])

    expect(counted).toEqual([{ items: 0 }, { items: 1 }, { items: 1 }])
  })

  it('fails a work that throws alone, and undoes all that it wrote', async () => {
    await using file = await createFile()
    const { writer, put, commits } = file
    const half = (name: string) => () => {
      put(name)()
      fail(name)()
    }

    const outcomes = await Promise.allSettled([
      writer.write(half('a')),
      writer.write(put('b')),
      writer.write(half('c')),
      writer.write(put('d')),
    ])

    expect(outcomes.map(toOutcome)).toEqual(['a failed', 'done', 'c failed', 'done'])
    expect(file.names()).toEqual(['b', 'd'])
    expect(commits()).toBe(1)
  })

  it('answers with what a work returned when it was done without one that failed', async () => {
    await using file = await createFile()
    const { writer, put, database } = file
    const takenBy = (name: string) => () => {
      const taken = database.prepare('SELECT name FROM item').get()
      return taken ? taken['name'] : put(name)()
    }

    const first = writer.write(() => {
      takenBy('a')()
      fail('a')()
    })
    const others = [writer.write(takenBy('b')), writer.write(takenBy('c'))]

    await expect(first).rejects.toThrow('a failed')
    expect(await Promise.all(others)).toEqual(['b', 'b'])
    expect(file.names()).toEqual(['b'])
  })

  it('fails alone what the disk has no room for, although SQLite takes back the others with it', async () => {
    await using file = await createFile()
    const { writer, put, database } = file
    database.exec('PRAGMA max_page_count = 10')

    const outcomes = await Promise.allSettled([
      writer.write(put('a')),
      writer.write(put('big'.repeat(100_000))),
      writer.write(put('c')),
    ])

    expect(outcomes.map(toOutcome)).toEqual(['done', 'database or disk is full', 'done'])
    expect(file.names()).toEqual(['a', 'c'])
    await writer.write(put('d'))
    expect(file.names()).toEqual(['a', 'c', 'd'])
  })

  it('fails all of them while another connection holds the lock, and writes nothing', async () => {
    await using file = await createFile({ timeout: 20 })
    const { writer, put, other } = file
    other.exec('BEGIN IMMEDIATE')

    const outcomes = await Promise.allSettled([writer.write(put('a')), writer.write(put('b'))])
    other.exec('ROLLBACK')

    expect(outcomes.map(toOutcome)).toEqual(['database is locked', 'database is locked'])
    expect(file.names()).toEqual([])
    await writer.write(put('c'))
    expect(file.names()).toEqual(['c'])
  })

  it('fails all of them when the commit fails, and writes nothing', async () => {
    await using file = await createFile()
    const { writer, put, database } = file
    // looked at when it is committed
    const orphan = () => database.exec("INSERT INTO part VALUES ('nobody')")

    const outcomes = await Promise.allSettled([
      writer.write(put('a')),
      writer.write(orphan),
      writer.write(put('b')),
      writer.write(fail('c')),
    ])

    const failed = 'FOREIGN KEY constraint failed'
    expect(outcomes.map(toOutcome)).toEqual([failed, failed, failed, 'c failed'])
    expect(file.names()).toEqual([])
    await writer.write(put('d'))
    expect(file.names()).toEqual(['d'])
  })

  it('tells of what must be durable once all is on the disk, and of the rest before', async () => {
    await using file = await createFile()
    const { writer, put, disk } = file
    const told: string[] = []
    const tell = (name: string) => () => told.push(name)

    const writing = [
      writer.write(put('a')).then(tell('a')),
      writer.write(put('b'), { isDurable: true }).then(tell('b')),
      writer.write(put('c')).then(tell('c')),
      writer.write(fail('d'), { isDurable: true }).catch(tell('d')),
    ]
    await nextTurn()
    expect(told).toEqual(['a', 'c', 'd'])
    expect(disk.syncs.map(({ names }) => names)).toEqual([['a', 'b', 'c']])

    disk.syncs[0]?.resolve()
    await Promise.all(writing)
    expect(told).toEqual(['a', 'c', 'd', 'b'])
  })

  it('does not wait for the disk when nothing that was written must be durable', async () => {
    await using file = await createFile()
    const { writer, put, disk } = file

    await writer.write(put('a'))
    await expect(writer.write(fail('b'), { isDurable: true })).rejects.toThrow('b failed')

    expect(disk.syncs).toEqual([])
  })

  it('rejects what must be durable when the disk fails, and that alone', async () => {
    await using file = await createFile()
    const { writer, put, disk } = file

    const writing = [writer.write(put('a'), { isDurable: true }), writer.write(put('b'))]
    await nextTurn()
    disk.syncs[0]?.reject(new Error('input/output error'))

    const outcomes = await Promise.allSettled(writing)
    expect(outcomes.map(toOutcome)).toEqual(['input/output error', 'done'])
    expect(file.names()).toEqual(['a', 'b'])
  })

  it('writes what was asked for before it is closed, and refuses the rest', async () => {
    await using file = await createFile()
    const { writer, put } = file

    const before = writer.write(put('a'))
    writer.close()
    const after = writer.write(put('b'))

    expect(file.names()).toEqual(['a'])
    await expect(before).resolves.toBe('a')
    await expect(after).rejects.toThrow('expected an open store, but it was closed')
    await nextTurn()
    expect(file.names()).toEqual(['a'])
  })

  it('lets no other connection write between what a work reads and what it writes', async () => {
    await using file = await createFile({ timeout: 0 })
    const { writer, put, database, other } = file
    const readThenWrite = () => {
      database.prepare('SELECT * FROM item').all()
      expect(() => other.exec("INSERT INTO item VALUES ('other')")).toThrow('database is locked')
      return put('a')()
    }

    await writer.write(readThenWrite)

    expect(file.names()).toEqual(['a'])
  })

  it('takes turns with another connection, and never holds the lock until the next turn', async () => {
    await using file = await createFile({ timeout: 0 })
    const { database, other } = file
    database.exec("INSERT INTO item VALUES ('0')")

    await Promise.all([addHundred(database), addHundred(other)])

    expect(file.names()).toEqual(['200'])
  })
})

/** To the number in the file, two in each turn. */
async function addHundred(database: DatabaseSync): Promise<void> {
  const writer = new SqliteWriter(database, async () => {})
  const read = database.prepare('SELECT name FROM item')
  const write = database.prepare('UPDATE item SET name = ?')
  const addOne = () => write.run(String(Number(read.get()?.['name']) + 1))
  for (let n = 0; n < 50; n += 1) {
    await Promise.all([writer.write(addOne), writer.write(addOne)])
  }
}

async function createFile({ timeout = 1_000 } = {}) {
  const directory = await createDirectory()
  const path = directory.file('writer.db')
  const database = new DatabaseSync(path, { timeout })
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE item (name TEXT PRIMARY KEY);
    CREATE TABLE part (item TEXT REFERENCES item (name) DEFERRABLE INITIALLY DEFERRED)`)
  const other = new DatabaseSync(path, { timeout })
  const commitsBefore = countCommits(path)
  const insert = database.prepare('INSERT INTO item VALUES (?)')
  const select = other.prepare('SELECT name FROM item ORDER BY rowid')
  /** As the other connection sees them, in the order in which they were written. */
  const names = () => select.all().map((row) => String(row['name']))
  const disk = createDisk(names)
  return {
    database,
    other,
    disk,
    writer: new SqliteWriter(database, disk.sync),
    put: (name: string) => () => {
      insert.run(name)
      return name
    },
    names,
    commits: () => countCommits(path) - commitsBefore,
    [Symbol.asyncDispose]: async () => {
      database.close()
      other.close()
      await directory[Symbol.asyncDispose]()
    },
  }
}

/** It takes until it is told. */
function createDisk(names: () => readonly string[]) {
  const syncs: (PromiseWithResolvers<void> & { readonly names: readonly string[] })[] = []
  const sync = () => {
    const syncing = { ...Promise.withResolvers<void>(), names: names() }
    syncs.push(syncing)
    return syncing.promise
  }
  return { syncs, sync }
}

const fail = (name: string) => (): never => {
  throw new Error(`${name} failed`)
}

/** In jest, what Node itself throws is no `Error`. */
const toOutcome = (settled: PromiseSettledResult<unknown>): string =>
  settled.status === 'fulfilled' ? 'done' : String(Reflect.get(settled.reason, 'message'))
