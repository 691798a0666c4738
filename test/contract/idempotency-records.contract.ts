import { describe, expect, it } from '@jest/globals'
import type { ConsumerKey } from '../../src/ids.ts'
import type { SentTrace, Store, Unanswered } from '../../src/store/store.ts'
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

    it('marks a free key sent in the same step, for a request that leaves at once', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await departed(store, 'key', trace)

      const running = await store.idempotency.reserve('key', 'input', leaseMs)
      const unanswered = await store.idempotency.unansweredOf(consumer)
      clock.advance(leaseMs)
      const orphaned = await store.idempotency.reserve('key', 'input', leaseMs)

      const fingerprint = 'input'
      const until = clock.now()
      expect(running).toEqual({ kind: 'taken', record: { state: 'sent', fingerprint } })
      expect(unanswered).toEqual([{ key: 'key', sentAt: trace.sentAt, until }])
      expect(orphaned).toEqual({ kind: 'taken', record: { state: 'unknown', fingerprint } })
    })

    it('marks nothing sent that is taken', async () => {
      await using store = await adapter.open(Date.now)
      const attempt = await reserved(store, 'key')

      const refused = await store.idempotency.reserve('key', 'input', leaseMs, { trace })

      const record = { state: 'reserved', fingerprint: 'input' }
      expect(refused).toEqual({ kind: 'taken', record })
      expect(await store.idempotency.unansweredOf(consumer)).toEqual([])
      expect(await store.idempotency.markSent('key', attempt)).toBe(true)
    })

    it('shows a request that leaves at once nothing of an earlier attempt', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const first = await departed(store, 'key', trace)
      await store.idempotency.settle('key', first, 'done', 'old')
      clock.advance(retention.idempotencyMs)

      await departed(store, 'key')
      clock.advance(leaseMs)

      expect(await settledRecord(store, 'key')).toEqual({ state: 'unknown', fingerprint: 'input' })
      expect(await store.idempotency.unansweredOf(consumer)).toEqual([])
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
    it.each([
      ['done', 'sent', send],
      ['unknown', 'sent', send],
      ['done', 'sent at once', departed],
      ['unknown', 'sent at once', departed],
    ] as const)('keeps the answer of a %s attempt that was %s', async (state, _, depart) => {
      await using store = await adapter.open(Date.now)
      const attempt = await depart(store, 'key')

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

  describe('learn', () => {
    it.each([
      ['whose attempt settled it as unknown', 'settled'],
      ['whose lease has ended', 'orphaned'],
    ])('makes done a sent key %s, for the retention time from then', async (_, how) => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key')
      await store.idempotency.markSent('key', attempt)
      if (how === 'settled') await store.idempotency.settle('key', attempt, 'unknown', 'who knows')
      clock.advance(leaseMs)

      expect(await store.idempotency.learn('key', 'grüß\u0000dich 👋')).toBe(true)
      clock.advance(retention.idempotencyMs - 1)
      const learnt = await settledRecord(store, 'key')
      clock.advance(1)

      const answer = 'grüß\u0000dich 👋'
      expect(learnt).toEqual({ state: 'done', fingerprint: 'input', answer })
      expect(await settledRecord(store, 'key')).toBeUndefined()
    })

    it('changes nothing that is free, running or done', async () => {
      await using store = await adapter.open(Date.now)
      await reserved(store, 'reserved')
      const sent = await reserved(store, 'sent')
      await store.idempotency.markSent('sent', sent)
      const done = await reserved(store, 'done')
      await store.idempotency.settle('done', done, 'done', 'first')

      const learnt = await Promise.all(
        ['free', 'reserved', 'sent', 'done'].map((key) => store.idempotency.learn(key, 'learnt')),
      )

      expect(learnt).toEqual([false, false, false, false])
      expect(await settledRecord(store, 'free')).toBeUndefined()
      expect(await settledRecord(store, 'done')).toMatchObject({ answer: 'first' })
      expect(await store.idempotency.reserve('sent', 'input', leaseMs)).toMatchObject({
        record: { state: 'sent' },
      })
    })

    it('changes nothing that is forgotten', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key')
      await store.idempotency.markSent('key', attempt)
      clock.advance(leaseMs + retention.idempotencyMs)

      expect(await store.idempotency.learn('key', 'learnt')).toBe(false)
      expect(await settledRecord(store, 'key')).toBeUndefined()
    })

    it('stands against the attempt that comes back', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const attempt = await reserved(store, 'key')
      await store.idempotency.markSent('key', attempt)
      clock.advance(leaseMs)
      await store.idempotency.learn('key', 'learnt')

      await store.idempotency.settle('key', attempt, 'unknown', 'late')
      await store.idempotency.release('key', attempt)
      const again = await store.idempotency.learn('key', 'learnt twice')

      expect(again).toBe(false)
      expect(await settledRecord(store, 'key')).toMatchObject({ state: 'done', answer: 'learnt' })
    })
  })

  describe('unansweredOf', () => {
    it('tells what is sent or unknown, when it left and when its lease ends', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const startedAt = clock.now()
      await send(store, 'sent', { consumer, sentAt: 7 })
      await send(store, 'orphaned', { consumer, sentAt: 5 }, leaseMs / 2)
      const unknown = await send(store, 'unknown', { consumer, sentAt: 6 })
      await store.idempotency.settle('unknown', unknown, 'unknown', 'who knows')
      clock.advance(leaseMs / 2)

      expect(byKey(await store.idempotency.unansweredOf(consumer))).toEqual([
        { key: 'orphaned', sentAt: 5, until: startedAt + leaseMs / 2 },
        { key: 'sent', sentAt: 7, until: startedAt + leaseMs },
        { key: 'unknown', sentAt: 6, until: startedAt + leaseMs },
      ])
    })

    it('tells nothing of what is only reserved, answered, learnt, released or without a trace', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await reserved(store, 'reserved')
      await send(store, 'untraced')
      await store.idempotency.settle('done', await send(store, 'done', trace), 'done', 'answer')
      await store.idempotency.release('released', await send(store, 'released', trace))
      await send(store, 'learnt', trace, 0.5 * leaseMs)
      clock.advance(0.5 * leaseMs)
      await store.idempotency.learn('learnt', 'answer')

      // the second look finds what the first has left behind
      expect(await store.idempotency.unansweredOf(consumer)).toEqual([])
      expect(await store.idempotency.unansweredOf(consumer)).toEqual([])
    })

    it('tells nothing of a request that was refused to leave', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      const late = await reserved(store, 'late')
      clock.advance(leaseMs)

      expect(await store.idempotency.markSent('late', late, trace)).toBe(false)
      const successor = await reserved(store, 'late')
      const meanwhile = await store.idempotency.unansweredOf(consumer)
      await store.idempotency.markSent('late', successor, { consumer, sentAt: 9 })

      expect(meanwhile).toEqual([])
      expect(await store.idempotency.unansweredOf(consumer)).toMatchObject([{ sentAt: 9 }])
    })

    it('tells of the last trace of an attempt, which a mark without one leaves as it was', async () => {
      await using store = await adapter.open(Date.now)
      const attempt = await send(store, 'key', { consumer, sentAt: 1 })

      await store.idempotency.markSent('key', attempt, { consumer, sentAt: 2 })
      await store.idempotency.markSent('key', attempt)

      expect(await store.idempotency.unansweredOf(consumer)).toMatchObject([{ sentAt: 2 }])
    })

    it('shows nothing of an earlier attempt for the same key', async () => {
      await using store = await adapter.open(Date.now)
      await store.idempotency.release('key', await send(store, 'key', trace))

      await send(store, 'key')

      expect(await store.idempotency.unansweredOf(consumer)).toEqual([])
    })

    it('shows nothing of an earlier attempt whose time was over just now', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await send(store, 'key', trace)
      clock.advance(leaseMs + retention.idempotencyMs - 1)
      await reserved(store, 'another')
      clock.advance(1)

      await send(store, 'key')

      expect(await store.idempotency.unansweredOf(consumer)).toEqual([])
    })

    it('tells of a key only to the consumer of its last attempt', async () => {
      await using store = await adapter.open(Date.now)
      const another = 'another' as ConsumerKey
      await store.idempotency.release('key', await send(store, 'key', trace))

      await send(store, 'key', { consumer: another, sentAt: 2 })

      expect(await store.idempotency.unansweredOf(consumer)).toEqual([])
      expect(await store.idempotency.unansweredOf(another)).toMatchObject([
        { key: 'key', sentAt: 2 },
      ])
    })

    it('keeps consumers apart', async () => {
      await using store = await adapter.open(Date.now)
      await send(store, 'key', trace)

      expect(await store.idempotency.unansweredOf('another' as ConsumerKey)).toEqual([])
    })

    it('forgets with the key', async () => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await send(store, 'key', trace)

      clock.advance(leaseMs + retention.idempotencyMs - 1)
      const kept = await store.idempotency.unansweredOf(consumer)
      clock.advance(1)

      expect(kept).toHaveLength(1)
      expect(await store.idempotency.unansweredOf(consumer)).toEqual([])
    })
  })

  describe('release', () => {
    it('frees a reserved key and a sent one', async () => {
      await using store = await adapter.open(Date.now)
      const attempts = {
        reserved: await reserved(store, 'reserved'),
        sent: await send(store, 'sent'),
        departed: await departed(store, 'departed'),
      }

      for (const [key, attempt] of Object.entries(attempts)) {
        await store.idempotency.release(key, attempt)

        expect((await store.idempotency.reserve(key, 'other input', leaseMs)).kind).toBe('reserved')
      }
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

    it.each([
      ['was marked', send],
      ['left at once', departed],
    ])('forgets an orphaned request that %s one retention after its lease', async (_, depart) => {
      const clock = new Clock()
      await using store = await adapter.open(clock.now)
      await depart(store, 'key')

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

const consumer = 'consumer-ada' as ConsumerKey
const trace: SentTrace = { consumer, sentAt: 1_750_000_000_000 }

async function send(store: Store, key: string, by?: SentTrace, forMs = leaseMs): Promise<string> {
  const attempt = await reserved(store, key, 'input', forMs)
  if (await store.idempotency.markSent(key, attempt, by)) return attempt
  throw new Error(`expected ${key} to be marked as sent`)
}

/** Both in one step. */
async function departed(store: Store, key: string, by?: SentTrace): Promise<string> {
  const reservation = await store.idempotency.reserve(key, 'input', leaseMs, { trace: by })
  if (reservation.kind === 'reserved') return reservation.attempt
  throw new Error(`expected ${key} to be free, but it is ${reservation.record.state}`)
}

const byKey = (unanswered: readonly Unanswered[]) =>
  unanswered.toSorted((one, other) => one.key.localeCompare(other.key))
