import { setTimeout as sleep } from 'node:timers/promises'
import { Accounts } from './accounts.ts'
import { createAuthenticator } from './auth/authenticator.ts'
import type { Config, UpstreamConfig } from './config.ts'
import { HttpClient } from './connector/http-client.ts'
import { connectLivePerson } from './connector/liveperson.ts'
import type { Emulator } from './emulator/emulator.ts'
import { HttpServer } from './http.ts'
import type { AccountId } from './ids.ts'
import { createLogger } from './logger.ts'
import { ConversationLog } from './message/conversation-log.ts'
import { createMetrics } from './metrics.ts'
import { limitRootFields } from './rates/rated-fields.ts'
import { Rates } from './rates/rates.ts'
import { createResolvers } from './resolvers.ts'
import { buildGatewaySchema } from './schema.ts'
import { openStore } from './store/open-store.ts'
import { Telemetry } from './telemetry.ts'
import { observeRootFields } from './telemetry/observed-schema.ts'
import { ObservedStore } from './telemetry/observed-store.ts'
import { openInbox } from './webhook/open-inbox.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const retention = {
  idempotencyMs: DAY_MS,
  conversationMs: 90 * DAY_MS,
  // a sighting tells what became of a request, and that can be asked while its key is kept
  sightingMs: DAY_MS,
  // long enough for somebody to come back from a weekend and look why it was not understood
  setAsideMs: 7 * DAY_MS,
}

export interface Gateway extends AsyncDisposable {
  /** Where it listens, without a trailing slash. */
  readonly url: string
  /** The embedded LivePerson, when there is one. */
  readonly emulator: Emulator | undefined
  /** Tells probers to send requests elsewhere; resolves when they have had DRAIN_DELAY_MS to do so. */
  drain(): Promise<void>
}

/** Builds every part in order of need; disposing takes them down in reverse. */
export async function startGateway(config: Config): Promise<Gateway> {
  await using parts = new AsyncDisposableStack()
  const logger = createLogger(config.logLevel)
  const emulator =
    config.upstream.kind === 'emulator' ? parts.use(await startOwnEmulator()) : undefined
  const upstream = emulator ? toUpstream(emulator) : config.upstream
  if (upstream.kind === 'emulator') throw new TypeError('the emulator was started above')

  const accounts = new Accounts(upstream.accounts)
  const metrics = createMetrics()
  const telemetry = parts.use(await Telemetry.start(config, { logger, metrics, accounts }))
  const bareStore = parts.use(await openStore(config.store, retention, config.storeKeys))
  const store = new ObservedStore(bareStore, metrics.store)
  store.ping().catch((error: unknown) => logger.warn({ err: error }, 'the store is not there yet'))
  const onStoreError = (error: unknown) => logger.error({ err: error }, 'the store failed')

  const timeoutMs = config.upstreamTimeoutMs
  const { client, connector, monitoring } = connectLivePerson(parts.use(new HttpClient()), {
    upstream,
    accounts,
    timeoutMs,
    observer: telemetry.exchanges,
  })
  metrics.upstream.watchCircuits(() => client.circuits())

  const log = new ConversationLog({
    logs: store.logs,
    retentionMs: retention.conversationMs,
    strangerRetentionMs: HOUR_MS,
    onStoreError,
  })
  const inbox = parts.use(openInbox({ store, log, accounts, metrics, logger }))
  // closed before the inbox, which waits for its work
  parts.use(log)

  const issuer = config.auth.mode === 'oidc' ? config.auth.issuer : undefined
  const schema = await buildGatewaySchema(
    createResolvers({ accounts, connector, monitoring, store, log, issuer, onStoreError }),
  )
  const rates = parts.use(await Rates.open(config.rates, config.store))
  limitRootFields(schema, { rates, accounts })
  // outside of the limits: what they say is an outcome as well
  observeRootFields(schema, telemetry.rootFields)
  const authenticator = createAuthenticator(config.auth, {
    onEvent: (event) => logger.info(event, 'oidc'),
  })
  const server = parts.use(
    await HttpServer.start({
      config,
      schema,
      context: { authenticator, store, log, upstreamTimeoutMs: timeoutMs },
      store,
      logger,
      metrics,
      telemetry,
      circuits: () => client.circuits(),
      rates,
      webhooks: { accounts, inbox },
    }),
  )
  emulator?.sendWebhooksTo({ url: `${server.url}/webhooks/{accountId}` })

  const running = parts.move()
  return {
    url: server.url,
    emulator,
    drain: async () => {
      server.drain()
      await sleep(config.drainDelayMs)
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Loaded only where it is used. */
async function startOwnEmulator(): Promise<Emulator> {
  const { startEmulator } = await import('./emulator/emulator.ts')
  return startEmulator({ agent: {} })
}

function toUpstream(emulator: Emulator): UpstreamConfig & { kind: 'liveperson' } {
  return {
    kind: 'liveperson',
    accounts: emulator.accounts.map(({ accountId, clientId, clientSecret }) => ({
      accountId: accountId as AccountId,
      credentials: { clientId, clientSecret },
    })),
    domainApiUrl: new URL(emulator.url),
    allowedHosts: ['127.0.0.1', 'localhost', '[::1]'],
  }
}
