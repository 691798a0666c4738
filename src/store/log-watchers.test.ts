import { describe, expect, it } from '@jest/globals'
import type { ConversationId } from '../ids.ts'
import { LogWatchers } from './log-watchers.ts'

const one = 'one' as ConversationId
const two = 'two' as ConversationId

describe('LogWatchers', () => {
  it('tells of the first who watches a log and of the last who goes, each once', () => {
    const told: string[] = []
    const watchers = new LogWatchers({
      onFirst: (id) => told.push(`first of ${id}`),
      onLast: (id) => told.push(`last of ${id}`),
    })

    const watches = [one, one, two].map((id) => watchers.add(id, () => {}))
    for (const watch of watches) watch[Symbol.dispose]()
    for (const watch of watches) watch[Symbol.dispose]()
    watchers.add(one, () => {})

    expect(told).toEqual([
      'first of one',
      'first of two',
      'last of one',
      'last of two',
      'first of one',
    ])
    expect(watchers.ids).toEqual([one])
  })

  it('calls one function as often as it watches', () => {
    const watchers = new LogWatchers()
    let calls = 0
    const onExtended = () => {
      calls += 1
    }
    const watch = watchers.add(one, onExtended)
    watchers.add(one, onExtended)

    watchers.wake(one)
    watch[Symbol.dispose]()
    watchers.wake(one)

    expect(calls).toBe(3)
  })

  it('calls neither who leaves during a call nor who comes during it', () => {
    const watchers = new LogWatchers()
    const called: string[] = []
    watchers.add(one, () => {
      called.push('first')
      leaving[Symbol.dispose]()
      watchers.add(one, () => called.push('coming'))
    })
    const leaving = watchers.add(one, () => called.push('leaving'))

    watchers.wake(one)

    expect(called).toEqual(['first'])
  })

  it('calls nobody once it is closed, and lets nobody in', () => {
    const told: ConversationId[] = []
    const watchers = new LogWatchers({ onLast: (id) => told.push(id) })
    let calls = 0
    const count = () => {
      calls += 1
    }
    watchers.add(one, count)

    watchers.close()
    const late = watchers.add(one, count)
    watchers.wake(one)
    late[Symbol.dispose]()

    expect(calls).toBe(0)
    expect(told).toEqual([one])
    expect(watchers.size).toBe(0)
  })
})
