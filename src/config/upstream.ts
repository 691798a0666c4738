import { isLoopbackHost } from '../connector/hosts.ts'
import { type Account, readAccounts } from './accounts.ts'
import type { ReadEnvironment } from './environment.ts'

/** Where LivePerson is. */
export type UpstreamConfig =
  | { readonly kind: 'emulator' }
  | {
      readonly kind: 'liveperson'
      readonly accounts: readonly Account[]
      readonly domainApiUrl: URL
      readonly allowedHosts: readonly string[]
    }

const LIVEPERSON = 'https://api.liveperson.net'
const loopbackHosts = ['localhost', '127.0.0.1', '[::1]']

/** Each fault found is added to `faults`. `undefined` when nothing says which LivePerson is meant. */
export function readUpstream(
  { env, given }: ReadEnvironment,
  faults: string[],
): UpstreamConfig | undefined {
  if (!Object.keys(given).some((name) => name.startsWith('LP_'))) {
    if (env.NODE_ENV !== 'production') return { kind: 'emulator' }
    faults.push('LP_ACCOUNT_ID: required with NODE_ENV=production (or set LP_ACCOUNTS_FILE)')
    return undefined
  }
  const domainApiUrl = env.LP_DOMAIN_API_URL ?? new URL(LIVEPERSON)
  const isOnLoopback = isLoopbackHost(domainApiUrl.host)
  if (domainApiUrl.protocol === 'http:' && !isOnLoopback) {
    faults.push('LP_DOMAIN_API_URL: expected https; http is for loopback only')
  }
  return {
    kind: 'liveperson',
    accounts: readAccounts(env, faults),
    domainApiUrl,
    allowedHosts: [
      ...(env.LP_ALLOWED_HOSTS ?? ['*.liveperson.net']),
      ...(isOnLoopback ? loopbackHosts : []),
    ],
  }
}
