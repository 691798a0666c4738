/**
 * What the gateway costs beside a bare relay and its peers, all measured in one go. `npm run bench [-- options]`
 *
 *   --quick         short, for a look; what follows as given or as below
 *   --only a,b      these stacks only (and the relay): names, or beginnings of names
 *   --processes N   how many processes of each stack are measured, one after the other (3; quick: 1)
 *   --rounds N      how often each of them has its turn (3)
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
  startWarm,
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
    processes: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string' },
    rate: { type: 'string', default: '500' },
    gateway: { type: 'string', default: 'dist/main.js' },
    write: { type: 'boolean', default: false },
  },
})
const plan = {
  /** One program differs by a tenth and more from process to process. */
  processes: toNumber('processes', values.processes ?? (values.quick ? '1' : '3')),
  rounds: toNumber('rounds', values.rounds),
  seconds: toNumber('seconds', values.seconds ?? (values.quick ? '0.7' : '2')),
  rate: toNumber('rate', values.rate),
  /** The gateway's code is compiled anew for ten seconds of full load. */
  warmUpSeconds: values.quick ? 2 : 10,
  /** Of each process, before its memory is read. */
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

/** All that is known of one stack, from all its processes. */
interface Measured {
  readonly stack: Stack
  readonly firstAnswersMs: number[]
  readonly slices: Slice[]
  /** Of each slice to the relay's before it. */
  readonly ratios: number[]
  readonly residentBytes: number[]
  readonly atRate: Load[]
  readonly atHalf: AtRate[]
  /** Requests a second; unknown before it was looked for. */
  halfLoad: number | undefined
}

/** A process of a stack. */
interface Runner {
  readonly server: BenchServer
  readonly record: Measured
  /** Those it has answered. */
  requests: number
}

await bench()

async function bench(): Promise<void> {
  const { processes, memoryRequests } = plan
  await using session = await openSession(values.gateway)
  console.log(describeMachine())
  if (session.remark !== undefined) console.log(session.remark)
  progress('the machine alone')
  const stalls = await measureStalls(plan.stallSeconds)
  const { records, leftOut } = findRecords(choose(values.only))
  for (let nth = 1; nth <= processes; nth += 1) {
    progress(`process ${nth} of ${processes} of each`)
    await measureProcesses(session, records, leftOut)
  }
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
      ...helperShares([...records]),
      describeStalls(stalls),
    ],
    rows: Array.from(records, (record) => toRow(record, directly)),
    leftOut,
    memoryRequests,
    rate: plan.rate,
  }
  console.log(toTable(report))
  if (values.write) console.log(`written: ${(await writeReport(report)).join(', ')}`)
}

/** Without the peers where their packages can't be installed. */
function findRecords(chosen: readonly Stack[]) {
  const peers = chosen.filter(({ kind }) => kind === 'peer')
  const reason = peers.length > 0 ? installPeers() : undefined
  const left = reason === undefined ? chosen : chosen.filter(({ kind }) => kind !== 'peer')
  return {
    records: new Set(left.map(toRecord)),
    leftOut: reason === undefined ? [] : peers.map(({ name }) => `${name}: ${reason}`),
  }
}

function toRecord(stack: Stack): Measured {
  return {
    stack,
    firstAnswersMs: [],
    slices: [],
    ratios: [],
    residentBytes: [],
    atRate: [],
    atHalf: [],
    halfLoad: undefined,
  }
}

/** One of each stack, in turn. A peer that does not start is left out from then on. */
async function measureProcesses(
  session: Session,
  records: Set<Measured>,
  leftOut: string[],
): Promise<void> {
  const runners: Runner[] = []
  for (const record of records) {
    progress(`starting ${record.stack.name}`)
    try {
      const { server, requests } = await startWarm(session, record.stack, plan.warmUpSeconds)
      record.firstAnswersMs.push(server.firstAnswerMs)
      runners.push({ server, record, requests })
    } catch (error) {
      if (record.stack.kind !== 'peer') throw error
      records.delete(record)
      leftOut.push(`${record.stack.name}: ${(error as Error).message}`)
    }
  }
  const relay = runners.find(({ record }) => record.stack.name === RELAY)
  if (relay === undefined) throw new Error('expected the relay to start')
  for (let round = 1; round <= plan.rounds; round += 1) {
    progress(`round ${round} of ${plan.rounds}, as fast as they answer`)
    for (const runner of runners) {
      if (runner !== relay) await takeTurn(session, runner, relay)
    }
  }
  progress(`memory, after ${plan.memoryRequests} requests`)
  for (const runner of runners) {
    const { record, server } = runner
    record.residentBytes.push(await awake(server, () => readMemory(session, runner)))
  }
  for (const { server } of runners) await server[Symbol.asyncDispose]()
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

async function takeTurn(session: Session, runner: Runner, relay: Runner): Promise<void> {
  const turn = await measureTurn(session, runner.server, relay.server, plan.seconds)
  add(relay, turn.relay)
  add(runner, turn.slice)
  runner.record.ratios.push(turn.ratio)
}

function add(runner: Runner, slice: Slice): void {
  runner.record.slices.push(slice)
  runner.requests += slice.requests
}

/**
 * Of a process of its own, with no other server in memory: the kernel looks through what is in use now and then, and
 * who waits for it waits the longer the more there is.
 */
async function takeLatency(session: Session, record: Measured): Promise<void> {
  await using server = await session.start(record.stack)
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
async function readMemory(session: Session, { server, requests }: Runner): Promise<number> {
  const left = plan.memoryRequests - requests
  if (left > 0) await warmUp(session, server, { requests: left })
  return residentBytesOf(server.pid)
}

function toRow(
  { stack, firstAnswersMs, slices, ratios, residentBytes, atRate, atHalf, halfLoad = 0 }: Measured,
  directly: readonly Load[],
): Row {
  const costs = slices.map(({ cpuPerRequest }) => cpuPerRequest)
  const added = (loads: readonly Load[], which: 'p50' | 'p99') =>
    (median(loads.map((load) => load[which])) - median(directly.map((load) => load[which]))) / 1000
  return {
    name: stack.name,
    kind: stack.kind,
    remark: stack.remark,
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
    residentBytes: median(residentBytes),
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
