/**
 * How what one createConversation costs grows with all that may grow, measured in one go; whether any of it grows faster
 * than linearly, which is exit code 1. `npm run bench:growth [-- options]`
 *
 *   --quick         short, for a look: under 3 minutes, and not up to a million consumers
 *   --only a,b      these series only: names, or beginnings of names
 *   --gateway PATH  main module of the build to measure (dist/main.js)
 *   --fill N        seconds a gateway may take to see all consumers of a point (75; quick: 10): what takes longer is cut
 *                   short. A million of them take as many creates.
 *   --write         write the tables and the plots into docs
 */
import { parseArgs } from 'node:util'
import { accounts } from './growth/accounts.ts'
import { attributes } from './growth/attributes.ts'
import { consumers } from './growth/consumers.ts'
import { quick, thorough } from './growth/plan.ts'
import { replicas } from './growth/replicas.ts'
import { toSection, writeGrowth } from './growth/report.ts'
import { type Kind, measureSeries, type Series } from './growth/series.ts'
import { subscriptions } from './growth/subscriptions.ts'
import { judge } from './growth/verdict.ts'
import { describeMachine } from './machine.ts'
import { openSession } from './session.ts'

const kinds: readonly Kind[] = [attributes, accounts, consumers, subscriptions, replicas]

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    gateway: { type: 'string', default: 'dist/main.js' },
    fill: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})

const usual = values.quick ? quick : thorough
const plan = { ...usual, fillSeconds: toSeconds(values.fill ?? String(usual.fillSeconds)) }
const chosen = choose(values.only)
const series: Series[] = []
const leftOut: string[] = []
const remarks = new Set<string>()
console.log(describeMachine())
for (const kind of chosen) {
  const found = await measure(kind)
  if (typeof found === 'string') {
    leftOut.push(`${kind.name}: ${found}`)
    console.log(`\nleft out: ${leftOut.at(-1)}`)
    continue
  }
  series.push(found)
  console.log(`\n${toSection(found)}`)
  if (judge(found).some(({ isWithin }) => !isWithin)) process.exitCode = 1
}
if (values.write) {
  const written = await writeGrowth({
    command: ['node bench/growth.ts', ...process.argv.slice(2)].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    remarks: [...remarks],
    series,
    leftOut,
  })
  console.log(`\nwritten: ${written.join(', ')}`)
}

/** All that serves one series ends with it. */
async function measure(kind: Kind): Promise<Series | string> {
  await using session = await openSession(values.gateway)
  if (session.remark !== undefined) remarks.add(session.remark)
  progress(`${kind.name}: starting`)
  const started = await kind.start(session, plan)
  if (typeof started === 'string') return started
  progress(`${kind.name}: ${plan.rounds} rounds over ${started.points.length} points`)
  return await measureSeries(kind, started, plan)
}

function choose(only: string | undefined): readonly Kind[] {
  if (only === undefined) return kinds
  const starts = only.split(',')
  const unknown = starts.filter((start) => !kinds.some(({ name }) => name.startsWith(start)))
  if (unknown.length > 0) {
    const names = kinds.map(({ name }) => name).join(', ')
    throw new Error(`--only: expected some of ${names}; got ${unknown.join(', ')}`)
  }
  return kinds.filter(({ name }) => starts.some((start) => name.startsWith(start)))
}

function toSeconds(text: string): number {
  const seconds = Number(text)
  if (seconds > 0) return seconds
  throw new Error(`--fill: expected a number above 0, got ${text}`)
}

function progress(text: string): void {
  console.error(`${new Date().toISOString().slice(11, 19)} ${text}`)
}
