import { type BenchServer, type Load, type LoadPlan, runLoad } from './bench-server.ts'
import type { Session } from './session.ts'
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

/** Until it is compiled and its caches are filled; the cheapest need the most requests for that. */
export function warmUp(
  { load }: Session,
  { target }: Pick<BenchServer, 'target'>,
  plan: LoadPlan,
): Promise<Load> {
  return runLoad(load, target, plan)
}
