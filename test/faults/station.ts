import type { Emulator } from '../../src/emulator/emulator.ts'
import { GraphQLClient } from '../support/graphql-client.ts'
import type { Random } from '../support/random.ts'
import { type Replica, startReplica, toEnvironment } from '../support/replica.ts'
import { TcpProxy } from '../support/tcp-proxy.ts'
import { nextWeather } from './weather.ts'

/** A gateway between two proxies. It can be ended, and comes back at the address it had. */
export interface Station extends AsyncDisposable {
  /** Calls the gateway through the first proxy. */
  readonly client: GraphQLClient
  /** Where the gateway finds LivePerson: the second proxy. */
  readonly livePerson: URL
  /** Connections that the weather has ended, of both proxies. */
  readonly broken: number
  /** What the gateways that have ended logged as errors. */
  readonly errors: readonly string[]
  startGateway(): Promise<void>
  /** `kill -9`, or a request to stop, which must end with exit code 0. */
  endGateway(how: 'kill' | 'stop'): Promise<void>
  /** Starts the gateway anew, with nothing on its way any more, and leaves connections alone. */
  calm(): Promise<void>
}

/** @param env of the gateway, besides what it needs to find LivePerson */
export async function startStation(
  emulator: Emulator,
  env: Readonly<Record<string, string>>,
  random: Random,
): Promise<Station> {
  await using parts = new AsyncDisposableStack()
  let replica: Replica | undefined
  let isCalm = false
  const errors: string[] = []
  const startProxy = async (name: string, targetPort: () => number | undefined) => {
    const chances = random.fork(name)
    const weather = () => (isCalm ? ({ kind: 'clear' } as const) : nextWeather(chances))
    return parts.use(await TcpProxy.start({ targetPort, weather }))
  }
  const toGateway = await startProxy('to the gateway', () => replica && portOf(replica.url))
  const toLivePerson = await startProxy('to LivePerson', () => portOf(emulator.url))
  const client = parts.use(new GraphQLClient(toGateway.url))
  const running = parts.move()

  const startGateway = async () => {
    const upstream = { LP_DOMAIN_API_URL: toLivePerson.url }
    const own = { ...upstream, ...env, LOG_LEVEL: 'error' }
    replica = await startReplica({ ...toEnvironment(emulator), ...own })
  }
  const endGateway = async (how: 'kill' | 'stop') => {
    await using ended = replica
    replica = undefined
    const exit = await ended?.[how]()
    if (exit) errors.push(...toErrors(exit.stdout))
  }
  running.defer(() => endGateway('kill'))
  return {
    client,
    livePerson: new URL(toLivePerson.url),
    get broken() {
      return toGateway.broken + toLivePerson.broken
    },
    errors,
    startGateway,
    endGateway,
    calm: async () => {
      isCalm = true
      await endGateway('kill')
      await Promise.all([toGateway.idle(), toLivePerson.idle()])
      await startGateway()
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

const portOf = (url: string): number => Number(new URL(url).port)

/** @param stdout lines of JSON, after some for people; the last one may be cut short */
function toErrors(stdout: string): readonly string[] {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'))
  return lines.map((line) => {
    const { msg, err }: { msg: string; err?: { message: string; stack: string } } = JSON.parse(line)
    return `${msg}: ${(msg === 'internal fault' ? err?.stack : err?.message) ?? ''}`
  })
}
