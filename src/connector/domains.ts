import type { AccountId } from '../ids.ts'
import { isRecord } from './answer.ts'
import { StepFailed } from './failure.ts'
import { isAllowedHost, isBareHost, isLoopbackHost } from './hosts.ts'
import type { GuardedClient } from './guarded-client.ts'
import { domainsPath, type ServiceName } from './protocol.ts'
import { andThen, type Eventual } from '../promises.ts'
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

/** Why the host of a service must not be called. */
interface Refusal {
  readonly refusal: string
}

/** By service, judged once for each lookup. */
type Origins = ReadonlyMap<string, string | Refusal>

/** Which host serves which service for an account; the last good answer serves while the Domain API is down. */
export class Domains {
  readonly #client: GuardedClient
  readonly #options: DomainsOptions
  readonly #origins: RefreshingCache<Origins>

  constructor(client: GuardedClient, options: DomainsOptions) {
    this.#client = client
    this.#options = options
    this.#origins = new RefreshingCache({
      maxEntries: options.maxAccounts,
      loadTimeoutMs: options.timeoutMs,
      retryRefreshMs: REFRESH_MS / 6,
      load: (accountId, signal) => withinItsTime(STEP, signal, this.#lookUp(accountId, signal)),
    })
  }

  /**
   * @returns an origin such as `https://va.msg.liveperson.net`, at once when it is known
   * @throws StepFailed when there is none, or one that must not be called
   */
  originOf(accountId: AccountId, service: ServiceName, signal: AbortSignal): Eventual<string> {
    return andThen(this.#origins.get(accountId, signal), (origins) => pick(origins, service))
  }

  /** Whether `originOf` needs no lookup, and finds one. */
  knows(accountId: AccountId, service: ServiceName): boolean {
    return typeof this.#origins.known(accountId)?.get(service) === 'string'
  }

  #toOrigin(service: string, host: unknown): string | Refusal {
    if (!isBareHost(host)) {
      return { refusal: `the Domain API names no usable host for ${service}` }
    }
    const { domainApiUrl, allowedHosts } = this.#options
    const safeScheme = domainApiUrl.protocol === 'https:' || isLoopbackHost(host)
    return safeScheme && isAllowedHost(host, allowedHosts)
      ? `${domainApiUrl.protocol}//${host}`
      : {
          refusal: `the Domain API names a host for ${service} that LP_ALLOWED_HOSTS does not allow`,
        }
  }

  async #lookUp(accountId: string, signal: AbortSignal): Promise<Fresh<Origins>> {
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
    const origins = new Map(
      body.baseURIs
        .filter(isRecord)
        .map(({ service, baseURI }) => [String(service), this.#toOrigin(String(service), baseURI)]),
    )
    return { value: origins, refreshAt: Date.now() + REFRESH_MS, expiresAt: Infinity }
  }
}

function pick(origins: Origins, service: ServiceName): string {
  const origin = origins.get(service)
  if (origin === undefined) throw refused(`the Domain API names no host for ${service}`)
  if (typeof origin !== 'string') throw refused(origin.refusal)
  return origin
}

function refused(reason: string): StepFailed {
  return new StepFailed(STEP, { kind: 'unavailable', reason, retryable: false })
}
