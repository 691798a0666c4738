import { type AuthConfig, readAuth } from './config/auth.ts'
import { ConfigError } from './config/config-error.ts'
import { type LogLevel, readEnvironment } from './config/environment.ts'
import { requireStoreKeys } from './config/store-keys.ts'
import { readRates } from './config/rates.ts'
import { readTrustedDocuments } from './config/trusted-documents.ts'
import { readUpstream, type UpstreamConfig } from './config/upstream.ts'
import type { TrustedDocuments } from './limits/trusted-documents.ts'
import type { TrustedProxies } from './rates/caller-address.ts'
import type { RateLimits } from './rates/rate.ts'
import type { StoreConfig } from './store/open-store.ts'
import type { SealingKey } from './store/sealer.ts'

export type { Account } from './config/accounts.ts'
export type { AuthConfig, OidcConfig } from './config/auth.ts'
export { ConfigError } from './config/config-error.ts'
export { type LogLevel, variables } from './config/environment.ts'
export type { UpstreamConfig } from './config/upstream.ts'

export interface Config {
  readonly host: string
  readonly port: number
  readonly publicUrl?: URL
  readonly upstream: UpstreamConfig
  readonly upstreamTimeoutMs: number
  /** GraphQL requests that may be worked on at once. */
  readonly maxInFlight: number
  /** Operations kept compiled; zero: none are. */
  readonly preparedOperations: number
  /** What is left out is not limited. */
  readonly rates: RateLimits
  /** Absent: whoever connects is the caller. */
  readonly trustedProxies?: TrustedProxies
  readonly auth: AuthConfig
  readonly store: StoreConfig
  /** The first one seals what the store keeps; absent: nothing is sealed. */
  readonly storeKeys?: readonly [SealingKey, ...SealingKey[]]
  readonly cors:
    { readonly kind: 'any' } | { readonly kind: 'listed'; readonly origins: readonly string[] }
  readonly explorers: boolean
  readonly introspection: boolean
  /** Absent when none are configured. */
  readonly trustedDocuments?: TrustedDocuments
  /** Between the word to stop and the end of the listener. */
  readonly drainDelayMs: number
  /** Where spans go; absent: there are none. */
  readonly spans?: { readonly endpoint: URL; readonly serviceName: string }
  readonly logLevel: LogLevel
}

/**
 * Reads the environment once, into a shape with no impossible corners. What depends on several
 * variables is checked even when one of them is wrong, so that all faults show at once.
 * @throws ConfigError naming every fault and its remedy
 */
export function readConfig(variablesSet: Readonly<Record<string, string | undefined>>): Config {
  const environment = readEnvironment(variablesSet)
  const { env } = environment
  const faults = [...environment.faults]
  const upstream = readUpstream(environment, faults)
  const auth = readAuth(environment, upstream, faults)
  const trustedDocuments = readTrustedDocuments(env, faults)
  requireStoreKeys(environment, faults)
  if (faults.length > 0 || upstream === undefined || auth === undefined)
    throw new ConfigError(faults)

  const isProduction = env.NODE_ENV === 'production'
  const explorers = env.EXPLORERS === undefined ? !isProduction : env.EXPLORERS === 'true'
  return {
    host: env.HOST,
    port: env.PORT,
    ...(env.PUBLIC_URL && { publicUrl: env.PUBLIC_URL }),
    upstream,
    upstreamTimeoutMs: env.UPSTREAM_TIMEOUT_MS,
    maxInFlight: env.MAX_IN_FLIGHT,
    preparedOperations: env.PREPARED_OPERATIONS,
    rates: readRates(env),
    ...(env.TRUST_PROXY && { trustedProxies: env.TRUST_PROXY }),
    auth,
    store: env.STORE_URL,
    ...(env.STORE_KEYS && { storeKeys: env.STORE_KEYS }),
    cors:
      env.CORS_ORIGINS === undefined && auth.mode === 'development'
        ? { kind: 'any' }
        : { kind: 'listed', origins: env.CORS_ORIGINS ?? [] },
    explorers,
    introspection: explorers || !isProduction,
    ...(trustedDocuments && { trustedDocuments }),
    drainDelayMs: env.DRAIN_DELAY_MS,
    ...(env.OTEL_EXPORTER_OTLP_ENDPOINT && {
      spans: { endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT, serviceName: env.OTEL_SERVICE_NAME },
    }),
    logLevel: env.LOG_LEVEL,
  }
}
