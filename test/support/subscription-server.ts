import { setTimeout as pause } from 'node:timers/promises'
import { Accounts } from '../../src/accounts.ts'
import { type Authenticator, createAuthenticator } from '../../src/auth/authenticator.ts'
import { ownerKeyOf } from '../../src/auth/viewer.ts'
import { readConfig } from '../../src/config.ts'
import { HttpServer } from '../../src/http.ts'
import type { AccountId, ConsumerId, ConversationId } from '../../src/ids.ts'
import { createLogger } from '../../src/logger.ts'
import { ConversationEventResolver } from '../../src/message/conversation-event.resolver.ts'
import { ConversationLog } from '../../src/message/conversation-log.ts'
import type { MessageStored } from '../../src/message/stored-event.ts'
import { createMetrics } from '../../src/metrics.ts'
import { Rates } from '../../src/rates/rates.ts'
import { buildGatewaySchema } from '../../src/schema.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'
import type { ConversationLogs } from '../../src/store/store.ts'

const HOUR_MS = 3_600_000
const accountId = '12345678' as AccountId

export interface SubscriptionServerOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly slowReaderMs?: number
  readonly authenticator?: Authenticator
  /** What the store does in the place of its own. */
  readonly logs?: Partial<Pick<ConversationLogs, 'read' | 'end'>>
}

/** The gateway's way in, and a store in which a test makes things happen. */
export interface SubscriptionServer extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string
  /** Of the WebSocket. */
  readonly socketUrl: string
  readonly log: ConversationLog
  /** How many follow a conversation now. */
  readonly watchers: () => number
  /** The newest position that was read of any log. */
  readonly lastRead: () => number
  /** Makes a conversation of this consumer known. */
  open(id: string, consumerId?: string): Promise<ConversationId>
  /** A message of the agent. */
  say(id: ConversationId, sequence: number, message?: string): Promise<void>
  /** What an operator reads of this measure. */
  measure(name: string): Promise<number>
}

export async function startSubscriptionServer({
  env = {},
  slowReaderMs,
  authenticator,
  logs: instead = {},
}: SubscriptionServerOptions = {}): Promise<SubscriptionServer> {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', STORE_URL: 'memory:', ...env })
  const retention = {
    idempotencyMs: HOUR_MS,
    conversationMs: HOUR_MS,
    sightingMs: HOUR_MS,
    setAsideMs: HOUR_MS,
  }
  const store = new MemoryStore({ retention })
  let watchers = 0
  let lastRead = 0
  const logs: ConversationLogs = {
    extend: (id, retentionMs, decide) => store.logs.extend(id, retentionMs, decide),
    read: async (id, after, limit) => {
      const entries = await store.logs.read(id, after, limit)
      lastRead = Math.max(lastRead, entries.at(-1)?.position ?? 0)
      return entries
    },
    end: (id) => store.logs.end(id),
    watch: (id, onExtended) => {
      const watch = store.logs.watch(id, onExtended)
      watchers += 1
      return {
        [Symbol.dispose]: () => {
          watchers -= 1
          watch[Symbol.dispose]()
        },
      }
    },
    ...instead,
  }
  const log = new ConversationLog({
    logs,
    retentionMs: HOUR_MS,
    strangerRetentionMs: HOUR_MS,
    onStoreError: () => undefined,
  })
  const resolvers = new Map<unknown, unknown>([
    [ConversationEventResolver, new ConversationEventResolver()],
  ])
  const rates = await Rates.open(config.rates, config.store)
  const server = await HttpServer.start({
    config,
    schema: await buildGatewaySchema(resolvers),
    context: {
      authenticator: authenticator ?? createAuthenticator(config.auth),
      store,
      log,
      upstreamTimeoutMs: config.upstreamTimeoutMs,
    },
    store,
    logger: createLogger(config.logLevel),
    metrics: createMetrics(),
    rates,
    webhooks: { accounts: new Accounts([]), inbox: { accept: async () => undefined } },
    ...(slowReaderMs !== undefined && { slowReaderMs }),
  })
  return {
    url: server.url,
    socketUrl: `${server.url.replace('http', 'ws')}/graphql`,
    log,
    watchers: () => watchers,
    lastRead: () => lastRead,
    open: async (id, consumer = 'developer') => {
      const consumerId = consumer as ConsumerId
      const viewer = { kind: 'identified', consumerId, mayActForConsumers: false } as const
      const owner = ownerKeyOf(viewer, accountId, consumerId)
      const conversationId = id as ConversationId
      await store.conversations.put({
        id: conversationId,
        accountId,
        consumerId,
        owner,
        stage: 'OPEN',
        createdAt: Date.now(),
      })
      return conversationId
    },
    say: (id, sequence, message = `message ${sequence}`) =>
      log.record(id, [toMessage(id, sequence, message)]),
    measure: async (name) => {
      const metrics = await (await fetch(`${server.url}/metrics`)).text()
      return Number(new RegExp(`^${name} (.+)$`, 'm').exec(metrics)?.[1])
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]()
      log[Symbol.dispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}

export function toMessage(dialogId: string, sequence: number, message: string): MessageStored {
  return {
    kind: 'message',
    dialogId,
    from: 'ASSIGNED_AGENT',
    sequence,
    event: { type: 'ContentEvent', contentType: 'text/plain', message },
  }
}

/**
 * Says more to the one subscriber of a conversation until nothing more is read for it; what was said,
 * in megabytes, or undefined when there seems to be no end of it.
 */
export async function sayUntilStalled(
  server: SubscriptionServer,
  id: ConversationId,
): Promise<number | undefined> {
  const large = 'x'.repeat(1024 * 1024)
  for (let said = 1; said <= 60; said += 1) {
    await server.say(id, said - 1, large)
    const patience = performance.now() + 250
    while (server.lastRead() < said) {
      if (performance.now() > patience) return said
      await pause(5)
    }
  }
  return undefined
}
