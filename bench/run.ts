/**
 * What the gateway costs beside a bare relay and its peers, all measured in one go. `npm run bench [-- options]`
 *
 *   --quick         short, for a look; --rounds and --seconds as given or as below
 *   --only a,b      these stacks only (and the relay): names, or beginnings of names
 *   --rounds N      how often each stack has its turn (5; quick: 3)
 *   --seconds N     how long a turn is (2; quick: 0.7)
 *   --rate N        requests a second where latency is measured (500)
 *   --gateway PATH  main module of the build to measure (dist/main.js)
 *   --write         write the table and the plots into docs
 */
import { parseArgs } from 'node:util'
import { type BenchServer, type Load, runLoad, type Target } from './bench-server.ts'
import { describeMachine, measureStalls, type Stalls } from './machine.ts'
import {
  type AtRate,
  awake,
  findHalfLoad,
  measureAtRate,
  measureTurn,
  type Slice,
  warmUp,
} from './measure.ts'
import { installPeers } from './peers.ts'
import { type Report, type Row, toTable, writeReport } from './report.ts'
import { openSession, type Session } from './session.ts'
import { RELAY, type Stack, stacks } from './stacks.ts'
import { median, quantile } from './statistics.ts'
import { residentBytesOf } from './usage.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    rate: { type: 'string', default: '500' },
    gateway: { type: 'string', default: 'dist/main.js' },
    write: { type: 'boolean', default: false },
  },
})
const plan = {
  rounds: toNumber('rounds', values.rounds ?? (values.quick ? '3' : '5')),
  seconds: toNumber('seconds', values.seconds ?? (values.quick ? '0.7' : '2')),
  rate: toNumber('rate', values.rate),
  /** The gateway's code is compiled anew for ten seconds of full load. */
  warmUpSeconds: values.quick ? 2 : 10,
  /** The median of so many is what a stack takes to its first answer. */
  starts: values.quick ? 1 : 3,
  /** Of each stack, before its memory is read. */
  memoryRequests: values.quick ? 5000 : 50_000,
  latencyWarmUpSeconds: values.quick ? 2 : 6,
  /**
   * Stretches of `latencySeconds` at half load, after that: there, other code runs often, and is compiled meanwhile.
   * Not all in one, for Node closes a connection that nobody has used for five seconds.
   */
  halfLoadRunIns: values.quick ? 1 : 3,
  /** The first of which is not timed. */
  latencySeconds: values.quick ? 2 : 5,
  latencyRounds: values.quick ? 1 : 3,
  stallSeconds: values.quick ? 2 : 10,
}

/** All that is known of one stack. */
interface Measured {
  readonly server: BenchServer
  readonly firstAnswersMs: readonly number[]
  readonly slices: Slice[]
  /** Of each slice to the relay's before it. */
  readonly ratios: number[]
  readonly atRate: Load[]
  readonly atHalf: AtRate[]
  /** Requests a second; unknown before it was looked for. */
  halfLoad: number | undefined
  requests: number
  /** 0 before it was read. */
  residentBytes: number
}

await bench()

async function bench(): Promise<void> {
  const { rounds, memoryRequests } = plan
  const chosen = choose(values.only)
  await using session = await openSession(values.gateway)
  console.log(describeMachine())
  if (session.remark !== undefined) console.log(session.remark)
  progress('the machine alone')
  const stalls = await measureStalls(plan.stallSeconds)
  const leftOut: string[] = []
  const records = await startAll(session, chosen, leftOut)
  const relay = records.find(({ server }) => server.stack.name === RELAY)
  if (relay === undefined) throw new Error('expected the relay to start')
  for (let round = 1; round <= rounds; round += 1) {
    progress(`round ${round} of ${rounds}, as fast as they answer`)
    for (const record of records) {
      if (record !== relay) await takeTurn(session, record, relay)
    }
  }
  progress(`memory, after ${memoryRequests} requests`)
  for (const record of records) {
    record.residentBytes = await awake(record.server, () => readMemory(session, record))
  }
  for (const { server } of records) await server[Symbol.asyncDispose]()
  const directly: Load[] = []
  for (let round = 1; round <= plan.latencyRounds; round += 1) {
    progress(`round ${round} of ${plan.latencyRounds}, at a fixed rate`)
    directly.push(await loadAtRate(session, session.direct, plan.rate))
    for (const record of records) await takeLatency(session, record)
  }
  const report: Report = {
    command: ['node bench/run.ts', ...process.argv.slice(2)].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    remarks: [
      ...(session.remark === undefined ? [] : [session.remark]),
      ...helperShares(records),
      describeStalls(stalls),
    ],
    rows: records.map((record) => toRow(record, directly)),
    leftOut,
    memoryRequests,
    rate: plan.rate,
  }
  console.log(toTable(report))
  if (values.write) console.log(`written: ${(await writeReport(report)).join(', ')}`)
}

async function startAll(
  session: Session,
  chosen: readonly Stack[],
  leftOut: string[],
): Promise<readonly Measured[]> {
  const reason = chosen.some(({ kind }) => kind === 'peer') ? installPeers() : undefined
  const records: Measured[] = []
  for (const stack of chosen) {
    progress(`starting ${stack.name}`)
    try {
      if (stack.kind === 'peer' && reason !== undefined) throw new Error(reason)
      const firstAnswersMs = await timeStarts(session, stack)
      const server = await session.start(stack)
      firstAnswersMs.push(server.firstAnswerMs)
      const { good: requests } = await awake(server, () =>
        warmUp(session, server, { seconds: plan.warmUpSeconds }),
      )
      records.push({
        server,
        firstAnswersMs,
        slices: [],
        ratios: [],
        atRate: [],
        atHalf: [],
        halfLoad: undefined,
        requests,
        residentBytes: 0,
      })
    } catch (error) {
      if (stack.kind !== 'peer') throw error
      leftOut.push(`${stack.name}: ${(error as Error).message}`)
    }
  }
  return records
}

/** Of servers that are ended at once: the one that is measured may start in a bad moment. */
async function timeStarts(session: Session, stack: Stack): Promise<number[]> {
  const times: number[] = []
  while (times.length < plan.starts - 1) {
    await using server = await session.start(stack)
    times.push(server.firstAnswerMs)
  }
  return times
}

function choose(only: string | undefined): readonly Stack[] {
  if (only === undefined) return stacks
  const starts = only.split(',')
  const unknown = starts.filter((start) => !stacks.some(({ name }) => name.startsWith(start)))
  if (unknown.length > 0) {
    const names = stacks.map(({ name }) => name).join(', ')
    throw new Error(`--only: expected some of ${names}; got ${unknown.join(', ')}`)
  }
  return stacks.filter(
    ({ name }) => name === RELAY || starts.some((start) => name.startsWith(start)),
  )
}

async function takeTurn(session: Session, record: Measured, relay: Measured): Promise<void> {
  const turn = await measureTurn(session, record.server, relay.server, plan.seconds)
  add(relay, turn.relay)
  add(record, turn.slice)
  record.ratios.push(turn.ratio)
}

function add(record: Measured, slice: Slice): void {
  record.slices.push(slice)
  record.requests += slice.requests
}

/**
 * Of a process of its own, with no other server in memory: the kernel looks through what is in use now and then, and
 * who waits for it waits the longer the more there is.
 */
async function takeLatency(session: Session, record: Measured): Promise<void> {
  await using server = await session.start(record.server.stack)
  await warmUp(session, server, { seconds: plan.latencyWarmUpSeconds })
  record.halfLoad ??= await findHalfLoad(
    session,
    server,
    median(record.slices.map(({ perSecond }) => perSecond)),
  )
  const halfLoad = { rate: record.halfLoad, seconds: plan.latencySeconds }
  for (let time = 0; time < plan.halfLoadRunIns; time += 1) await warmUp(session, server, halfLoad)
  record.atHalf.push(await measureAtRate(session, server, halfLoad))
  record.atRate.push(await loadAtRate(session, server.target, plan.rate))
}

function loadAtRate({ load }: Session, target: Target, rate: number): Promise<Load> {
  return runLoad(load, target, { rate, seconds: plan.latencySeconds })
}

/** What is left of the requests comes first, so that all have answered as many, or more. */
async function readMemory(session: Session, { server, requests }: Measured): Promise<number> {
  const left = plan.memoryRequests - requests
  if (left > 0) await warmUp(session, server, { requests: left })
  return residentBytesOf(server.pid)
}

function toRow(
  { server, firstAnswersMs, slices, ratios, residentBytes, atRate, atHalf, halfLoad = 0 }: Measured,
  directly: readonly Load[],
): Row {
  const costs = slices.map(({ cpuPerRequest }) => cpuPerRequest)
  const added = (loads: readonly Load[], which: 'p50' | 'p99') =>
    (median(loads.map((load) => load[which])) - median(directly.map((load) => load[which]))) / 1000
  return {
    name: server.stack.name,
    kind: server.stack.kind,
    remark: server.stack.remark,
    cpuMicroseconds: median(costs),
    cpuLow: quantile(costs, 0.1),
    ratio: ratios.length === 0 ? 1 : median(ratios),
    perSecond: quantile(
      slices.map(({ perSecond }) => perSecond),
      0.9,
    ),
    addedP50Ms: added(atRate, 'p50'),
    addedP99Ms: added(atRate, 'p99'),
    halfLoad,
    halfLoadP99Ms: added(
      atHalf.map(({ load }) => load),
      'p99',
    ),
    halfLoadShare: median(atHalf.map(({ serverShare }) => serverShare)),
    residentBytes,
    firstAnswerMs: median(firstAnswersMs),
  }
}

/** What shows whether the servers were measured, or the helpers. */
function helperShares(records: readonly Measured[]): readonly string[] {
  const all = records.flatMap(({ slices }) => slices)
  const most = (share: (slice: Slice) => number) => percent(Math.max(...all.map(share)))
  const both = Math.max(...all.map(({ upstreamShare, loadShare }) => upstreamShare + loadShare))
  const verdict =
    both < 0.85
      ? 'neither was the bottleneck'
      : 'TOO MUCH: the fastest stacks may have waited for them'
  return [
    `CPU of the helpers' core at most: upstream ${most((slice) => slice.upstreamShare)}, load ${most((slice) => slice.loadShare)}, together ${percent(both)} (${verdict})`,
  ]
}

/** What of the latency no server can help. */
function describeStalls({ times, totalMs, longestMs }: Stalls): string {
  const [total, longest] = [totalMs, longestMs].map((ms) => ms.toFixed(0))
  return `The machine alone, ${plan.stallSeconds} s before anything started: a loop in the server's place, beside another in its helpers', was stopped ${times} times for a millisecond or more, ${total} ms in all and ${longest} ms at most`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function progress(text: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${text}`)
}

function toNumber(name: string, text: string): number {
  const value = Number(text)
  if (value > 0) return value
  throw new Error(`--${name}: expected a number above 0, got ${text}`)
}
