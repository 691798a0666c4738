import { decodeJwt } from 'jose'
import type { AccountId, AppJwt } from '../ids.ts'
import { isRecord } from './answer.ts'
import type { Domains } from './domains.ts'
import { StepFailed } from './failure.ts'
import type { GuardedClient } from './guarded-client.ts'
import type { Eventual } from '../promises.ts'
import { appJwtPath } from './protocol.ts'
import { type Fresh, RefreshingCache } from './refreshing-cache.ts'
import { performStep, withinItsTime } from './step.ts'

const STEP = 'AppJWT'
/** LivePerson: renew five minutes before expiry. */
const RENEW_EARLY_MS = 300_000
/** For a token that does not say when it expires; LivePerson's live one hour. */
const ASSUMED_LIFETIME_MS = 3_600_000
/** A token this close to its end could expire on the way. */
const EXPIRY_MARGIN_MS = 5_000

export interface ClientCredentials {
  readonly clientId: string
  readonly clientSecret: string
}

export interface AppJwtsOptions {
  readonly credentialsOf: (accountId: AccountId) => ClientCredentials | undefined
  readonly maxAccounts: number
  readonly timeoutMs: number
}

/** The AppJWT of each account: one mint at a time, renewed early, kept while it is valid. */
export class AppJwts {
  readonly #client: GuardedClient
  readonly #domains: Domains
  readonly #options: AppJwtsOptions
  readonly #tokens: RefreshingCache<AppJwt>

  constructor(client: GuardedClient, domains: Domains, options: AppJwtsOptions) {
    this.#client = client
    this.#domains = domains
    this.#options = options
    this.#tokens = new RefreshingCache({
      maxEntries: options.maxAccounts,
      loadTimeoutMs: options.timeoutMs,
      retryRefreshMs: 10_000,
      load: (accountId, signal) =>
        withinItsTime(STEP, signal, this.#mint(accountId as AccountId, signal)),
    })
  }

  /** @throws StepFailed */
  get(accountId: AccountId, signal: AbortSignal): Eventual<AppJwt> {
    return this.#tokens.get(accountId, signal)
  }

  /** Undefined when it must be minted first. */
  known(accountId: AccountId): AppJwt | undefined {
    return this.#tokens.known(accountId)
  }

  /** A token other than the one LivePerson refused. @throws StepFailed */
  replace(accountId: AccountId, refused: AppJwt, signal: AbortSignal): Promise<AppJwt> {
    return this.#tokens.replace(accountId, refused, signal)
  }

  async #mint(accountId: AccountId, signal: AbortSignal): Promise<Fresh<AppJwt>> {
    const credentials = this.#options.credentialsOf(accountId)
    if (credentials === undefined) throw new StepFailed(STEP, { kind: 'unauthorized' })
    const body = await performStep(
      this.#client,
      { accountId, service: 'sentinel' },
      STEP,
      {
        origin: await this.#domains.originOf(accountId, 'sentinel', signal),
        path: appJwtPath(accountId),
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: new URLSearchParams({
          client_id: credentials.clientId,
          client_secret: credentials.clientSecret,
        }).toString(),
      },
      { timeoutMs: this.#options.timeoutMs, signal },
    ).catch((error: unknown) => {
      // OAuth answers a wrong client id or secret with 400 as well as with 401.
      if (error instanceof StepFailed && error.failure.kind === 'rejected') {
        throw new StepFailed(STEP, { kind: 'unauthorized' })
      }
      throw error
    })
    if (!isRecord(body) || !isHeaderSafe(body.access_token)) {
      throw new StepFailed(STEP, {
        kind: 'unavailable',
        reason: 'sentinel answered without an access token',
        retryable: true,
      })
    }
    return toFresh(body.access_token as AppJwt, Date.now())
  }
}

/** When a token must be renewed and when it is dead. */
export function toFresh(token: AppJwt, now: number): Fresh<AppJwt> {
  const diesAt = expiryOf(token) ?? now + ASSUMED_LIFETIME_MS
  const lifetimeMs = Math.max(0, diesAt - now)
  return {
    value: token,
    refreshAt: diesAt - Math.min(RENEW_EARLY_MS, lifetimeMs / 2),
    expiresAt: diesAt - Math.min(EXPIRY_MARGIN_MS, lifetimeMs / 10),
  }
}

function expiryOf(token: string): number | undefined {
  try {
    const { exp } = decodeJwt(token)
    return exp === undefined ? undefined : exp * 1000
  } catch {
    return undefined
  }
}

/** A token goes into a header as it is. */
export function isHeaderSafe(token: unknown): token is string {
  return typeof token === 'string' && /^[\x21-\x7e]{1,8192}$/.test(token)
}
