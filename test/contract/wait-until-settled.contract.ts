import { describe, expect, it } from '@jest/globals'
import { Clock, reserved, settledRecord, type StoreAdapter } from './store-fixtures.ts'

/** A lease that ends while a test waits for it. */
const shortLeaseMs = 20

export function describeWaitUntilSettled(adapter: StoreAdapter): void {
  describe('waitUntilSettled', () => {
    it('tells at once that a key is free', async () => {
      await using store = await adapter.open(Date.now)

      expect(await settledRecord(store, 'key')).toBeUndefined()
    })

    it.each(['done', 'unknown'] as const)('wakes when the attempt settles as %s', async (state) => {
      await using store = await adapter.open(Date.now)
      const attempt = await reserved(store, 'key')
      await store.idempotency.markSent('key', attempt)
      const waiting = Promise.all([settledRecord(store, 'key'), settledRecord(store, 'key')])

      await store.idempotency.settle('key', attempt, state, 'answer')

      const record = { state, fingerprint: 'input', answer: 'answer' }
      expect(await waiting).toEqual([record, record])
    })

    it('wakes when the attempt releases its key', async () => {
      await using store = await adapter.open(Date.now)
      const attempt = await reserved(store, 'key')
      const waiting = settledRecord(store, 'key')

      await store.idempotency.release('key', attempt)

      expect(await waiting).toBeUndefined()
    })

    it('finds the key free when a reserved lease ends', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await reserved(store, 'key', 'input', shortLeaseMs)
      const waiting = settledRecord(store, 'key')

      clock.advance(shortLeaseMs)

      expect(await waiting).toBeUndefined()
    })

    it('finds the outcome unknown when a sent lease ends', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key', 'input', shortLeaseMs)
      await store.idempotency.markSent('key', attempt)
      const waiting = settledRecord(store, 'key')

      clock.advance(shortLeaseMs)

      expect(await waiting).toEqual({ state: 'unknown', fingerprint: 'input' })
    })

    it('goes on waiting when another attempt took the key over', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await reserved(store, 'key', 'input', shortLeaseMs)
      const waiting = settledRecord(store, 'key')
      clock.advance(shortLeaseMs)
      const second = await reserved(store, 'key')

      await store.idempotency.settle('key', second, 'done', 'of the second')

      expect(await waiting).toMatchObject({ state: 'done', answer: 'of the second' })
    })

    it("rejects with the signal's reason, and only for the call whose signal fired", async () => {
      await using store = await adapter.open(Date.now)
      const attempt = await reserved(store, 'key')
      const patience = new AbortController()
      const impatient = store.idempotency.waitUntilSettled('key', patience.signal)
      const patient = settledRecord(store, 'key')
      const reason = new Error('deadline')

      patience.abort(reason)

      await expect(impatient).rejects.toBe(reason)
      await expect(store.idempotency.waitUntilSettled('key', patience.signal)).rejects.toBe(reason)
      await store.idempotency.settle('key', attempt, 'done', 'answer')
      expect(await patient).toMatchObject({ answer: 'answer' })
    })

    it('rejects when the store is closed', async () => {
      const store = await adapter.open(Date.now)
      await reserved(store, 'key')
      const waiting = settledRecord(store, 'key')

      const closing = store[Symbol.asyncDispose]()

      await expect(waiting).rejects.toThrow('closed')
      await closing
    })
  })
}
