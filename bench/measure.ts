import { type BenchServer, type Load, type LoadPlan, runLoad } from './bench-server.ts'
import type { Session } from './session.ts'
import type { Stack } from './stacks.ts'
import { cpuSecondsOf } from './usage.ts'

/** A stretch of time in which a server got as many requests as it answers. */
export interface Slice {
  readonly requests: number
  /** CPU of the server, in microseconds. */
  readonly cpuPerRequest: number
  readonly perSecond: number
  /** Of one core each. Helpers that come near to the whole of theirs are what is measured, not the server. */
  readonly serverShare: number
  readonly upstreamShare: number
  readonly loadShare: number
}

export async function measureSlice(
  { load }: Session,
  { pid, upstream, target }: BenchServer,
  seconds: number,
): Promise<Slice> {
  const before = { server: cpuSecondsOf(pid), upstream: cpuSecondsOf(upstream.pid) }
  const startedAt = performance.now()
  const result = await runLoad(load, target, { seconds })
  const elapsed = (performance.now() - startedAt) / 1000
  const server = cpuSecondsOf(pid) - before.server
  return {
    requests: result.good,
    cpuPerRequest: (server / result.good) * 1e6,
    perSecond: result.good / result.seconds,
    serverShare: server / elapsed,
    upstreamShare: (cpuSecondsOf(upstream.pid) - before.upstream) / elapsed,
    loadShare: result.cpuSeconds / result.seconds,
  }
}

/** A stretch of time in which requests came at a rate, whether or not those before were answered. */
export interface AtRate {
  readonly load: Load
  /** Of one core. */
  readonly serverShare: number
}

export async function measureAtRate(
  { load: command }: Session,
  { pid, target }: BenchServer,
  plan: LoadPlan,
): Promise<AtRate> {
  const before = cpuSecondsOf(pid)
  const load = await runLoad(command, target, plan)
  return { load, serverShare: (cpuSecondsOf(pid) - before) / load.seconds }
}

const HALF = 0.5
const NEAR_HALF = 0.55
const MOST_STEPS = 6

/**
 * Half load is where the server takes half of its core. That is less than half of what it answers at most: requests
 * that come together cost less than those that come one at a time.
 * @param most requests a second, at full load
 * @returns requests a second
 */
export async function findHalfLoad(
  session: Session,
  server: BenchServer,
  most: number,
): Promise<number> {
  let rate = most * HALF
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { serverShare } = await measureAtRate(session, server, { rate, seconds: 2 })
    rate *= HALF / serverShare
    if (serverShare <= NEAR_HALF) break
  }
  return rate
}

/** A stretch of a server right after one of the relay. */
export interface Turn {
  readonly relay: Slice
  readonly slice: Slice
  /** CPU per request, as a multiple of the relay's. */
  readonly ratio: number
}

/** Of the relay first: what slows the machine down for a while slows both. */
export async function measureTurn(
  session: Session,
  server: BenchServer,
  relayServer: BenchServer,
  seconds: number,
): Promise<Turn> {
  const relay = await awake(relayServer, () => measureAfterRunIn(session, relayServer, seconds))
  const slice = await awake(server, () => measureAfterRunIn(session, server, seconds))
  return { relay, slice, ratio: slice.cpuPerRequest / relay.cpuPerRequest }
}

/**
 * Lets the server run meanwhile, and stops it then: what it would do in a lull, such as collect its garbage, takes the
 * core from whoever has a turn.
 */
export async function awake<T>({ pid }: BenchServer, work: () => Promise<T>): Promise<T> {
  process.kill(pid, 'SIGCONT')
  try {
    return await work()
  } finally {
    process.kill(pid, 'SIGSTOP')
  }
}

/** A server that has run for a while as fast as it can, and is stopped until its turn. `requests` are those it has answered. */
export async function startWarm(
  session: Session,
  stack: Stack,
  seconds: number,
): Promise<{ readonly server: BenchServer; readonly requests: number }> {
  const server = await session.start(stack)
  const { good: requests } = await awake(server, () => warmUp(session, server, { seconds }))
  return { server, requests }
}

/** While others have their turns a server forgets: its first second costs half as much again, and is not counted. */
export const RUN_IN_SECONDS = 1

export async function measureAfterRunIn(
  session: Session,
  server: BenchServer,
  seconds: number,
): Promise<Slice> {
  await warmUp(session, server, { seconds: RUN_IN_SECONDS })
  return measureSlice(session, server, seconds)
}

/** Until it is compiled and its caches are filled; the cheapest need the most requests for that. */
export function warmUp(
  { load }: Session,
  { target }: Pick<BenchServer, 'target'>,
  plan: LoadPlan,
): Promise<Load> {
  return runLoad(load, target, plan)
}
