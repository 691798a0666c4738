import { setTimeout as sleep } from 'node:timers/promises'
import { DEFAULT_ACCOUNT, type Emulator, startEmulator } from '../../src/emulator/emulator.ts'
import { type Exit, GatewayProcess } from '../support/gateway-process.ts'
import { toEnvironment } from '../support/replica.ts'
import { secretsIn } from './verdict.ts'

/** Far more than a healthy answer takes, on a machine that has other work. */
const HEALTHY_MS = 5_000

/** Has the process throw away what it does not hold, so that the rest can be measured. */
const collectOnSignal = `data:text/javascript,process.on('SIGUSR2', () => globalThis.gc())`

/** What a gateway holds on to. */
export interface Held {
  readonly heapBytes: number
  readonly openFiles: number
  readonly inFlight: number
  readonly subscriptions: number
}

/** A gateway in a process of its own, which must live through everything, and its LivePerson. */
export interface Target extends AsyncDisposable {
  readonly url: string
  readonly emulator: Emulator
  /** Of a few consumers, each with a message. */
  readonly conversationIds: readonly string[]
  readonly accountId: string
  readonly clientSecret: string
  /** Rejects when a sound request is not answered well and in time. */
  expectHealthy(): Promise<void>
  /** What it holds once it has come to rest. */
  heldAtRest(): Promise<Held>
  /** Resolves once it has stopped as it was asked to. */
  stop(): Promise<Exit>
}

export async function startTarget(): Promise<Target> {
  await using parts = new AsyncDisposableStack()
  // What the emulator keeps of each request would be the growth of this process.
  const emulator = parts.use(await startEmulator({ requestLogLimit: 0 }))
  const gateway = parts.use(
    new GatewayProcess({
      env: { ...toEnvironment(emulator), STORE_URL: 'memory:', LOG_LEVEL: 'error' },
      nodeArgs: ['--max-old-space-size=256', '--expose-gc', '--import', collectOnSignal],
    }),
  )
  const url = await gateway.url()
  const conversationIds = await Promise.all(
    ['ada', 'grace', 'edith'].map((each) => open(url, each)),
  )
  const running = parts.move()
  return {
    url,
    emulator,
    conversationIds,
    accountId: DEFAULT_ACCOUNT.accountId,
    clientSecret: DEFAULT_ACCOUNT.clientSecret,
    expectHealthy: async () => {
      const signal = AbortSignal.timeout(HEALTHY_MS)
      const health = await fetch(`${url}/healthz`, { signal })
      const answer = await post(url, { query: '{ __typename }' }, 'developer', signal)
      const text = await answer.text()
      if (health.status !== 200 || text !== '{"data":{"__typename":"Query"}}\n') {
        throw new Error(`expected a healthy gateway, got ${health.status} and ${text}`)
      }
    },
    heldAtRest: () => heldAtRest(url, () => gateway.kill('SIGUSR2')),
    stop: async () => {
      gateway.kill('SIGTERM')
      return gateway.exited
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function open(url: string, consumer: string): Promise<string> {
  const query = `mutation { createConversation(input: { firstMessage: { text: "Hello" } }) {
    conversation { id }
  } }`
  const text = await (await post(url, { query }, consumer)).text()
  const { data }: { data?: { createConversation: { conversation: { id: string } } } } =
    JSON.parse(text)
  if (!data) throw new Error(`expected a conversation, got ${text}`)
  return data.createConversation.conversation.id
}

function post(
  url: string,
  body: object,
  consumer: string,
  signal: AbortSignal | null = null,
): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-consumer-id': consumer },
    body: JSON.stringify(body),
    signal,
  })
}

const SAMPLES = 8
const PAUSE_MS = 100
const REST_MS = 10_000

/** The least of several samples. */
async function heldAtRest(url: string, collectGarbage: () => void): Promise<Held> {
  const giveUpAt = Date.now() + REST_MS
  let held: Held[] = []
  while (held.length < SAMPLES) {
    collectGarbage()
    const now = await readHeld(url)
    const isAtRest = now.inFlight === 0 && now.subscriptions === 0
    held = isAtRest || Date.now() > giveUpAt ? [...held, now] : []
    await sleep(PAUSE_MS)
  }
  const least = (what: keyof Held) => Math.min(...held.map((each) => each[what]))
  return {
    heapBytes: least('heapBytes'),
    openFiles: least('openFiles'),
    inFlight: least('inFlight'),
    subscriptions: least('subscriptions'),
  }
}

async function readHeld(url: string): Promise<Held> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const leaks = secretsIn(metrics)
  if (leaks.length > 0) throw new Error(`expected metrics without secrets, got ${leaks.join()}`)
  const read = (name: string) => {
    const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics)?.[1]
    if (value === undefined) throw new Error(`expected the measure ${name}`)
    return Number(value)
  }
  return {
    heapBytes: read('nodejs_heap_size_used_bytes'),
    openFiles: read('process_open_fds'),
    inFlight: read('gateway_requests_in_flight'),
    subscriptions: read('gateway_subscriptions_active'),
  }
}
