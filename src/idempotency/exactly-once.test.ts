import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import {
  codec,
  createStore,
  gate,
  leaseMs,
  optionsFor,
  ran,
  Upstream,
} from '../../test/support/exactly-once.ts'
import type { ConsumerKey } from '../ids.ts'
import type { IdempotencyRecords } from '../store/store.ts'
import { exactlyOnce } from './exactly-once.ts'

describe('exactlyOnce', () => {
  it('runs once for 1,000 concurrent calls with one key, and gives all the same answer', async () => {
    await using store = createStore()
    const upstream = new Upstream()

    const verdicts = await Promise.all(
      Array.from({ length: 1_000 }, () => exactlyOnce(optionsFor(store), upstream.create)),
    )

    expect(upstream.sent).toBe(1)
    expect(verdicts.filter(({ kind }) => kind === 'ran')).toHaveLength(1)
    expect(verdicts.filter(({ kind }) => kind === 'replayed')).toHaveLength(999)
    expect(verdicts.map((each) => 'answer' in each && each.answer.id)).toEqual(
      Array.from({ length: 1_000 }, () => 'answer-1'),
    )
  })

  it('runs once for each of different keys', async () => {
    await using store = createStore()
    const upstream = new Upstream()

    const one = await exactlyOnce(optionsFor(store, { key: 'one' }), upstream.create)
    const two = await exactlyOnce(optionsFor(store, { key: 'two' }), upstream.create)

    expect([one, two]).toEqual([ran('answer-1'), ran('answer-2')])
  })

  it('replays an answer that says the outcome is unknown', async () => {
    await using store = createStore()
    const upstream = new Upstream()

    const first = await exactlyOnce(optionsFor(store), upstream.createKeeping('unknown'))
    const second = await exactlyOnce(optionsFor(store), upstream.create)

    expect(first).toEqual(ran('answer-1'))
    expect(second).toEqual({ kind: 'replayed', answer: { id: 'answer-1' } })
    expect(upstream.sent).toBe(1)
  })

  it('refuses a reused key, both while the first call runs and after', async () => {
    await using store = createStore()
    const upstream = new Upstream()
    const held = upstream.hold()
    const first = exactlyOnce(optionsFor(store), upstream.create)
    await held.arrived

    const during = await exactlyOnce(
      optionsFor(store, { fingerprint: 'other input' }),
      upstream.create,
    )
    held.release()
    await first
    const after = await exactlyOnce(
      optionsFor(store, { fingerprint: 'other input' }),
      upstream.create,
    )

    expect([during, after]).toEqual([{ kind: 'key-reused' }, { kind: 'key-reused' }])
    expect(upstream.sent).toBe(1)
  })

  it('lets one waiter run when the leader had no effect, and the others replay that', async () => {
    await using store = createStore()
    const upstream = new Upstream()
    const held = upstream.hold()
    const leader = exactlyOnce(optionsFor(store), upstream.createKeeping('release'))
    await held.arrived
    const waiters = [1, 2, 3].map(() => exactlyOnce(optionsFor(store), upstream.create))

    held.release()

    expect(await leader).toEqual(ran('answer-1'))
    const verdicts = await Promise.all(waiters)
    expect(verdicts.map(({ kind }) => kind).toSorted()).toEqual(['ran', 'replayed', 'replayed'])
    expect(verdicts.every((each) => 'answer' in each && each.answer.id === 'answer-2')).toBe(true)
  })

  it('answers unknown, and sends nothing, when the leader died after it was about to send', async () => {
    const clock = { now: 0 }
    await using store = createStore(() => clock.now)
    const upstream = new Upstream()
    const held = upstream.hold()
    void exactlyOnce(optionsFor(store), upstream.create)
    await held.arrived
    const waiter = exactlyOnce(optionsFor(store), upstream.create)

    clock.now = leaseMs
    const late = await exactlyOnce(optionsFor(store), upstream.create)

    expect([await waiter, late]).toEqual([{ kind: 'unknown' }, { kind: 'unknown' }])
    expect(upstream.sent).toBe(1)
  })

  it('runs when the leader died before it sent, and then tells the leader not to send', async () => {
    const clock = { now: 0 }
    await using store = createStore(() => clock.now)
    const upstream = new Upstream()
    const stall = gate()
    const leader = exactlyOnce(optionsFor(store), async (beforeSend) => {
      await stall.opened
      return upstream.create(beforeSend)
    })
    const waiter = exactlyOnce(optionsFor(store), upstream.create)

    clock.now = leaseMs
    const taker = await waiter
    stall.open()

    expect(taker).toEqual(ran('answer-1'))
    expect(await leader).toEqual(ran('not sent'))
    expect(upstream.sent).toBe(1)
    expect(await exactlyOnce(optionsFor(store), upstream.create)).toMatchObject({
      kind: 'replayed',
      answer: { id: 'answer-1' },
    })
  })

  it('stops waiting when the signal fires', async () => {
    await using store = createStore()
    const upstream = new Upstream()
    const held = upstream.hold()
    const leader = exactlyOnce(optionsFor(store), upstream.create)
    await held.arrived
    const deadline = new AbortController()
    const faults: unknown[] = []
    const waiter = exactlyOnce(
      optionsFor(store, {
        signal: deadline.signal,
        onStoreError: (error) => faults.push(error),
      }),
      upstream.create,
    )

    deadline.abort()

    expect(await waiter).toEqual({ kind: 'in-progress' })
    expect(faults).toEqual([])
    held.release()
    expect(await leader).toEqual(ran('answer-1'))
  })

  it('frees the key when the attempt throws before it sent', async () => {
    await using store = createStore()
    const upstream = new Upstream()
    const fault = new Error('a fault of ours')

    const failed = exactlyOnce(optionsFor(store), () => Promise.reject(fault))

    await expect(failed).rejects.toBe(fault)
    expect(await exactlyOnce(optionsFor(store), upstream.create)).toEqual(ran('answer-1'))
  })

  it.each([
    ['before it left', undefined],
    ['as it was taken', () => ({})],
  ])(
    'leaves a key marked sent %s to become unknown when the attempt throws',
    async (_, departure) => {
      const clock = { now: 0 }
      await using store = createStore(() => clock.now)
      const upstream = new Upstream()
      const fault = new Error('a fault of ours')

      const failed = exactlyOnce(
        optionsFor(store, departure && { departure }),
        async (beforeSend) => {
          await upstream.create(beforeSend)
          throw fault
        },
      )

      await expect(failed).rejects.toBe(fault)
      clock.now = leaseMs
      expect(await exactlyOnce(optionsFor(store), upstream.create)).toEqual({ kind: 'unknown' })
      expect(upstream.sent).toBe(1)
    },
  )

  it('takes the key and marks it sent in one step where the first request leaves at once', async () => {
    await using store = createStore()
    const upstream = new Upstream()
    const { records, calls } = counted(store.idempotency)

    const verdict = await exactlyOnce(
      optionsFor(store, { records, departure: () => ({}) }),
      upstream.create,
    )

    expect(verdict).toEqual(ran('answer-1'))
    expect(calls).toEqual(['reserve', 'settle'])
  })

  it('marks the key sent again before each further request', async () => {
    await using store = createStore()
    const upstream = new Upstream()
    const { records, calls } = counted(store.idempotency)

    await exactlyOnce(optionsFor(store, { records, departure: () => ({}) }), async (beforeSend) => {
      await beforeSend()
      return upstream.create(beforeSend)
    })

    expect(calls).toEqual(['reserve', 'markSent', 'settle'])
  })

  it('marks the key sent by itself when the request is for another than was said', async () => {
    await using store = createStore()
    const { records, calls } = counted(store.idempotency)
    const [said, other] = ['said', 'other'].map((each) => each as ConsumerKey)
    const unanswered: unknown[] = []

    await exactlyOnce(
      optionsFor(store, { records, departure: () => ({ consumer: said }) }),
      async (beforeSend) => {
        await beforeSend(other)
        for (const consumer of [said, other]) {
          unanswered.push(await store.idempotency.unansweredOf(consumer as ConsumerKey))
        }
        return { answer: { id: 'answer' }, keep: 'done' }
      },
    )

    expect(calls).toEqual(['reserve', 'markSent', 'settle'])
    expect(unanswered).toEqual([[], [expect.objectContaining({ key: 'key' })]])
  })

  it('sends nothing once its lease has ended, whatever was said when the key was taken', async () => {
    await using store = createStore()
    const upstream = new Upstream()

    const verdict = await exactlyOnce(
      optionsFor(store, { leaseMs: 0, departure: () => ({}) }),
      upstream.create,
    )

    expect(verdict).toEqual(ran('not sent'))
    expect(upstream.sent).toBe(0)
    expect(await exactlyOnce(optionsFor(store), upstream.create)).toEqual(ran('answer-1'))
  })

  it('frees a key that was marked sent for a request that never left', async () => {
    await using store = createStore()
    const upstream = new Upstream()
    const fault = new Error('a fault of ours')

    const failed = exactlyOnce(optionsFor(store, { departure: () => ({}) }), () =>
      Promise.reject(fault),
    )

    await expect(failed).rejects.toBe(fault)
    expect(await exactlyOnce(optionsFor(store), upstream.create)).toEqual(ran('answer-1'))
  })

  it('settles while something else of the attempt is being written, and answers after both', async () => {
    await using store = createStore()
    const upstream = new Upstream()
    const written = gate()
    const events: string[] = []
    const leader = exactlyOnce(optionsFor(store), async (beforeSend) => ({
      ...(await upstream.create(beforeSend)),
      writing: written.opened,
    })).finally(() => events.push('answered'))

    // it waits until the key is settled
    const waiter = await exactlyOnce(optionsFor(store), upstream.create)
    await setImmediate()
    events.push('written')
    written.open()

    expect(waiter).toEqual({ kind: 'replayed', answer: { id: 'answer-1' } })
    expect(await leader).toEqual(ran('answer-1'))
    expect(events).toEqual(['written', 'answered'])
  })

  it('answers unknown when the stored answer cannot be read, and tells why', async () => {
    await using store = createStore()
    const upstream = new Upstream()
    const faults: unknown[] = []
    const fault = new Error('written by another version')
    const decode = () => {
      throw fault
    }
    await exactlyOnce(optionsFor(store), upstream.create)

    const verdict = await exactlyOnce(
      optionsFor(store, {
        codec: { ...codec, decode },
        onStoreError: (error) => faults.push(error),
      }),
      upstream.create,
    )

    expect(verdict).toEqual({ kind: 'unknown' })
    expect(faults).toEqual([fault])
    expect(upstream.sent).toBe(1)
  })
})

/** Those of them that write, and which of their calls an attempt makes. */
function counted(records: IdempotencyRecords) {
  const calls: string[] = []
  const written = new Set(['reserve', 'markSent', 'settle', 'release'])
  const counting = new Proxy(records, {
    get: (target, name: keyof IdempotencyRecords) => {
      const call = target[name].bind(target)
      return (...args: readonly never[]) => {
        if (written.has(name)) calls.push(name)
        return Reflect.apply(call, undefined, args)
      }
    },
  })
  return { records: counting, calls }
}
