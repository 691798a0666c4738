import { once } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import { cancellable } from './cancellable.ts'

/** Yields one and two, then waits for what never comes. */
async function* numbers(signal: AbortSignal, ended: () => void) {
  try {
    yield 1
    yield 2
    await once(signal, 'abort')
  } finally {
    ended()
  }
}

describe('a cancellable generator', () => {
  it('passes on what there is, one at a time', async () => {
    const generator = cancellable((signal) => numbers(signal, () => undefined))

    expect(await generator.next()).toEqual({ done: false, value: 1 })
    expect(await generator.next()).toEqual({ done: false, value: 2 })
  })

  it.each(['return', 'throw', 'dispose'] as const)('ends by %s while it waits', async (how) => {
    const ended: string[] = []
    const generator = cancellable((signal) => numbers(signal, () => ended.push('ended')))
    await generator.next()
    await generator.next()
    const waiting = generator.next()

    const over = {
      return: () => generator.return(),
      throw: () => generator.throw(new Error('over')).catch(() => undefined),
      dispose: () => generator[Symbol.asyncDispose](),
    }[how]()
    await over

    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(ended).toEqual(['ended'])
  })
})
