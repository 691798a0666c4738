import type { Fault } from '../../src/emulator/emulator.ts'
import type { Random } from '../support/random.ts'
import type { Direction, Weather } from '../support/tcp-proxy.ts'

const directions: readonly [Direction, ...Direction[]] = ['request', 'answer']

/** Far enough that some connections break in their first bytes, some after several requests. */
const place = (random: Random) => ({
  direction: random.pick(directions),
  afterBytes: Math.floor(10_000 ** random.next()) - 1,
})

export function nextWeather(random: Random): Weather {
  return random.weighted<() => Weather>([
    [30, () => ({ kind: 'clear' })],
    [15, () => ({ kind: 'delay', delayMs: random.int(1, 200) })],
    [10, () => ({ kind: 'slice', sliceBytes: random.int(20, 500), pauseMs: random.int(0, 5) })],
    [15, () => ({ kind: 'cut', ...place(random) })],
    [10, () => ({ kind: 'reset', ...place(random) })],
    [10, () => ({ kind: 'half-close', ...place(random) })],
    [10, () => ({ kind: 'hang', ...place(random), forMs: random.int(50, 2_000) })],
  ])()
}

/** What LivePerson itself does wrong, now and then. None of it lies about what it has done. */
export function nextFault(random: Random): Fault {
  const phase = random.pick(['before', 'after'] as const)
  const unavailable = { kind: 'reply', status: 503, body: '' } as const
  const slow = { kind: 'slow', delayMs: random.int(100, 2_000) } as const
  const broken = { kind: random.pick(['hang', 'reset', 'close'] as const) }
  const count = random.int(1, 3)
  const endpoint = 'conversation'
  return random.weighted<() => Fault>([
    [20, () => ({ endpoint, phase, count, fault: broken })],
    [15, () => ({ endpoint, phase, count, fault: slow })],
    [15, () => ({ endpoint, phase, count, fault: unavailable })],
    [10, () => ({ endpoint, phase: 'after', fault: { kind: 'truncate' } })],
    [10, () => ({ endpoint, phase: 'after', fault: { kind: 'garbage' } })],
    [10, () => ({ endpoint, count, fault: { kind: 'throttle' } })],
    [5, () => ({ endpoint, fault: { kind: 'reply', status: 403, body: '' } })],
    [5, () => ({ endpoint, fault: { kind: 'invalidAppJwt' } })],
    [5, () => ({ endpoint, fault: { kind: 'invalidConsumerJws' } })],
    [10, () => ({ endpoint, fault: { kind: 'mangle', how: random.pick(manglings) } })],
    [10, () => ({ endpoint, fault: refusalOf(random) })],
    [
      15,
      () => ({
        endpoint: random.pick(steps),
        fault: random.pick<Fault['fault']>([unavailable, broken, slow]),
      }),
    ],
  ])()
}

const steps = ['domain', 'appJwt', 'consumerJws'] as const

const manglings = [
  'reverse',
  'duplicateFirst',
  'dropFirst',
  'dropLast',
  'empty',
  'missingIds',
  'nullItems',
  'bareObject',
  'stringNumericCodes',
  'withoutConversationId',
] as const

const refusalOf = (random: Random) =>
  ({
    kind: 'refuseItem',
    type: random.pick(['userprofile.SetUserProfile', 'cm.ConsumerRequestConversation'] as const),
    code: 'BAD_REQUEST',
    message: 'Bad Request',
  }) as const
