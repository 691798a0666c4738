import { isLoopbackHost } from '../connector/hosts.ts'
import type { ReadEnvironment } from './environment.ts'
import type { UpstreamConfig } from './upstream.ts'

export interface OidcConfig {
  readonly mode: 'oidc'
  readonly issuer: string
  readonly audience: string
  /** Absent: found by OpenID Connect Discovery at the issuer. */
  readonly jwksUri?: string
  /** The claim that names the consumer. */
  readonly consumerClaim: string
}

export type AuthConfig =
  { readonly mode: 'passthrough' } | { readonly mode: 'development' } | OidcConfig

/** Each fault found is added to `faults`. `undefined` when there is no mode to be had. */
export function readAuth(
  environment: ReadEnvironment,
  upstream: UpstreamConfig | undefined,
  faults: string[],
): AuthConfig | undefined {
  const { env, given } = environment
  const mode = env.AUTH_MODE ?? (upstream?.kind === 'emulator' ? 'development' : undefined)
  switch (mode) {
    case undefined:
      if (given.AUTH_MODE === undefined) {
        faults.push('AUTH_MODE: required with a LivePerson account; set passthrough or oidc')
      }
      return undefined
    case 'passthrough':
      return { mode }
    case 'development': {
      const danger = dangerOfDevelopment(env.NODE_ENV, upstream)
      if (danger !== undefined) {
        faults.push(`AUTH_MODE: development lets anyone in, so ${danger}; set passthrough or oidc`)
      }
      return { mode }
    }
    case 'oidc':
      return readOidc(environment, faults)
  }
}

function dangerOfDevelopment(
  nodeEnv: string | undefined,
  upstream: UpstreamConfig | undefined,
): string | undefined {
  if (nodeEnv === 'production') return 'NODE_ENV=production refuses it'
  return upstream?.kind === 'liveperson' && !isLoopbackHost(upstream.domainApiUrl.host)
    ? 'it takes no real LivePerson account'
    : undefined
}

function readOidc({ env, given }: ReadEnvironment, faults: string[]): OidcConfig | undefined {
  // As written: the `iss` of a token is compared to the letter.
  const { OIDC_ISSUER: issuer } = given
  const {
    OIDC_AUDIENCE: audience,
    OIDC_JWKS_URI: jwksUri,
    OIDC_CONSUMER_CLAIM: consumerClaim,
  } = env
  if (issuer === undefined) faults.push('OIDC_ISSUER: required with AUTH_MODE=oidc')
  if (audience === undefined) faults.push('OIDC_AUDIENCE: required with AUTH_MODE=oidc')
  for (const name of ['OIDC_ISSUER', 'OIDC_JWKS_URI'] as const) {
    const url = env[name]
    if (url?.protocol === 'http:' && !isLoopbackHost(url.host)) {
      faults.push(`${name}: expected https; http is for loopback only`)
    }
  }
  if (issuer === undefined || audience === undefined) return undefined
  return {
    mode: 'oidc',
    issuer,
    audience,
    consumerClaim,
    ...(jwksUri && { jwksUri: jwksUri.href }),
  }
}
