/**
 * Whether the gateway still costs what it should: its CPU per request as a multiple of what a bare relay takes for the
 * same, in turn with it. `npm run bench:check` fails when a multiple is above its bound. Run it before a release.
 */
import { parseArgs } from 'node:util'
import type { BenchServer } from './bench-server.ts'
import { measureSlice, type Slice, warmUp } from './measure.ts'
import { describeMachine } from './machine.ts'
import { openSession } from './session.ts'
import { RELAY, stacks } from './stacks.ts'
import { median } from './statistics.ts'

/**
 * At most so many times the relay: what was measured on 2026-11-25 (1.54 and 1.55, 2.28 and 2.32, 1.88 and 2.04, 4.05 and
 * 4.18, on a machine that others used too), and a quarter on top. To be lowered with every step that makes it cheaper.
 */
const bounds: Readonly<Record<string, number>> = {
  'gateway-passthrough-memory': 1.95,
  'gateway-passthrough-sqlite': 2.9,
  'gateway-oidc-memory-key': 2.5,
  'gateway-oidc-sqlite-key': 5.2,
}

const ROUNDS = 9
const SLICE_SECONDS = 0.7
const WARM_UP_SECONDS = 10

const { values } = parseArgs({ options: { gateway: { type: 'string' } } })
await using session = await openSession(values.gateway ?? 'dist/main.js')
console.log(describeMachine())
if (session.remark !== undefined) console.log(session.remark)

const measured = stacks.filter(({ name }) => name === RELAY || name in bounds)
const slices = new Map<string, Slice[]>()
const servers: BenchServer[] = []
for (const stack of measured) {
  const server = await session.start(stack)
  await warmUp(session, server, { seconds: WARM_UP_SECONDS })
  servers.push(server)
  slices.set(stack.name, [])
}
for (let round = 0; round < ROUNDS; round += 1) {
  for (const server of servers) {
    slices.get(server.stack.name)?.push(await measureSlice(session, server, SLICE_SECONDS))
  }
}

const relay = costOf(RELAY)
console.log(`${RELAY}: ${relay.toFixed(0)} µs of CPU per request`)
for (const [name, bound] of Object.entries(bounds)) {
  const ratio = costOf(name) / relay
  const isWithin = ratio <= bound
  if (!isWithin) process.exitCode = 1
  console.log(
    `${name}: ${costOf(name).toFixed(0)} µs, ${ratio.toFixed(2)} × the relay; expected at most ${bound}${isWithin ? '' : ': TOO MUCH'}`,
  )
}

function costOf(name: string): number {
  return median((slices.get(name) ?? []).map(({ cpuPerRequest }) => cpuPerRequest))
}
