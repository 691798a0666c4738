import { describe, expect, it } from '@jest/globals'
import { createStore, leaseMs, optionsFor, ran, Upstream } from '../../test/support/exactly-once.ts'
import type { IdempotencyRecords } from '../store/store.ts'
import { exactlyOnce } from './exactly-once.ts'

describe('exactlyOnce, when the store fails', () => {
  it.each(['reserve', 'markSent'] as const)('sends nothing if it cannot %s', async (method) => {
    await using store = createStore()
    const upstream = new Upstream()
    const faults: unknown[] = []
    const records = withFailing(store.idempotency, method)
    const onStoreError = (error: unknown) => faults.push(error)

    const verdict = await exactlyOnce(optionsFor(store, { records, onStoreError }), upstream.create)

    expect(verdict).toEqual({ kind: 'store-unavailable' })
    expect(upstream.sent).toBe(0)
    expect(faults).toEqual([new Error(`${method} failed`)])
    expect(await exactlyOnce(optionsFor(store), upstream.create)).toEqual(ran('answer-1'))
  })

  it('still gives the answer it could not settle, and calls it unknown after the lease', async () => {
    const clock = { now: 0 }
    await using store = createStore(() => clock.now)
    const upstream = new Upstream()
    const faults: unknown[] = []
    const records = withFailing(store.idempotency, 'settle')
    const onStoreError = (error: unknown) => faults.push(error)

    const verdict = await exactlyOnce(optionsFor(store, { records, onStoreError }), upstream.create)
    clock.now = leaseMs
    const later = await exactlyOnce(optionsFor(store), upstream.create)

    expect(verdict).toEqual(ran('answer-1'))
    expect(faults).toEqual([new Error('settle failed')])
    expect(later).toEqual({ kind: 'unknown' })
    expect(upstream.sent).toBe(1)
  })

  it('still gives the answer whose key it could not release', async () => {
    await using store = createStore()
    const upstream = new Upstream()
    const faults: unknown[] = []
    const records = withFailing(store.idempotency, 'release')
    const onStoreError = (error: unknown) => faults.push(error)

    const verdict = await exactlyOnce(
      optionsFor(store, { records, onStoreError }),
      upstream.createKeeping('release'),
    )

    expect(verdict).toEqual(ran('answer-1'))
    expect(faults).toEqual([new Error('release failed')])
  })

  it('does not claim that nothing was sent if it fails while another call is at work', async () => {
    await using store = createStore()
    const upstream = new Upstream()
    const held = upstream.hold()
    const leader = exactlyOnce(optionsFor(store), upstream.create)
    await held.arrived
    const faults: unknown[] = []
    const records = withFailing(store.idempotency, 'waitUntilSettled')
    const onStoreError = (error: unknown) => faults.push(error)

    const waiter = await exactlyOnce(optionsFor(store, { records, onStoreError }), upstream.create)

    expect(waiter).toEqual({ kind: 'in-progress' })
    expect(faults).toEqual([new Error('waitUntilSettled failed')])
    held.release()
    await leader
  })
})

function withFailing(
  records: IdempotencyRecords,
  method: keyof IdempotencyRecords,
): IdempotencyRecords {
  return {
    reserve: (...args) => records.reserve(...args),
    markSent: (key, attempt, trace) => records.markSent(key, attempt, trace),
    settle: (key, attempt, state, answer) => records.settle(key, attempt, state, answer),
    learn: (key, answer) => records.learn(key, answer),
    unansweredOf: (consumer) => records.unansweredOf(consumer),
    release: (key, attempt) => records.release(key, attempt),
    waitUntilSettled: (key, signal) => records.waitUntilSettled(key, signal),
    [method]: () => Promise.reject(new Error(`${method} failed`)),
  }
}
