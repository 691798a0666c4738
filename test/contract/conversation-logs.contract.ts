import { describe, expect, it, jest } from '@jest/globals'
import type { ConversationId } from '../../src/ids.ts'
import type { Store } from '../../src/store/store.ts'
import { Clock, type StoreAdapter } from './store-fixtures.ts'

const id = 'c1' as ConversationId
const other = 'c2' as ConversationId
const keepMs = 50_000

export function describeConversationLogs(adapter: StoreAdapter): void {
  describe('logs', () => {
    it('number their entries from 1 on, and keep each as it came', async () => {
      await using store = await adapter.open(Date.now)
      await append(store, ['first', '{"text":"grüß\u0000dich 👋"}'])
      await append(store, [''])

      const entries = await store.logs.read(id, 0, 10)

      expect(entries).toEqual([
        { position: 1, text: 'first' },
        { position: 2, text: '{"text":"grüß\u0000dich 👋"}' },
        { position: 3, text: '' },
      ])
      expect(await store.logs.end(id)).toBe(3)
    })

    it('are read from any position on, and no further than asked', async () => {
      await using store = await adapter.open(Date.now)
      await append(store, ['a', 'b', 'c', 'd'])

      const texts = async (after: number, limit: number) =>
        (await store.logs.read(id, after, limit)).map(({ text }) => text)

      expect(await texts(1, 2)).toEqual(['b', 'c'])
      expect(await texts(3, 2)).toEqual(['d'])
      expect(await texts(4, 2)).toEqual([])
      expect(await texts(9, 2)).toEqual([])
      expect(await texts(0, 0)).toEqual([])
    })

    it('are empty where nothing was told', async () => {
      await using store = await adapter.open(Date.now)
      await append(store, ['a'])

      expect(await store.logs.read(other, 0, 10)).toEqual([])
      expect(await store.logs.end(other)).toBe(0)
    })

    it('give each writer the state that the last one left', async () => {
      await using store = await adapter.open(Date.now)
      const seen: (string | undefined)[] = []
      const leave = (state: string, entries: readonly string[]) =>
        store.logs.extend(id, keepMs, (before) => {
          seen.push(before)
          return { state, entries }
        })

      await leave('', ['a'])
      await leave('grüß\u0000dich 👋', [])
      await leave('third', [])

      expect(seen).toEqual([undefined, '', 'grüß\u0000dich 👋'])
      expect(await store.logs.end(id)).toBe(1)
    })

    it('answer what was decided, with whatever else it says', async () => {
      await using store = await adapter.open(Date.now)

      const decided = await store.logs.extend(id, keepMs, () => ({
        state: 's',
        entries: [],
        note: 7,
      }))

      expect(decided).toEqual({ state: 's', entries: [], note: 7 })
    })

    it('stay as they are when their writer decides nothing, or throws', async () => {
      await using store = await adapter.open(Date.now)
      await append(store, ['a'], 'kept')

      const nothing = await store.logs.extend(id, keepMs, () => undefined)
      const failing = store.logs.extend(id, keepMs, () => {
        throw new RangeError('undecided')
      })

      expect(nothing).toBeUndefined()
      await expect(failing).rejects.toThrow('undecided')
      expect(await stateOf(store)).toBe('kept')
      expect(await store.logs.end(id)).toBe(1)
      await append(store, ['b'])
      expect(await store.logs.end(id)).toBe(2)
    })

    it('lose and double nothing when 100 extend one at the same moment', async () => {
      await using store = await adapter.open(Date.now)

      await Promise.all(Array.from({ length: 100 }, () => count(store)))

      const texts = (await store.logs.read(id, 0, 1_000)).map(({ text }) => text)
      expect(texts).toEqual(Array.from({ length: 100 }, (_, n) => String(n + 1)))
      expect(await stateOf(store)).toBe('100')
    })

    it('take ten thousand entries at once', async () => {
      await using store = await adapter.open(Date.now)
      const many = Array.from({ length: 10_000 }, (_, n) => `entry ${n}`)

      await append(store, many)

      expect((await store.logs.read(id, 9_998, 10)).map(({ text }) => text)).toEqual([
        'entry 9998',
        'entry 9999',
      ])
    })

    it('are forgotten wholly, the state included, once their time is over', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await append(store, ['a', 'b'])

      clock.advance(keepMs - 1)
      const kept = await store.logs.end(id)
      clock.advance(1)
      const forgotten = await store.logs.read(id, 0, 10)

      expect(kept).toBe(2)
      expect(forgotten).toEqual([])
      expect(await store.logs.end(id)).toBe(0)
      expect(await stateOf(store)).toBeUndefined()
      await append(store, ['new'])
      expect(await store.logs.read(id, 0, 10)).toEqual([{ position: 1, text: 'new' }])
    })

    it('begin anew the moment their time is over', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const extend = (text: string) =>
        store.logs.extend(id, 10, (before) => ({ state: `${before}.`, entries: [text] }))
      await extend('old')

      clock.advance(10)
      await extend('new')

      expect(await store.logs.read(id, 0, 10)).toEqual([{ position: 1, text: 'new' }])
      expect(await stateOf(store)).toBe('undefined.')
    })

    it('are kept longer by a later extension, never shorter', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await append(store, ['a'])
      await store.logs.extend(id, keepMs / 5, () => ({ state: 's', entries: ['b'] }))

      clock.advance(keepMs - 1)
      await append(store, ['c'])
      clock.advance(keepMs - 1)

      expect((await store.logs.read(id, 0, 10)).map(({ text }) => text)).toEqual(['a', 'b', 'c'])
    })
  })

  describe('watching a log', () => {
    it('tells each who watches it, however many they are', async () => {
      await using store = await adapter.open(Date.now)
      const watches = Array.from({ length: 20 }, () => new Watch(store))

      await append(store, ['a'])

      expect(await Promise.all(watches.map((watch) => watch.untilEnd(1)))).toHaveLength(20)
    })

    it('tells who watches it of every extension, and of no other log', async () => {
      await using store = await adapter.open(Date.now)
      await append(store, ['before'])
      using watch = new Watch(store)
      using another = new Watch(store, other)

      await append(store, ['a'])
      await watch.untilEnd(2)
      await append(store, ['b'])
      await watch.untilEnd(3)
      await store.logs.extend(other, keepMs, () => ({ state: 's', entries: ['c'] }))
      await another.untilEnd(1)

      expect(await store.logs.end(id)).toBe(3)
    })

    it('does not tell who has gone, and goes on telling who stays', async () => {
      await using store = await adapter.open(Date.now)
      const gone = new Watch(store)
      using stays = new Watch(store)
      await append(store, ['a'])
      await Promise.all([gone.untilEnd(1), stays.untilEnd(1)])

      gone[Symbol.dispose]()
      gone[Symbol.dispose]()
      const callsBefore = gone.calls
      await append(store, ['b'])
      await stays.untilEnd(2)

      expect(gone.calls).toBe(callsBefore)
    })

    it('is not spoilt by another who throws, and of that the process is warned', async () => {
      await using store = await adapter.open(Date.now)
      const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
      using _throwing = store.logs.watch(id, () => {
        throw new Error('of the watcher')
      })
      using watch = new Watch(store)

      await append(store, ['a'])
      await append(store, ['b'])

      await watch.untilEnd(2)
      expect(warn).toHaveBeenCalledWith(expect.stringContaining('of the watcher'))
      warn.mockRestore()
    })

    it('tells of a log that begins anew once its time is over', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      using watch = new Watch(store)
      await append(store, ['old'])
      await watch.untilEnd(1)

      clock.advance(keepMs)
      await append(store, ['new'])
      await watch.untilEnd(1)

      expect(await store.logs.read(id, 0, 10)).toEqual([{ position: 1, text: 'new' }])
    })

    it('begins anew after everybody had gone', async () => {
      await using store = await adapter.open(Date.now)
      {
        using first = new Watch(store)
        await append(store, ['a'])
        await first.untilEnd(1)
      }
      using second = new Watch(store)

      await append(store, ['b'])

      await second.untilEnd(2)
      expect(second.calls).toBeGreaterThan(0)
    })

    it('ends with the store', async () => {
      const store = await adapter.open(Date.now)
      const watch = new Watch(store)

      await store[Symbol.asyncDispose]()

      expect(() => watch[Symbol.dispose]()).not.toThrow()
    })
  })
}

export const append = (store: Store, entries: readonly string[], state = 'state') =>
  store.logs.extend(id, keepMs, () => ({ state, entries }))

/** The state counts the extensions, and each entry says which one it was. */
export const count = (store: Store) =>
  store.logs.extend(id, keepMs, (before) => {
    const state = String(Number(before ?? 0) + 1)
    return { state, entries: [state] }
  })

export async function stateOf(store: Store): Promise<string | undefined> {
  let found: string | undefined
  await store.logs.extend(id, keepMs, (state) => {
    found = state
    return undefined
  })
  return found
}

/** Looks at its log whenever it is called back, and never else. */
export class Watch implements Disposable {
  calls = 0
  readonly #logs: Store['logs']
  readonly #id: ConversationId
  readonly #watch: Disposable
  #called = Promise.withResolvers<void>()

  constructor({ logs }: Store, watched = id) {
    this.#logs = logs
    this.#id = watched
    this.#watch = logs.watch(watched, () => {
      this.calls += 1
      this.#called.resolve()
    })
  }

  /** Resolves when a call has told that the log has this many entries. */
  async untilEnd(position: number): Promise<void> {
    for (;;) {
      await this.#called.promise
      this.#called = Promise.withResolvers()
      // one that cannot look does not try again before it is called again
      const end = await this.#logs.end(this.#id).catch(() => -1)
      if (end >= position) return
    }
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]()
  }
}
