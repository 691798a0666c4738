/**
 * Whether the gateway still costs what it should: its CPU per request as a multiple of what a bare relay takes for the
 * same, right before it. `npm run bench:check` fails when a multiple is above its bound, both by the median of the rounds
 * and by the cheapest of them: what else goes on in a machine seldom raises both. Run it before a release.
 */
import { parseArgs } from 'node:util'
import type { BenchServer } from './bench-server.ts'
import { awake, measureTurn, type Slice, type Turn, warmUp } from './measure.ts'
import { describeMachine } from './machine.ts'
import { openSession } from './session.ts'
import { RELAY, stacks } from './stacks.ts'
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

const ROUNDS = 9
const SLICE_SECONDS = 0.7
const WARM_UP_SECONDS = 10

const { values } = parseArgs({ options: { gateway: { type: 'string' } } })
await using session = await openSession(values.gateway ?? 'dist/main.js')
console.log(describeMachine())
if (session.remark !== undefined) console.log(session.remark)

const relay = await startWarm(RELAY)
const turns = new Map<BenchServer, Turn[]>()
for (const name of Object.keys(bounds)) turns.set(await startWarm(name), [])
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [server, own] of turns) {
    own.push(await measureTurn(session, server, relay, SLICE_SECONDS))
  }
}

for (const [{ stack }, own] of turns) {
  const bound = bounds[stack.name] ?? 0
  const usual = median(own.map(({ ratio }) => ratio))
  const best = lowest(own.map(({ slice }) => slice)) / lowest(own.map((turn) => turn.relay))
  const isWithin = Math.min(usual, best) <= bound
  if (!isWithin) process.exitCode = 1
  console.log(
    `${stack.name}: ${usual.toFixed(2)} × the relay, ${best.toFixed(2)} by the cheapest rounds; expected at most ${bound}${isWithin ? '' : ': TOO MUCH'}`,
  )
}

async function startWarm(name: string): Promise<BenchServer> {
  const stack = stacks.find((each) => each.name === name)
  if (stack === undefined) throw new TypeError(`expected a stack of the name ${name}`)
  const server = await session.start(stack)
  await awake(server, () => warmUp(session, server, { seconds: WARM_UP_SECONDS }))
  return server
}

function lowest(slices: readonly Slice[]): number {
  return Math.min(...slices.map(({ cpuPerRequest }) => cpuPerRequest))
}
