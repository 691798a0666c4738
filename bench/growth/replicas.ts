import { join } from 'node:path'
import { type BenchServer, type Load, runLoad, writeTarget } from '../bench-server.ts'
import { RUN_IN_SECONDS, warmUp } from '../measure.ts'
import type { Session } from '../session.ts'
import { newStoreKeys } from '../stacks.ts'
import { cpuSecondsOf } from '../usage.ts'
import { createWithKey, passthroughHeaders } from '../workload.ts'
import { startGateway } from './gateways.ts'
import { type Redis, startRedis } from './redis.ts'
import { costColumns, costLine, type Kind, type Point, type Taken } from './series.ts'

const CONSUMERS = 100

export const replicas: Kind = {
  name: 'replicas',
  title: 'Replicas on one Redis',
  x: 'gateways that share one Redis',
  about:
    'So many gateways (passthrough) and one redis-server with AOF for each point. They are asked for creates in turn, each create with a new idempotency key; what those that are not asked spend meanwhile counts as well.',
  rules: { gateways: 'steady', redis: 'steady', commands: 'steady' },
  columns: [
    ...costColumns('gateways', 'gateways: CPU µs'),
    ...costColumns('redis', 'Redis: CPU µs'),
    { head: 'Redis: commands', digits: 1, valueOf: ({ costs }) => costs['commands'] },
  ],
  charts: [
    {
      name: 'replicas',
      title: 'CPU per createConversation, by the number of gateways on one Redis',
      y: 'CPU µs',
      lines: [costLine('gateways', 'all gateways'), costLine('redis', 'Redis')],
    },
  ],
  async start(session, plan) {
    const points: Point[] = []
    for (const x of plan.replicas) {
      const redis = await startRedis(session.folder)
      if (redis === undefined) return 'there is no redis-server on the PATH'
      session.keep(redis)
      const servers = await startAll(session, x, redis)
      for (const server of servers) {
        await warmUp(session, server, { seconds: plan.warmUpSeconds })
      }
      points.push({ x, take: (seconds) => takeInTurn(session, servers, redis, seconds) })
    }
    return { points }
  },
}

async function startAll(
  session: Session,
  count: number,
  redis: Redis,
): Promise<readonly BenchServer[]> {
  const variables = {
    STORE_URL: redis.url,
    STORE_KEYS: newStoreKeys(),
    AUTH_MODE: 'passthrough',
  }
  const servers: BenchServer[] = []
  for (let index = 0; index < count; index += 1) {
    const name = `replicas-${count}-${index}`
    const server = await startGateway(session, {
      name,
      workload: createWithKey,
      variablesOf: () => variables,
    })
    // of its own consumers: two load generators may come upon the same number of a key
    const path = join(session.folder, `${name}.own`)
    const headersOf = (consumer: number) => passthroughHeaders(index * CONSUMERS + consumer)
    const target = writeTarget(path, server.target.port, createWithKey, headersOf)
    servers.push({ ...server, target })
  }
  return servers
}

/** One after the other, so that none has to leave its core to another one: each would do as much for less. */
async function takeInTurn(
  session: Session,
  servers: readonly BenchServer[],
  redis: Redis,
  seconds: number,
): Promise<Taken> {
  for (const { target } of servers) await warmUp(session, { target }, { seconds: RUN_IN_SECONDS })
  const before = await read(servers, redis)
  const loads: Load[] = []
  for (const { target } of servers) loads.push(await runLoad(session.load, target, { seconds }))
  const after = await read(servers, redis)
  const good = sum(loads.map((load) => load.good))
  const spent = (what: keyof typeof before) => after[what] - before[what]
  const helperSeconds =
    spent('redis') + spent('upstreams') + sum(loads.map(({ cpuSeconds }) => cpuSeconds))
  return {
    costs: {
      gateways: (spent('gateways') / good) * 1e6,
      redis: (spent('redis') / good) * 1e6,
      commands: spent('commands') / good,
    },
    helperShare: helperSeconds / spent('at'),
  }
}

/** So far, in seconds; those that are not asked count as well. */
async function read(servers: readonly BenchServer[], redis: Redis) {
  return {
    commands: await redis.countCommands(),
    gateways: sum(servers.map(({ pid }) => cpuSecondsOf(pid))),
    upstreams: sum(servers.map(({ upstream }) => cpuSecondsOf(upstream.pid))),
    redis: cpuSecondsOf(redis.pid),
    at: performance.now() / 1000,
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0)
}
