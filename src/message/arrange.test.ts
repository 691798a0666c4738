import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { arrange, GAP_WAIT_MS, nothingYet, type Past } from './arrange.ts'
import type {
  AcceptStatusStored,
  ChangeStored,
  ChatState,
  ChatStateStored,
  Happening,
  MessageStored,
  StoredEvent,
} from './stored-event.ts'

const message = (sequence: number, dialogId = 'main'): MessageStored => ({
  kind: 'message',
  dialogId,
  from: 'ASSIGNED_AGENT',
  sequence,
  event: { type: 'ContentEvent', contentType: 'text/plain', message: `message ${sequence}` },
})

const receipt = (sequence?: number): AcceptStatusStored => ({
  kind: 'accept-status',
  dialogId: 'main',
  from: 'ASSIGNED_AGENT',
  ...(sequence !== undefined && { sequence }),
  status: 'READ',
  sequences: [0],
})

const typing = (chatState: ChatState, participantId = 'agent-1'): ChatStateStored => ({
  kind: 'chat-state',
  dialogId: 'main',
  from: 'ASSIGNED_AGENT',
  participantId,
  chatState,
})

const change = (at: number, more: Partial<ChangeStored> = {}): ChangeStored => ({
  kind: 'change',
  at,
  stage: 'OPEN',
  ...more,
})

/** Each step is what came, and when. All that was told, in order. */
function tellAll(steps: readonly (readonly [now: number, ...happenings: Happening[]])[]) {
  let past: Past = nothingYet
  const told: StoredEvent[] = []
  for (const [now, ...happenings] of steps) {
    // as a store keeps it
    const arranged = arrange(structuredClone(past), happenings, now)
    past = arranged.past
    told.push(...arranged.told)
  }
  return told
}

const gap = (first: number, last: number): StoredEvent => ({
  kind: 'gap',
  dialogId: 'main',
  first,
  last,
})

/** Events that came out of order without a gap, or gaps that do not begin where the order ended. */
function findUnannounced(told: readonly StoredEvent[]): readonly StoredEvent[] {
  let highest = -1
  const announced = new Set<number>()
  return told.filter((event) => {
    const expected = highest + 1
    if (event.kind === 'gap') {
      for (let each = event.first; each <= event.last; each += 1) announced.add(each)
      highest = event.last
      return event.first !== expected
    }
    if (event.kind !== 'message') return false
    highest = Math.max(highest, event.sequence)
    return event.sequence !== expected && !announced.delete(event.sequence)
  })
}

describe('what is numbered', () => {
  test.each<[string, Parameters<typeof tellAll>[0], StoredEvent[]]>([
    [
      'is told at once in order',
      [
        [0, message(0)],
        [1, receipt(1)],
        [2, message(2)],
      ],
      [message(0), receipt(1), message(2)],
    ],
    [
      'is told once however often it comes',
      [
        [0, message(0)],
        [1, message(0)],
        [2, message(1), message(1)],
      ],
      [message(0), message(1)],
    ],
    [
      'waits for what it follows',
      [
        [0, message(0)],
        [1, message(2)],
        [2, message(3)],
        [3, message(1)],
      ],
      [message(0), message(1), message(2), message(3)],
    ],
    [
      'waits no longer than the bounded time, and the gap is told before it',
      [
        [0, message(0)],
        [1, message(3)],
        [GAP_WAIT_MS + 1, message(3)],
      ],
      [message(0), gap(1, 2), message(3)],
    ],
    [
      'waits until the bounded time is over',
      [
        [0, message(0)],
        [1, message(3)],
        [GAP_WAIT_MS, message(3)],
      ],
      [message(0)],
    ],
    [
      'closes its gap when it comes late, once',
      [
        [0, message(2)],
        [GAP_WAIT_MS, message(2)],
        [GAP_WAIT_MS + 1, message(1)],
        [GAP_WAIT_MS + 2, message(1)],
        [GAP_WAIT_MS + 3, message(0)],
        [GAP_WAIT_MS + 4, message(0), message(2)],
      ],
      [gap(0, 1), message(2), message(1), message(0)],
    ],
    [
      'is released by anything that comes after its time',
      [
        [0, message(1)],
        [GAP_WAIT_MS, typing('ACTIVE')],
      ],
      [typing('ACTIVE'), gap(0, 0), message(1)],
    ],
    [
      'is told with every gap before it, when the later one came first',
      [
        [0, message(5)],
        [10, message(3)],
        [GAP_WAIT_MS, message(5)],
      ],
      [gap(0, 2), message(3), gap(4, 4), message(5)],
    ],
    [
      'does not wait for another dialog',
      [
        [0, message(1)],
        [1, message(0, 'survey')],
      ],
      [message(0, 'survey')],
    ],
    [
      'is not told when it is not for the consumer, and leaves no gap',
      [
        [0, message(0)],
        [1, { kind: 'withheld', dialogId: 'main', sequence: 1 }],
        [2, message(2)],
      ],
      [message(0), message(2)],
    ],
    ['is told as it comes when it has no number after all', [[0, receipt()]], [receipt()]],
  ])('%s', (_, steps, told) => {
    expect(tellAll(steps)).toEqual(told)
  })

  test('says when to look again as long as it waits', () => {
    const { past, waitUntil } = arrange(nothingYet, [message(1)], 100)
    expect(waitUntil).toBe(100 + GAP_WAIT_MS)
    expect(arrange(past, [message(1)], 200).waitUntil).toBe(100 + GAP_WAIT_MS)
    expect(arrange(past, [message(0)], 200).waitUntil).toBeUndefined()
  })

  test('that was told before changes nothing', () => {
    const { past } = arrange(nothingYet, [message(0)], 0)
    expect(arrange(past, [message(0)], 1)).toEqual({ past, told: [], waitUntil: undefined })
  })

  test('never holds back more than a bounded number', () => {
    const many = Array.from({ length: 501 }, (_, index) => message(index + 1))
    expect(tellAll([[0, ...many]])).toEqual([gap(0, 0), ...many])
  })

  test('is told once and in order, however it is shuffled and repeated, if nothing comes too late', () => {
    const delivery = fc.integer({ min: 1, max: 30 }).chain((count) =>
      fc.tuple(
        fc.constant(count),
        fc.shuffledSubarray(
          Array.from({ length: count * 3 }, (_, index) => index % count),
          { minLength: count * 3 },
        ),
      ),
    )
    fc.assert(
      fc.property(delivery, ([count, sequences]) => {
        const told = tellAll(sequences.map((sequence, now) => [now, message(sequence)]))
        expect(told).toEqual(Array.from({ length: count }, (_, sequence) => message(sequence)))
      }),
    )
  })

  test('is told once, and every gap is closed, however late it comes', () => {
    const deliveries = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 2 * GAP_WAIT_MS })),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(deliveries, (steps) => {
        let now = 0
        const told = tellAll([
          ...steps.map(([sequence, wait]): [number, Happening] => [
            (now += wait),
            message(sequence),
          ]),
          [now + GAP_WAIT_MS],
        ])
        const sequences = told.flatMap((event) =>
          event.kind === 'message' ? [event.sequence] : [],
        )
        expect(sequences.toSorted((a, b) => a - b)).toEqual(
          [...new Set(steps.map(([sequence]) => sequence))].toSorted((a, b) => a - b),
        )
        expect(findUnannounced(told)).toEqual([])
      }),
    )
  })
})

describe('a change', () => {
  test('older than the last is not told, for the last was the whole state', () => {
    const steps = [change(5), change(3), change(7)].map((each, now) => [now, each] as const)
    expect(tellAll(steps)).toEqual([change(5), change(7)])
  })

  test('of the same moment is told when it is another one', () => {
    const closed = change(5, { stage: 'CLOSE' })
    expect(
      tellAll([
        [0, change(5)],
        [1, closed],
        [2, closed],
      ]),
    ).toEqual([change(5), closed])
  })
})

describe('a chat state', () => {
  test('is told when it is new', () => {
    const steps = [typing('COMPOSING'), typing('COMPOSING'), typing('ACTIVE')]
    expect(tellAll(steps.map((each, now) => [now * 60_000, each] as const))).toEqual([
      typing('COMPOSING'),
      typing('ACTIVE'),
    ])
  })

  test('repeated within seconds is the same one, though another came between', () => {
    const steps = [typing('COMPOSING'), typing('ACTIVE'), typing('COMPOSING')]
    expect(tellAll(steps.map((each, now) => [now * 2_499, each] as const))).toHaveLength(2)
    expect(tellAll(steps.map((each, now) => [now * 2_500, each] as const))).toHaveLength(3)
  })

  test('of one participant says nothing of another', () => {
    const both = [typing('COMPOSING', 'agent-1'), typing('COMPOSING', 'agent-2')]
    expect(tellAll([[0, ...both]])).toEqual(both)
  })

  test('of ever new participants is not remembered for ever', () => {
    const many = Array.from({ length: 200 }, (_, index) => typing('ACTIVE', `agent-${index}`))
    const { past } = arrange(nothingYet, many, 0)
    expect(Object.keys(past.typists)).toHaveLength(50)
  })
})

test.each(['constructor', '__proto__', 'toString'])('a dialog may be called %s', (name) => {
  const both = [message(0, name), message(1, name)]

  expect(tellAll(both.map((each, now) => [now, each] as const))).toEqual(both)
})
