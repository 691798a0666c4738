import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchServer, Target } from '../bench-server.ts'
import { warmUp } from '../measure.ts'
import type { Session } from '../session.ts'
import { create, passthroughHeaders, toBody, toRequests, withAttributes } from '../workload.ts'
import { inMemory, startGateway } from './gateways.ts'
import { costColumns, costLine, type Kind, type Row, takeSlice } from './series.ts'

export const attributes: Kind = {
  name: 'attributes',
  title: 'Size of the batch',
  x: 'attributes in one createConversation',
  about:
    'One gateway (passthrough, memory store) is asked for creates with so many attributes, of both kinds in turn.',
  rules: { cpu: 'line' },
  columns: [
    ...costColumns('cpu', 'CPU µs'),
    { head: 'µs per attribute', digits: 1, valueOf: ({ x, costs }) => costOf(costs) / x },
    { head: 'µs per further one', digits: 1, valueOf: further },
  ],
  charts: [
    {
      name: 'attributes',
      title: 'CPU per createConversation, by the size of its batch',
      y: 'CPU µs',
      lines: [costLine('cpu', 'create')],
    },
  ],
  async start(session, plan) {
    const server = await startGateway(session, { name: 'attributes', variablesOf: inMemory })
    const points = []
    for (const x of plan.attributes) {
      const target = await targetOf(session, server, x)
      await warmUp(session, { target }, { seconds: plan.warmUpSeconds / 2 })
      points.push({
        x,
        async take(seconds: number) {
          const { cost, helperShare } = await takeSlice(session, server, seconds, target)
          return { costs: { cpu: cost }, helperShare }
        },
      })
    }
    return { points }
  },
}

function costOf({ cpu = Number.NaN }: Row['costs']): number {
  return cpu
}

/** Over the first point, by what there is more of them. */
function further({ x, costs }: Row, first: Row): number | undefined {
  return x === first.x ? undefined : (costOf(costs) - costOf(first.costs)) / (x - first.x)
}

/** @throws Error where not all of them reach LivePerson */
async function targetOf(
  { folder }: Session,
  { target: { port, mark }, upstream }: BenchServer,
  count: number,
): Promise<Target> {
  const workload = withAttributes(create, count)
  await fetch(`http://127.0.0.1:${port}${workload.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...passthroughHeaders(0) },
    body: toBody(workload),
  })
  const sent = await (await fetch(`${upstream.url}/__last`)).text()
  const arrived = sent.match(/"type":"(ctmrinfo|personal)"/g)?.length ?? 0
  if (arrived !== count) throw new Error(`expected ${count} attributes to be sent, got ${arrived}`)
  const requestsFile = join(folder, `attributes-${count}.requests`)
  writeFileSync(requestsFile, toRequests(workload, passthroughHeaders))
  return { port, mark, requestsFile }
}
