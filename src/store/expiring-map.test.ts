import { describe, expect, it } from '@jest/globals'
import { ExpiringMap } from './expiring-map.ts'

describe('ExpiringMap', () => {
  it('reads an expired entry as absent', () => {
    let now = 0
    const map = new ExpiringMap<Entry>({ now: () => now, maxEntries: 10 })
    map.set('a', entry('a'), 100)

    now = 99
    expect(map.get('a')).toEqual(entry('a'))
    now = 100
    expect(map.get('a')).toBeUndefined()
  })

  it('deletes expired entries while others are written, a few at a time', () => {
    let now = 0
    const map = new ExpiringMap<Entry>({ now: () => now, maxEntries: 1_000 })
    for (let n = 0; n < 25; n += 1) map.set(`old-${n}`, entry('old'), 100)

    now = 100
    const sizes = ['a', 'b', 'c'].map((key) => {
      map.set(key, entry(key), 200)
      return map.size
    })

    expect(sizes).toEqual([16, 7, 3])
  })

  it('gives up the entry written longest ago when it is full', () => {
    const map = new ExpiringMap<Entry>({ now: () => 0, maxEntries: 2 })
    map.set('a', entry('a'), 100)
    map.set('b', entry('b'), 100)
    map.set('a', entry('a again'), 100)

    map.set('c', entry('c'), 100)

    expect(map.size).toBe(2)
    expect(map.get('b')).toBeUndefined()
    expect(map.get('a')?.name).toBe('a again')
  })

  it('keeps its order whichever entry leaves', () => {
    const map = new ExpiringMap<Entry>({ now: () => 0, maxEntries: 10 })
    const kept = () => [...map.values()].map(({ name }) => name)
    for (const name of ['a', 'b', 'c', 'd']) map.set(name, entry(name), 100)

    map.delete('b')
    expect(kept()).toEqual(['a', 'c', 'd'])
    map.delete('d')
    map.set('e', entry('e'), 100)
    expect(kept()).toEqual(['a', 'c', 'e'])
    map.delete('a')
    map.set('c', entry('c again'), 100)
    expect(kept()).toEqual(['e', 'c again'])
    map.clear()
    map.set('f', entry('f'), 100)
    expect(kept()).toEqual(['f'])
  })

  it('passes over pinned entries, and throws when there are no others', () => {
    const isPinned = ({ name }: Entry) => name === 'pinned'
    const map = new ExpiringMap<Entry>({ now: () => 0, maxEntries: 2, isPinned })
    map.set('a', entry('pinned'), 100)
    map.set('b', entry('b'), 100)

    map.set('c', entry('pinned'), 100)

    expect(map.get('b')).toBeUndefined()
    expect(() => map.set('d', entry('d'), 100)).toThrow('all 2 entries are in use')
    expect(map.get('a')?.name).toBe('pinned')
    expect(map.get('c')?.name).toBe('pinned')
  })

  it('counts a value for what it weighs, and always has room for one', () => {
    const weigh = ({ name }: Entry) => name.length
    const map = new ExpiringMap<Entry>({ now: () => 0, maxEntries: 10, weigh })
    const kept = () => [...map.values()].map(({ name }) => name)
    map.set('a', entry('1234'), 100)
    map.set('b', entry('123'), 100)
    map.set('c', entry('123'), 100)

    map.set('b', entry('1'), 100)
    map.set('d', entry('12'), 100)
    expect(kept()).toEqual(['1234', '123', '1', '12'])
    map.set('e', entry('12'), 100)
    expect(kept()).toEqual(['123', '1', '12', '12'])
    map.set('f', entry('12345678901234'), 100)
    expect(kept()).toEqual(['12345678901234'])
    map.set('g', entry('1'), 100)
    expect(kept()).toEqual(['1'])
  })

  it('shows its values without the expired ones', () => {
    let now = 0
    const map = new ExpiringMap<Entry>({ now: () => now, maxEntries: 10 })
    map.set('a', entry('short'), 100)
    map.set('b', entry('long'), 200)

    now = 100

    expect([...map.values()]).toEqual([entry('long')])
  })

  it('finds the values of a group, written longest ago first, whichever of them leave', () => {
    let now = 0
    const groupOf = ({ name }: Entry) => name.at(0)
    const map = new ExpiringMap<Entry>({ now: () => now, maxEntries: 6, groupOf })
    const names = (group: string) => map.valuesOf(group).map(({ name }) => name)
    for (const name of ['x1', 'y1', 'x2', 'x3', 'y2']) map.set(name, entry(name), 200)
    map.set('short', entry('x4'), 100)
    expect(names('x')).toEqual(['x1', 'x2', 'x3', 'x4'])
    expect(names('y')).toEqual(['y1', 'y2'])

    now = 100
    expect(names('x')).toEqual(['x1', 'x2', 'x3'])
    map.delete('x2')
    expect(names('x')).toEqual(['x1', 'x3'])
    map.set('x3', entry('y3'), 200)
    expect(names('x')).toEqual(['x1'])
    expect(names('y')).toEqual(['y1', 'y2', 'y3'])
    map.delete('y2')
    map.set('y1', entry('y1'), 200)
    expect(names('y')).toEqual(['y3', 'y1'])
    map.delete('x1')
    expect(names('x')).toEqual([])
    map.clear()
    expect(names('y')).toEqual([])
    map.set('a', entry('y4'), 200)
    expect(names('y')).toEqual(['y4'])
  })

  it('lets go of a group with its last value, and of none without one', () => {
    const groupOf = ({ name }: Entry) => (name === 'alone' ? undefined : name)
    const map = new ExpiringMap<Entry>({ now: () => 0, maxEntries: 1, groupOf })
    map.set('a', entry('x'), 100)

    map.set('b', entry('alone'), 100)

    expect(map.valuesOf('x')).toEqual([])
    expect([...map.values()]).toEqual([entry('alone')])
  })
})

interface Entry {
  readonly name: string
}

const entry = (name: string): Entry => ({ name })
