import { setTimeout as sleep } from 'node:timers/promises'
import { Accounts } from './accounts.ts'
import { createAuthenticator } from './auth/authenticator.ts'
import type { Config, UpstreamConfig } from './config.ts'
import { AppJwts } from './connector/app-jwt.ts'
import { Connector } from './connector/connector.ts'
import { ConsumerJwsTokens } from './connector/consumer-jws.ts'
import { Domains } from './connector/domains.ts'
import { GuardedClient } from './connector/guarded-client.ts'
import { HttpClient } from './connector/http-client.ts'
import { Monitoring } from './connector/monitoring.ts'
import { ConversationCloser } from './conversation/close-conversation.ts'
import { CloseConversationResolver } from './conversation/close-conversation.resolver.ts'
import { ConversationCreator } from './conversation/conversation-creator.ts'
import { ConversationResolver } from './conversation/conversation.resolver.ts'
import { CreationSettler } from './conversation/creation-settler.ts'
import type { Emulator } from './emulator/emulator.ts'
import { EngagementFinder } from './engagement/engagement-finder.ts'
import { EngagementResolver } from './engagement/engagement.resolver.ts'
import { UploadUrlCreator } from './file/upload-url-creator.ts'
import { UploadUrlResolver } from './file/upload-url.resolver.ts'
import { HttpServer } from './http.ts'
import type { AccountId } from './ids.ts'
import { createLogger, type Logger } from './logger.ts'
import { ConversationEventResolver } from './message/conversation-event.resolver.ts'
import { ConversationLog } from './message/conversation-log.ts'
import { MessagePublisher } from './message/message-publisher.ts'
import { MessageResolver } from './message/message.resolver.ts'
import { Targets } from './message/send-target.ts'
import { createMetrics } from './metrics.ts'
import { ProfileResolver } from './profile/profile.resolver.ts'
import { limitRootFields } from './rates/rated-fields.ts'
import { Rates } from './rates/rates.ts'
import { buildGatewaySchema } from './schema.ts'
import { openStore } from './store/open-store.ts'
import { Telemetry } from './telemetry.ts'
import { observeRootFields } from './telemetry/observed-schema.ts'
import { ObservedStore } from './telemetry/observed-store.ts'
import { NotificationWorker } from './webhook/notification-worker.ts'
import { WebhookInbox } from './webhook/webhook-inbox.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Of one service of one account: what LivePerson answers in a fifth of a second at 1,000 a second. */
const concurrency = { maxConcurrent: 200, maxQueued: 200 }
/** The upstream services an account uses, the Domain API among them. */
const SERVICES = 5
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
  const http = parts.use(new HttpClient())
  const timeoutMs = config.upstreamTimeoutMs
  const maxAccounts = accounts.size
  const guarding = {
    ...concurrency,
    timeoutAfterMs: timeoutMs / 2,
    maxChannels: maxAccounts * SERVICES,
  }
  const client = new GuardedClient(http, guarding, telemetry.exchanges)
  metrics.upstream.watchCircuits(() => client.circuits())
  const domains = new Domains(client, { ...upstream, maxAccounts, timeoutMs })
  const appJwts = new AppJwts(client, domains, {
    credentialsOf: (accountId) => accounts.get(accountId)?.credentials,
    maxAccounts,
    timeoutMs,
  })
  const consumerJws = new ConsumerJwsTokens(client, domains, appJwts, { timeoutMs })
  const connector = new Connector({ client, domains, appJwts, consumerJws })
  const onStoreError = (error: unknown) => logger.error({ err: error }, 'the store failed')
  const finder = new EngagementFinder({
    monitoring: new Monitoring(client, domains),
    conversations: store.conversations,
    issuer: config.auth.mode === 'oidc' ? config.auth.issuer : undefined,
    onStoreError,
  })
  const log = new ConversationLog({
    logs: store.logs,
    retentionMs: retention.conversationMs,
    strangerRetentionMs: HOUR_MS,
    onStoreError,
  })
  const worker = new NotificationWorker({
    conversations: store.conversations,
    sightings: store.sightings,
    log,
  })
  const inbox = parts.use(
    new WebhookInbox({
      inbox: store.inbox,
      accountIds: listWebhookAccounts(accounts, logger),
      work: (notification) => worker.work(notification),
      onSetAside: ({ accountId }) => {
        metrics.webhook.inc({ result: 'not-understood' })
        logger.warn({ accountId }, 'a webhook was not understood and is set aside')
      },
      onError: (error) => logger.error({ err: error }, 'a webhook was not worked yet'),
    }),
  )
  // closed before the inbox, which waits for its work
  parts.use(log)
  const settler = new CreationSettler({ connector, store, log })
  const creator = new ConversationCreator({
    connector,
    finder,
    settler,
    store,
    log,
    onStoreError,
  })

  const { conversations, idempotency } = store
  const targets = new Targets({ accounts, onStoreError })
  const closer = new ConversationCloser({ connector, targets, conversations, onStoreError })
  const publisher = new MessagePublisher({ connector, targets, idempotency, log, onStoreError })

  const resolvers = new Map<unknown, unknown>([
    [ConversationResolver, new ConversationResolver(accounts, connector, creator)],
    [CloseConversationResolver, new CloseConversationResolver(closer)],
    [MessageResolver, new MessageResolver(publisher)],
    [ProfileResolver, new ProfileResolver(accounts, connector)],
    [UploadUrlResolver, new UploadUrlResolver(new UploadUrlCreator(connector, targets))],
    [EngagementResolver, new EngagementResolver(accounts, finder)],
    [ConversationEventResolver, new ConversationEventResolver()],
  ])
  const schema = await buildGatewaySchema(resolvers)
  const rates = parts.use(await Rates.open(config.rates, config.store))
  limitRootFields(schema, { rates, accounts })
  // outside of the limits: what they say is an outcome as well
  observeRootFields(schema, telemetry.rootFields)
  const authenticator = createAuthenticator(config.auth, {
    onEvent: (event) => logger.info(event, 'oidc'),
  })
  const context = { authenticator, store, log, upstreamTimeoutMs: timeoutMs }
  const server = parts.use(
    await HttpServer.start({
      config,
      schema,
      context,
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

/** Without its client secret, an account's webhooks cannot be told from anybody's. */
function listWebhookAccounts(accounts: Accounts, logger: Logger): readonly AccountId[] {
  return accounts.list().flatMap(({ accountId, credentials }) => {
    if (credentials !== undefined) return [accountId]
    logger.warn({ accountId }, 'no webhooks for this account: its client secret is not configured')
    return []
  })
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
