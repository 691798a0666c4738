import { describe, expect, it } from '@jest/globals'
import type { HeldKey, KeyReading } from './held-key.ts'
import { KeyWaiters } from './key-waiters.ts'

const running: HeldKey = { state: 'reserved', fingerprint: 'input', leaseUntil: 60_000 }
const done: HeldKey = { state: 'done', fingerprint: 'input', answer: 'yes' }
const never = new AbortController().signal

describe('KeyWaiters', () => {
  it('reads once for a thousand who wait for one key', async () => {
    const source = new Source()
    const waiters = source.createWaiters()
    const waiting = Array.from({ length: 1_000 }, () => waiters.untilSettled('key', never))
    await source.answer(running)

    waiters.wake('key')
    await source.answer(done)

    const record = { state: 'done', fingerprint: 'input', answer: 'yes' }
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 1_000 }, () => record))
    expect(source.reads).toBe(2)
  })

  it('reads again when it is woken during a read', async () => {
    const source = new Source()
    const waiters = source.createWaiters()
    const waiting = waiters.untilSettled('key', never)

    waiters.wake('key')
    await source.answer(running)
    await source.answer(done)

    expect(await waiting).toMatchObject({ answer: 'yes' })
  })

  it('reads afresh for who comes after the others were told', async () => {
    const source = new Source()
    const waiters = source.createWaiters()
    const first = waiters.untilSettled('key', never)
    await source.answer(done)
    await first

    const second = waiters.untilSettled('key', never)
    await source.answer(undefined)

    expect(await second).toBeUndefined()
  })

  it('tells a failed read to all, and reads for the next', async () => {
    const source = new Source()
    const waiters = source.createWaiters()
    const failed = [waiters.untilSettled('key', never), waiters.untilSettled('key', never)]
    await source.fail(new Error('store down'))

    const outcomes = await Promise.allSettled(failed)
    const next = waiters.untilSettled('key', never)
    await source.answer(done)

    const rejected = { status: 'rejected', reason: new Error('store down') }
    expect(outcomes).toEqual([rejected, rejected])
    expect(await next).toMatchObject({ answer: 'yes' })
  })

  it('stops reading when nobody waits any more', async () => {
    const source = new Source()
    const waiters = source.createWaiters()
    const patience = new AbortController()
    const waiting = waiters.untilSettled('key', patience.signal)
    await source.answer(running)

    patience.abort(new Error('deadline'))
    await expect(waiting).rejects.toThrow('deadline')
    waiters.wake('key')

    expect(source.reads).toBe(1)
  })

  it('closes while a read is under way', async () => {
    const source = new Source()
    const waiters = source.createWaiters()
    const waiting = waiters.untilSettled('key', never)

    waiters.close()

    await expect(waiting).rejects.toThrow('closed')
  })
})

/** Answers each read when the test says so. */
class Source {
  reads = 0
  #asked = Promise.withResolvers<PromiseWithResolvers<KeyReading>>()

  createWaiters(): KeyWaiters {
    return new KeyWaiters({ read: () => this.#read(), pollMs: Infinity })
  }

  async answer(held: HeldKey | undefined): Promise<void> {
    const read = await this.#next()
    read.resolve({ held, now: 0 })
    await read.promise
  }

  async fail(error: Error): Promise<void> {
    const read = await this.#next()
    read.reject(error)
  }

  #read(): Promise<KeyReading> {
    this.reads += 1
    const read = Promise.withResolvers<KeyReading>()
    this.#asked.resolve(read)
    return read.promise
  }

  async #next(): Promise<PromiseWithResolvers<KeyReading>> {
    const read = await this.#asked.promise
    this.#asked = Promise.withResolvers()
    return read
  }
}
