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
import { ConversationCreator } from './conversation/conversation-creator.ts'
import { ConversationResolver } from './conversation/conversation.resolver.ts'
import type { Emulator } from './emulator/emulator.ts'
import { EngagementFinder } from './engagement/engagement-finder.ts'
import { EngagementResolver } from './engagement/engagement.resolver.ts'
import { HttpServer } from './http.ts'
import type { AccountId } from './ids.ts'
import { createLogger } from './logger.ts'
import { buildGatewaySchema } from './schema.ts'
import { openStore } from './store/open-store.ts'

const DAY_MS = 86_400_000
/** Of one service of one account: what LivePerson answers in a fifth of a second at 1,000 a second. */
const concurrency = { maxConcurrent: 200, maxQueued: 200 }
/** The upstream services an account uses, the Domain API among them. */
const SERVICES = 5
const retention = { idempotencyMs: DAY_MS, conversationMs: 90 * DAY_MS }

export interface Gateway extends AsyncDisposable {
  /** Where it listens, without a trailing slash. */
  readonly url: string
  /** The embedded LivePerson, when there is one. */
  readonly emulator: Emulator | undefined
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
  const store = parts.use(await openStore(config.store, retention))
  store.ping().catch((error: unknown) => logger.warn({ err: error }, 'the store is not there yet'))
  const http = parts.use(new HttpClient())
  const timeoutMs = config.upstreamTimeoutMs
  const maxAccounts = accounts.size
  const client = new GuardedClient(http, {
    ...concurrency,
    timeoutAfterMs: timeoutMs / 2,
    maxChannels: maxAccounts * SERVICES,
  })
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
  const creator = new ConversationCreator(connector, finder, store, onStoreError)

  const resolvers = new Map<unknown, unknown>([
    [ConversationResolver, new ConversationResolver(accounts, connector, creator)],
    [EngagementResolver, new EngagementResolver(accounts, finder)],
  ])
  const schema = await buildGatewaySchema(resolvers)
  const authenticator = createAuthenticator(config.auth, {
    onEvent: (event) => logger.info(event, 'oidc'),
  })
  const context = { authenticator, store, upstreamTimeoutMs: timeoutMs }
  const server = parts.use(await HttpServer.start({ config, schema, context, store, logger }))

  const running = parts.move()
  return {
    url: server.url,
    emulator,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Loaded only where it is used. */
async function startOwnEmulator(): Promise<Emulator> {
  const { startEmulator } = await import('./emulator/emulator.ts')
  return startEmulator()
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
