import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchServer, Target } from '../bench-server.ts'
import { warmUp } from '../measure.ts'
import type { Session } from '../session.ts'
import type { Surroundings } from '../stacks.ts'
import { ACCOUNT_ID, create, type Headers, toRequest, withInput } from '../workload.ts'
import { startGateway } from './gateways.ts'
import { costColumns, costLine, type Kind, type Point, takeSlice } from './series.ts'

/** One for each account at the last point; the issuer has tokens of a hundred consumers. */
const REQUESTS = 1000
const CONSUMERS = 100

export const accounts: Kind = {
  name: 'accounts',
  title: 'Number of accounts',
  x: 'accounts',
  about:
    'A gateway for each point (oidc, memory store), with so many accounts in its file. Requests go to all of them in turn, for 100 consumers, whose domains and tokens it knows by then.',
  rules: { cpu: 'steady' },
  columns: costColumns('cpu', 'CPU µs'),
  charts: [
    {
      name: 'accounts',
      title: 'CPU per createConversation, by the number of accounts',
      y: 'CPU µs',
      lines: [costLine('cpu', 'create')],
    },
  ],
  async start(session, plan) {
    const points: Point[] = []
    for (const x of plan.accounts) {
      const { server, target } = await startWith(session, x)
      await warmUp(session, { target }, { requests: REQUESTS })
      await warmUp(session, { target }, { seconds: plan.warmUpSeconds })
      points.push({
        x,
        async take(seconds) {
          const { cost, helperShare } = await takeSlice(session, server, seconds, target)
          return { costs: { cpu: cost }, helperShare }
        },
      })
    }
    return { points }
  },
}

async function startWith(
  session: Session,
  count: number,
): Promise<{ readonly server: BenchServer; readonly target: Target }> {
  const ids = Array.from({ length: count }, (_, index) => String(Number(ACCOUNT_ID) + index))
  const file = join(session.folder, `${count}.accounts.json`)
  const listed = ids.map((accountId) => ({ accountId, clientId: 'client', clientSecret: 'secret' }))
  writeFileSync(file, JSON.stringify(listed))
  let headersOf: ((consumer: number) => Headers) | undefined
  const server = await startGateway(session, {
    name: `accounts-${count}`,
    workload: withInput(create, { accountId: ACCOUNT_ID }),
    headersOf: ({ issuer }) => (headersOf = issuer.headersOf),
    variablesOf: ({ issuer }: Surroundings) => ({
      LP_ACCOUNT_ID: '',
      LP_CLIENT_ID: '',
      LP_CLIENT_SECRET: '',
      LP_ACCOUNTS_FILE: file,
      STORE_URL: 'memory:',
      AUTH_MODE: 'oidc',
      ...issuer.variables,
    }),
  })
  const requests = Array.from({ length: REQUESTS }, (_, index) => {
    const accountId = ids[index % count]
    return toRequest(withInput(create, { accountId }), headersOf?.(index % CONSUMERS) ?? {})
  })
  const requestsFile = join(session.folder, `accounts-${count}.all.requests`)
  writeFileSync(requestsFile, requests.join(''))
  return { server, target: { ...server.target, requestsFile } }
}
