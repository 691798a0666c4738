import { describe, expect, it } from '@jest/globals'
import {
  Clock,
  leaseMs,
  reserved,
  retention,
  settledRecord,
  type StoreAdapter,
} from './store-fixtures.ts'

export function describeIdempotencyRecords(adapter: StoreAdapter): void {
  describe('reserve', () => {
    it('gives a free key to exactly one of 200 concurrent callers', async () => {
      await using store = await adapter.open(Date.now)

      const reservations = await Promise.all(
        Array.from({ length: 200 }, () => store.idempotency.reserve('key', 'input', leaseMs)),
      )

      expect(reservations.filter(({ kind }) => kind === 'reserved')).toHaveLength(1)
      expect(reservations.filter(({ kind }) => kind === 'taken')).toHaveLength(199)
    })

    it('tells the fingerprint of whoever has the key', async () => {
      await using store = await adapter.open(Date.now)
      await reserved(store, 'key', 'first input')

      const second = await store.idempotency.reserve('key', 'second input', leaseMs)

      const record = { state: 'reserved', fingerprint: 'first input' }
      expect(second).toEqual({ kind: 'taken', record })
    })

    it('keeps keys apart', async () => {
      await using store = await adapter.open(Date.now)

      const first = await reserved(store, 'one')
      const second = await reserved(store, 'two')

      expect(first).not.toBe(second)
    })

    it('takes over a reserved key the moment its lease ends, not before', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const first = await reserved(store, 'key')

      clock.advance(leaseMs - 1)
      const early = await store.idempotency.reserve('key', 'input', leaseMs)
      clock.advance(1)
      const second = await reserved(store, 'key')

      expect(early.kind).toBe('taken')
      expect(second).not.toBe(first)
    })

    it('never takes over a sent key: once its lease ends it reads as unknown', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key')
      await store.idempotency.markSent('key', attempt)

      const running = await store.idempotency.reserve('key', 'input', leaseMs)
      clock.advance(leaseMs)
      const orphaned = await store.idempotency.reserve('key', 'input', leaseMs)

      const fingerprint = 'input'
      expect(running).toEqual({ kind: 'taken', record: { state: 'sent', fingerprint } })
      expect(orphaned).toEqual({ kind: 'taken', record: { state: 'unknown', fingerprint } })
    })
  })

  describe('markSent', () => {
    it('may be said before each request of one attempt', async () => {
      await using store = await adapter.open(Date.now)
      const attempt = await reserved(store, 'key')

      expect(await store.idempotency.markSent('key', attempt)).toBe(true)
      expect(await store.idempotency.markSent('key', attempt)).toBe(true)
    })

    it('refuses when the lease has ended, even if nobody took the key', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key')

      clock.advance(leaseMs)

      expect(await store.idempotency.markSent('key', attempt)).toBe(false)
      expect((await store.idempotency.reserve('key', 'input', leaseMs)).kind).toBe('reserved')
    })

    it('refuses a second request of a sent attempt once the lease has ended', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key')
      await store.idempotency.markSent('key', attempt)

      clock.advance(leaseMs)

      expect(await store.idempotency.markSent('key', attempt)).toBe(false)
    })

    it('refuses the attempt that was taken over, and not its successor', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const first = await reserved(store, 'key')
      clock.advance(leaseMs)
      const second = await reserved(store, 'key')

      expect(await store.idempotency.markSent('key', first)).toBe(false)
      expect(await store.idempotency.markSent('key', second)).toBe(true)
    })

    it('refuses an attempt that has settled or released, and a key nobody reserved', async () => {
      await using store = await adapter.open(Date.now)
      const settled = await reserved(store, 'settled')
      await store.idempotency.settle('settled', settled, 'done', 'answer')
      const released = await reserved(store, 'released')
      await store.idempotency.release('released', released)

      expect(await store.idempotency.markSent('settled', settled)).toBe(false)
      expect(await store.idempotency.markSent('released', released)).toBe(false)
      expect(await store.idempotency.markSent('never', settled)).toBe(false)
    })
  })

  describe('settle', () => {
    it.each(['done', 'unknown'] as const)('keeps the answer of a %s attempt', async (state) => {
      await using store = await adapter.open(Date.now)
      const attempt = await reserved(store, 'key')
      await store.idempotency.markSent('key', attempt)

      await store.idempotency.settle('key', attempt, state, '{"text":"grüß\u0000dich 👋"}')

      const answer = '{"text":"grüß\u0000dich 👋"}'
      expect(await store.idempotency.reserve('key', 'other', leaseMs)).toEqual({
        kind: 'taken',
        record: { state, fingerprint: 'input', answer },
      })
    })

    it('makes known what was unknown, when the answer comes after the lease', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key')
      await store.idempotency.markSent('key', attempt)
      clock.advance(leaseMs + 1)

      await store.idempotency.settle('key', attempt, 'done', 'late')

      expect(await settledRecord(store, 'key')).toMatchObject({ state: 'done', answer: 'late' })
    })

    it('changes nothing for an attempt that was taken over', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const first = await reserved(store, 'key')
      clock.advance(leaseMs)
      const second = await reserved(store, 'key')
      await store.idempotency.markSent('key', second)

      await store.idempotency.settle('key', first, 'done', 'of the first')
      await store.idempotency.release('key', first)
      await store.idempotency.settle('key', second, 'done', 'of the second')

      expect(await settledRecord(store, 'key')).toMatchObject({ answer: 'of the second' })
    })

    it('brings nothing back once a reserved lease has ended', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key')
      clock.advance(leaseMs)

      await store.idempotency.settle('key', attempt, 'done', 'late')

      expect(await settledRecord(store, 'key')).toBeUndefined()
    })

    it('stands: it can be neither settled again nor released', async () => {
      await using store = await adapter.open(Date.now)
      const attempt = await reserved(store, 'key')
      await store.idempotency.settle('key', attempt, 'done', 'first')

      await store.idempotency.settle('key', attempt, 'unknown', 'second')
      await store.idempotency.release('key', attempt)

      expect(await settledRecord(store, 'key')).toMatchObject({ state: 'done', answer: 'first' })
    })
  })

  describe('release', () => {
    it('frees a reserved key and a sent one', async () => {
      await using store = await adapter.open(Date.now)
      const one = await reserved(store, 'one')
      const two = await reserved(store, 'two')
      await store.idempotency.markSent('two', two)

      await store.idempotency.release('one', one)
      await store.idempotency.release('two', two)

      const again = [
        await store.idempotency.reserve('one', 'other input', leaseMs),
        await store.idempotency.reserve('two', 'other input', leaseMs),
      ]
      expect(again.map(({ kind }) => kind)).toEqual(['reserved', 'reserved'])
    })

    it('frees an unknown key when its attempt comes back and knows there was no effect', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key')
      await store.idempotency.markSent('key', attempt)
      clock.advance(leaseMs + 1)

      await store.idempotency.release('key', attempt)

      expect(await settledRecord(store, 'key')).toBeUndefined()
    })
  })

  describe('retention', () => {
    it('forgets an answer one retention after it was settled', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key')
      clock.advance(leaseMs / 2)
      await store.idempotency.settle('key', attempt, 'done', 'answer')

      clock.advance(retention.idempotencyMs - 1)
      const kept = await settledRecord(store, 'key')
      clock.advance(1)
      const forgotten = await settledRecord(store, 'key')

      expect(kept).toMatchObject({ answer: 'answer' })
      expect(forgotten).toBeUndefined()
      await reserved(store, 'key', 'other input')
    })

    it('forgets an orphaned request one retention after its lease', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key')
      await store.idempotency.markSent('key', attempt)

      clock.advance(leaseMs + retention.idempotencyMs - 1)
      const kept = await settledRecord(store, 'key')
      clock.advance(1)
      const forgotten = await settledRecord(store, 'key')

      expect(kept).toEqual({ state: 'unknown', fingerprint: 'input' })
      expect(forgotten).toBeUndefined()
    })

    it('shows nothing of the earlier answer to who takes an expired key', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const first = await reserved(store, 'key')
      await store.idempotency.settle('key', first, 'done', 'old')
      clock.advance(retention.idempotencyMs)
      const second = await reserved(store, 'key')
      await store.idempotency.markSent('key', second)
      clock.advance(leaseMs)

      expect(await settledRecord(store, 'key')).toEqual({ state: 'unknown', fingerprint: 'input' })
    })
  })
}
