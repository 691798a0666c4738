import { type AuthConfig, readAuth } from './config/auth.ts'
import { ConfigError } from './config/config-error.ts'
import { type LogLevel, readEnvironment } from './config/environment.ts'
import { readUpstream, type UpstreamConfig } from './config/upstream.ts'
import type { StoreConfig } from './store/open-store.ts'

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
  readonly auth: AuthConfig
  readonly store: StoreConfig
  readonly cors:
    { readonly kind: 'any' } | { readonly kind: 'listed'; readonly origins: readonly string[] }
  readonly explorers: boolean
  readonly introspection: boolean
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
    auth,
    store: env.STORE_URL,
    cors:
      env.CORS_ORIGINS === undefined && auth.mode === 'development'
        ? { kind: 'any' }
        : { kind: 'listed', origins: env.CORS_ORIGINS ?? [] },
    explorers,
    introspection: explorers || !isProduction,
    logLevel: env.LOG_LEVEL,
  }
}
