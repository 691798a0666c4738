import type { AccountId } from '../ids.ts'
import { isRecord } from './answer.ts'
import { StepFailed } from './failure.ts'
import { isAllowedHost, isBareHost, isLoopbackHost } from './hosts.ts'
import type { GuardedClient } from './guarded-client.ts'
import { domainsPath, type ServiceName } from './protocol.ts'
import { type Fresh, RefreshingCache } from './refreshing-cache.ts'
import { performStep, withinItsTime } from './step.ts'

const STEP = 'Domain API'
/** LivePerson says that domains may change, and its own SDK looks them up again every minute. */
const REFRESH_MS = 60_000

export interface DomainsOptions {
  /** Its scheme is used for the hosts it names. */
  readonly domainApiUrl: URL
  readonly allowedHosts: readonly string[]
  readonly maxAccounts: number
  readonly timeoutMs: number
}

/** Which host serves which service for an account; the last good answer serves while the Domain API is down. */
export class Domains {
  readonly #client: GuardedClient
  readonly #options: DomainsOptions
  readonly #hosts: RefreshingCache<ReadonlyMap<string, unknown>>

  constructor(client: GuardedClient, options: DomainsOptions) {
    this.#client = client
    this.#options = options
    this.#hosts = new RefreshingCache({
      maxEntries: options.maxAccounts,
      loadTimeoutMs: options.timeoutMs,
      retryRefreshMs: REFRESH_MS / 6,
      load: (accountId, signal) => withinItsTime(STEP, signal, this.#lookUp(accountId, signal)),
    })
  }

  /**
   * @returns an origin such as `https://va.msg.liveperson.net`
   * @throws StepFailed when there is none, or one that must not be called
   */
  async originOf(accountId: AccountId, service: ServiceName, signal: AbortSignal): Promise<string> {
    const hosts = await this.#hosts.get(accountId, signal)
    const host = hosts.get(service)
    if (host === undefined) throw refused(`the Domain API names no host for ${service}`)
    if (!isBareHost(host)) throw refused(`the Domain API names no usable host for ${service}`)

    const { domainApiUrl, allowedHosts } = this.#options
    const safeScheme = domainApiUrl.protocol === 'https:' || isLoopbackHost(host)
    if (!safeScheme || !isAllowedHost(host, allowedHosts)) {
      throw refused(
        `the Domain API names a host for ${service} that LP_ALLOWED_HOSTS does not allow`,
      )
    }
    return `${domainApiUrl.protocol}//${host}`
  }

  async #lookUp(
    accountId: string,
    signal: AbortSignal,
  ): Promise<Fresh<ReadonlyMap<string, unknown>>> {
    const body = await performStep(
      this.#client,
      { accountId, service: 'domain' },
      STEP,
      {
        origin: this.#options.domainApiUrl.origin,
        path: domainsPath(accountId),
        method: 'GET',
        headers: { accept: 'application/json' },
      },
      { timeoutMs: this.#options.timeoutMs, signal },
    ).catch((error: unknown) => {
      // Whatever it refuses is no input of the caller's, nor a token.
      const kind = error instanceof StepFailed ? error.failure.kind : undefined
      const isRefusal = kind === 'rejected' || kind === 'unauthorized'
      throw isRefusal ? refused('the Domain API refused the lookup') : error
    })
    if (!isRecord(body) || !Array.isArray(body.baseURIs)) {
      throw refused('the Domain API did not answer with a list of hosts')
    }
    const hosts = new Map(
      body.baseURIs.filter(isRecord).map(({ service, baseURI }) => [String(service), baseURI]),
    )
    return { value: hosts, refreshAt: Date.now() + REFRESH_MS, expiresAt: Infinity }
  }
}

function refused(reason: string): StepFailed {
  return new StepFailed(STEP, { kind: 'unavailable', reason, retryable: false })
}
