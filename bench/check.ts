/**
 * Whether the gateway still costs what it should: its CPU per request as a multiple of what a bare relay takes for the
 * same, right before it. `npm run bench:check` fails when a multiple is above its bound, both by the median of all rounds
 * and by the cheapest of them: what else goes on in a machine seldom raises both. Run it before a release.
 */
import { parseArgs } from 'node:util'
import type { BenchServer } from './bench-server.ts'
import { measureTurn, type Slice, startWarm, type Turn } from './measure.ts'
import { describeMachine } from './machine.ts'
import { openSession } from './session.ts'
import { RELAY, type Stack, stacks } from './stacks.ts'
import { median } from './statistics.ts'

/**
 * At most so many times the relay: what was measured on 2026-11-30 on an EPYC, with Node 24 (1.34, 1.98, 1.74 and 3.09) and
 * with Node 26 (1.53, 1.96, 1.99 and 2.97), and a quarter on top or less.
 * To be lowered with every step that makes it cheaper.
 */
const bounds: Readonly<Record<string, number>> = {
  'gateway-passthrough-memory': 1.65,
  'gateway-passthrough-sqlite': 2.4,
  'gateway-oidc-memory-key': 2.1,
  'gateway-oidc-sqlite-key': 3.3,
}

/** One after the other: one program differs by a tenth and more from process to process. */
const PROCESSES = 2
const ROUNDS = 5
const SLICE_SECONDS = 0.7
const WARM_UP_SECONDS = 10

const { values } = parseArgs({ options: { gateway: { type: 'string' } } })
await using session = await openSession(values.gateway ?? 'dist/main.js')
console.log(describeMachine())
if (session.remark !== undefined) console.log(session.remark)

const turns = new Map<string, Turn[]>(Object.keys(bounds).map((name) => [name, []]))
for (let each = 0; each < PROCESSES; each += 1) await measureProcesses()

for (const [name, own] of turns) {
  const bound = bounds[name] ?? 0
  const usual = median(own.map(({ ratio }) => ratio))
  const best = lowest(own.map(({ slice }) => slice)) / lowest(own.map((turn) => turn.relay))
  const isWithin = Math.min(usual, best) <= bound
  if (!isWithin) process.exitCode = 1
  console.log(
    `${name}: ${usual.toFixed(2)} × the relay, ${best.toFixed(2)} by the cheapest rounds; expected at most ${bound}${isWithin ? '' : ': TOO MUCH'}`,
  )
}

/** One of each, and of the relay, in turn. */
async function measureProcesses(): Promise<void> {
  await using started = new AsyncDisposableStack()
  const start = async (name: string): Promise<BenchServer> => {
    const { server } = await startWarm(session, stackOf(name), WARM_UP_SECONDS)
    return started.use(server)
  }
  const relay = await start(RELAY)
  const servers: BenchServer[] = []
  for (const name of turns.keys()) servers.push(await start(name))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const server of servers) {
      const turn = await measureTurn(session, server, relay, SLICE_SECONDS)
      turns.get(server.stack.name)?.push(turn)
    }
  }
}

function stackOf(name: string): Stack {
  const stack = stacks.find((each) => each.name === name)
  if (stack === undefined) throw new TypeError(`expected a stack of the name ${name}`)
  return stack
}

function lowest(slices: readonly Slice[]): number {
  return Math.min(...slices.map(({ cpuPerRequest }) => cpuPerRequest))
}
