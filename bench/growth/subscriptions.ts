import { setTimeout as pause } from 'node:timers/promises'
import { warmUp } from '../measure.ts'
import type { Session } from '../session.ts'
import { residentBytesOf } from '../usage.ts'
import { inFile, startGateway } from './gateways.ts'
import type { Plan } from './plan.ts'
import { costColumns, costLine, type Kind, type Point, type Row, takeSlice } from './series.ts'
import { openConversations, subscribeToAll } from './subscribers.ts'

/** Of so few, what each takes is lost in what the process takes and gives back anyway. */
const TELLING = 1000
const READINGS = 10

export const subscriptions: Kind = {
  name: 'subscriptions',
  title: 'Number of subscriptions',
  x: 'idle subscriptions',
  about:
    'A gateway for each point (passthrough, SQLite), with so many conversationEvents open, each on a WebSocket of its own and to a conversation of its own in which nothing happens; meanwhile others create.',
  rules: { cpu: 'steady' },
  columns: [
    ...costColumns('cpu', 'CPU µs'),
    { head: 'MiB before', digits: 0, valueOf: ({ known }) => mebibytes(known['before']) },
    { head: 'MiB open', digits: 0, valueOf: ({ known }) => mebibytes(known['open']) },
    { head: 'KiB each', digits: 1, valueOf: kibibytesEach },
  ],
  charts: [
    {
      name: 'subscriptions',
      title: 'CPU per createConversation, by the number of idle subscriptions',
      y: 'CPU µs',
      lines: [costLine('cpu', 'create')],
    },
    {
      name: 'subscriptions-memory',
      title: 'Resident memory, by the number of idle subscriptions',
      y: 'MiB',
      lines: [
        {
          name: 'open',
          valueOf: ({ known }) => mebibytes(known['open']) ?? Number.NaN,
        },
      ],
    },
  ],
  async start(session, plan) {
    const points: Point[] = []
    for (const count of plan.subscriptions) points.push(await startWith(session, count, plan))
    return { points }
  },
}

async function startWith(session: Session, x: number, plan: Plan): Promise<Point> {
  const server = await startGateway(session, { name: `subscriptions-${x}`, variablesOf: inFile })
  await warmUp(session, server, { seconds: plan.warmUpSeconds })
  const url = `http://127.0.0.1:${server.target.port}`
  // as many for each point, so that all gateways have done the same before
  const ids = await openConversations(url, Math.max(...plan.subscriptions))
  const before = await leastResident(server.pid)
  session.keep(await subscribeToAll(url, ids.slice(0, x)))
  const open = await leastResident(server.pid)
  return {
    x,
    async take(seconds) {
      const { cost, helperShare } = await takeSlice(session, server, seconds)
      return { costs: { cpu: cost }, helperShare }
    },
    finish: () => ({ before, open }),
  }
}

/** What stays after a collection. */
async function leastResident(pid: number): Promise<number> {
  const readings: number[] = []
  for (let reading = 0; reading < READINGS; reading += 1) {
    readings.push(residentBytesOf(pid))
    await pause(100)
  }
  return Math.min(...readings)
}

function mebibytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / 2 ** 20
}

function kibibytesEach({ x, known }: Row): number | undefined {
  const { before, open } = known
  return before === undefined || open === undefined || x < TELLING
    ? undefined
    : (open - before) / x / 1024
}
