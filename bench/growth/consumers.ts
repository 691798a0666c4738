import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BenchServer, runLoad, type Target } from '../bench-server.ts'
import { warmUp } from '../measure.ts'
import type { Session } from '../session.ts'
import { residentBytesOf } from '../usage.ts'
import { create, headersOfMany, toRequest } from '../workload.ts'
import { inFile, inMemory, startGateway } from './gateways.ts'
import type { Plan } from './plan.ts'
import { costColumns, costLine, type Kind, type Point, takeSlice, type Taken } from './series.ts'

const stores = { memory: inMemory, sqlite: inFile } as const
type StoreName = keyof typeof stores
const names = ['memory', 'sqlite'] as const
const titles = { memory: 'memory store', sqlite: 'SQLite' } as const

export const consumers: Kind = {
  name: 'consumers',
  title: 'Number of consumers',
  x: 'distinct consumers',
  about:
    'Two gateways for each point (passthrough), one for each store, have opened a conversation for each of so many consumers, or several; then more for the same ones.',
  rules: { memory: 'slow', sqlite: 'slow' },
  columns: [
    ...names.flatMap((name) => costColumns(name, `${titles[name]}: CPU µs`)),
    ...names.map((name) => ({
      head: `${titles[name]}: MiB`,
      digits: 0,
      valueOf: ({ known }: { readonly known: Readonly<Record<string, number>> }) => known[name],
    })),
  ],
  charts: [
    {
      name: 'consumers',
      title: 'CPU per createConversation, by the number of consumers',
      y: 'CPU µs',
      lines: names.map((name) => costLine(name, titles[name])),
    },
    {
      name: 'consumers-memory',
      title: 'Resident memory, by the number of consumers',
      y: 'MiB',
      lines: names.map((name) => ({
        name: titles[name],
        valueOf: ({ known }) => known[name] ?? Number.NaN,
      })),
    },
  ],
  async start(session, plan) {
    const points: Point[] = []
    const remarks: string[] = []
    let perSecond = 0
    for (const wanted of plan.consumers) {
      // as fast as the slower store took those of the point before; the first points are small
      const most = wanted <= plan.memoryRequests ? wanted : Math.floor(perSecond * plan.fillSeconds)
      const count = Math.min(wanted, most)
      if (count < wanted) {
        remarks.push(
          `${wanted.toLocaleString('en')} consumers, and more, would have taken longer than ${plan.fillSeconds} s for each store`,
        )
      }
      if (count <= (points.at(-1)?.x ?? 0)) break
      const gateways: Gateway[] = []
      for (const name of names) gateways.push(await startFor(session, name, count, plan))
      perSecond = Math.min(...gateways.map((gateway) => gateway.perSecond))
      points.push({
        x: count,
        take: (seconds) => takeAll(session, gateways, seconds),
        finish: () =>
          Object.fromEntries(
            gateways.map(({ name, server }) => [name, residentBytesOf(server.pid) / 2 ** 20]),
          ),
      })
      if (count < wanted) break
    }
    return { points, remarks }
  },
}

interface Gateway {
  readonly name: StoreName
  readonly server: BenchServer
  readonly target: Target
  /** While it saw all of them. */
  readonly perSecond: number
}

/** It has seen each of them when this resolves. */
async function startFor(
  session: Session,
  name: StoreName,
  count: number,
  plan: Plan,
): Promise<Gateway> {
  const server = await startGateway(session, {
    name: `consumers-${count}-${name}`,
    variablesOf: stores[name],
  })
  const requestsFile = join(session.folder, `consumers-${count}-${name}.all.requests`)
  writeFileSync(requestsFile, toRequest(create, headersOfMany(count)))
  const target = { ...server.target, requestsFile }
  await warmUp(session, { target }, { seconds: plan.warmUpSeconds })
  const requests = Math.max(count, plan.memoryRequests)
  const { good, seconds } = await runLoad(session.load, target, { requests })
  return { name, server, target, perSecond: good / seconds }
}

async function takeAll(
  session: Session,
  gateways: readonly Gateway[],
  seconds: number,
): Promise<Taken> {
  const costs: Record<string, number> = {}
  const shares: number[] = []
  for (const { name, server, target } of gateways) {
    const { cost, helperShare } = await takeSlice(session, server, seconds, target)
    costs[name] = cost
    shares.push(helperShare)
  }
  return { costs, helperShare: Math.max(...shares) }
}
