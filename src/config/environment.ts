import { z } from 'zod'
import type { StoreConfig } from '../store/open-store.ts'
import { parseRedisUrl } from '../store/redis-url.ts'
import { rate, trustedProxies } from './rates.ts'
import { storeKeys } from './store-keys.ts'
import { commaSeparated, hostPattern, httpUrl, oneOf, origin, wholeNumber } from './values.ts'

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

const defaultStore: StoreConfig = { kind: 'sqlite', path: './data/gateway.db' }
const text = z.string()
const secret = z.string()
const store = z.string().transform((url, context): StoreConfig => {
  if (url === 'memory:') return { kind: 'memory' }
  const path = /^sqlite:(.+)$/.exec(url)?.[1]
  if (path !== undefined) return { kind: 'sqlite', path }
  if (parseRedisUrl(url)) return { kind: 'redis', url }
  // What came is not repeated: the URL of a store may hold a password.
  const message = 'expected memory:, sqlite:PATH or redis[s]://[[USER][:PASSWORD]@]HOST[:PORT][/DB]'
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

/** Every variable the gateway reads, in the order `--help` lists them; its default in brackets. */
const environment = z.object({
  NODE_ENV: text.optional().describe('production refuses what is for development only'),
  HOST: text.default('127.0.0.1').describe('address to listen on (127.0.0.1)'),
  PORT: wholeNumber(0, 65_535, 'a port')
    .default(4000)
    .describe('port to listen on (4000); 0 for any free one'),
  LP_ACCOUNT_ID: text
    .optional()
    .describe(
      'LivePerson site id; with no LP_ variable at all, the embedded emulator plays LivePerson',
    ),
  LP_CLIENT_ID: text
    .optional()
    .describe("client id of the account's app; not needed in passthrough"),
  LP_CLIENT_SECRET: secret
    .optional()
    .describe("client secret of the account's app; not needed in passthrough"),
  LP_ACCOUNTS_FILE: text
    .optional()
    .describe(
      'many accounts: a JSON array of {accountId, clientId, clientSecret, appInstallationId?}',
    ),
  LP_DOMAIN_API_URL: httpUrl
    .optional()
    .describe('Domain API (https://api.liveperson.net); http only on loopback'),
  LP_ALLOWED_HOSTS: commaSeparated(hostPattern)
    .optional()
    .describe('comma-separated hosts that the Domain API may name (*.liveperson.net)'),
  AUTH_MODE: oneOf('passthrough', 'oidc', 'development')
    .optional()
    .describe('passthrough, oidc or development (development with the emulator, else required)'),
  OIDC_ISSUER: httpUrl.optional().describe('issuer of the Bearer tokens, in oidc'),
  OIDC_AUDIENCE: text.optional().describe('audience of the Bearer tokens, in oidc'),
  OIDC_JWKS_URI: httpUrl.optional().describe("the issuer's key set (found by discovery)"),
  OIDC_CONSUMER_CLAIM: text.default('sub').describe('claim that names the consumer (sub)'),
  STORE_URL: store
    .default(defaultStore)
    .describe('memory:, sqlite:PATH, redis:// or rediss:// URL (sqlite:./data/gateway.db)'),
  STORE_KEYS: storeKeys
    .optional()
    .describe(
      'ID:KEY, comma-separated: what seals the store; the first seals, all open (required in production)',
    ),
  UPSTREAM_TIMEOUT_MS: wholeNumber(100, 300_000, 'milliseconds')
    .default(10_000)
    .describe('deadline of one request, in milliseconds (10000)'),
  MAX_IN_FLIGHT: wholeNumber(1, 100_000, 'requests')
    .default(1000)
    .describe('GraphQL requests worked on at once; more are answered with 503 (1000)'),
  PREPARED_OPERATIONS: wholeNumber(0, 100_000, 'operations')
    .default(1000)
    .describe('operations kept compiled; 0 has Apollo Server run every request (1000)'),
  RATE_LIMIT_ADDRESS: rate
    .optional()
    .describe('GraphQL requests of one address: NUMBER/SECONDSs, or off (1200/60s in production)'),
  RATE_LIMIT_CONSUMER: rate
    .optional()
    .describe(
      'points of one consumer, 5 for what calls LivePerson and 1 for what reads (600/60s in production)',
    ),
  RATE_LIMIT_ACCOUNT: rate
    .optional()
    .describe('what calls LivePerson, of one account (12000/60s in production)'),
  TRUST_PROXY: trustedProxies
    .optional()
    .describe(
      "proxies whose X-Forwarded-For names the caller's address: how many, or their addresses (none)",
    ),
  CORS_ORIGINS: commaSeparated(origin)
    .optional()
    .describe('comma-separated origins whose pages may call (none; any in development)'),
  PUBLIC_URL: httpUrl.optional().describe('URL that callers use, for links (the listener)'),
  EXPLORERS: oneOf('true', 'false')
    .optional()
    .describe(
      'true or false: serve Sandbox and /explorer (false with NODE_ENV=production, else true)',
    ),
  TRUSTED_DOCUMENTS: text
    .optional()
    .describe('manifest of documents that may be asked for by id: the JSON that codegen prints'),
  TRUSTED_DOCUMENTS_ONLY: oneOf('true', 'false')
    .default('false')
    .describe('true or false: run no other document than those of the manifest (false)'),
  DRAIN_DELAY_MS: wholeNumber(0, 300_000, 'milliseconds')
    .default(0)
    .describe('how long /readyz says draining before the listener closes, in milliseconds (0)'),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl
    .optional()
    .describe('base URL of an OTLP collector that takes spans over HTTP (no spans)'),
  OTEL_SERVICE_NAME: text
    .default('conversation-gateway')
    .describe('what spans call this service (conversation-gateway)'),
  LOG_LEVEL: oneOf(...logLevels)
    .default('info')
    .describe(`${logLevels.join(', ')} (info)`),
})
export type Environment = z.output<typeof environment>

/** What `--help` says of each variable. */
export const variables: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(environment.shape).map(([name, { description = '' }]) => [name, description]),
)

export interface ReadEnvironment {
  /** Sound values. What was faulty is left out, as if it had not been set. */
  readonly env: Environment
  /** The text of every variable that was set, sound or not. */
  readonly given: Readonly<Record<string, string>>
  /** One for every value that is wrong in itself. */
  readonly faults: readonly string[]
}

/** A variable set to nothing but spaces counts as not set: that is what `VAR=${VAR:-}` passes on. */
export function readEnvironment(
  variablesSet: Readonly<Record<string, string | undefined>>,
): ReadEnvironment {
  const given: Record<string, string> = {}
  for (const [name, value = ''] of Object.entries(variablesSet)) {
    if (value.trim() !== '') given[name] = value.trim()
  }
  const parsed = environment.safeParse(given)
  if (parsed.success) return { env: parsed.data, given, faults: [] }

  const { issues } = parsed.error
  const faulty = new Set(issues.map(({ path: [name] }) => name))
  const sound = Object.entries(given).filter(([name]) => !faulty.has(name))
  return {
    env: environment.parse(Object.fromEntries(sound)),
    given,
    faults: issues.map(({ path: [name], message }) => `${String(name)}: ${message}`),
  }
}
