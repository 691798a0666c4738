import { type CompactJWSHeaderParameters, createRemoteJWKSet, errors } from 'jose'
import type { FlattenedJWSInput, RemoteJWKSet } from 'jose'
import { readJwksUri } from './discovery.ts'

/** When an issuer is asked for its keys. All in milliseconds. */
export const keyPolicy = {
  /** Keys older than this are fetched again in the background, and still used. */
  refreshAfterMs: 10 * 60_000,
  /** Keys older than this are not used: how long an outage of the issuer goes unnoticed, and a withdrawn key stays good. */
  trustedForMs: 60 * 60_000,
  /** Between fetches, however many tokens name a key that nobody knows. */
  refetchAfterMs: 30_000,
  /** The same after a failed fetch. */
  retryAfterMs: 5_000,
  fetchTimeoutMs: 5_000,
} as const

/** The issuer cannot be asked now, so nobody can tell whether a token is its own. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
}

export interface IssuerKeysOptions {
  readonly issuer: string
  /** Absent: found by discovery, once, and again after a key set could not be fetched. */
  readonly jwksUri?: string | undefined
  readonly now: () => number
  /** Called once per failed fetch, with the reason. */
  readonly onFailure: (reason: string) => void
}

interface Attempt {
  readonly at: number
  readonly succeeded: boolean
}

/** Whether the issuer may be asked (again). */
export function mayFetch(last: Attempt | undefined, now: number): boolean {
  if (last === undefined) return true
  return now - last.at >= (last.succeeded ? keyPolicy.refetchAfterMs : keyPolicy.retryAfterMs)
}

/** The public keys of one issuer, fetched when first needed and at a bounded rate. */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions
  #keys: RemoteJWKSet | undefined
  #fetchedAt = -Infinity
  #lastAttempt: Attempt | undefined
  #fetching: Promise<void> | undefined

  constructor(options: IssuerKeysOptions) {
    this.#options = options
  }

  /** @throws KeysUnavailable, or jose's JWKSNoMatchingKey when the issuer has no such key */
  async find(header: CompactJWSHeaderParameters, token: FlattenedJWSInput) {
    const keys = await this.#trustedKeys()
    try {
      return await keys(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
    }
    // An issuer that has just changed its keys looks like this, and so does a forged key id.
    await this.#fetch()
    if (this.#lastAttempt?.succeeded === false) throw new KeysUnavailable()
    return (this.#keys ?? keys)(header, token)
  }

  async #trustedKeys(): Promise<RemoteJWKSet> {
    const ageMs = this.#options.now() - this.#fetchedAt
    if (ageMs >= keyPolicy.trustedForMs) await this.#fetch()
    else if (ageMs >= keyPolicy.refreshAfterMs) void this.#fetch()

    const trusted = this.#options.now() - this.#fetchedAt < keyPolicy.trustedForMs
    if (!trusted || this.#keys === undefined) throw new KeysUnavailable()
    return this.#keys
  }

  /** Never rejects: how it went is in #lastAttempt. */
  #fetch(): Promise<void> {
    if (this.#fetching === undefined && mayFetch(this.#lastAttempt, this.#options.now())) {
      this.#fetching = this.#attempt().finally(() => (this.#fetching = undefined))
    }
    return this.#fetching ?? Promise.resolve()
  }

  async #attempt(): Promise<void> {
    try {
      const keys = this.#lastAttempt?.succeeded ? this.#keys : undefined
      const current = keys ?? (await this.#locate())
      await current.reload()
      this.#keys = current
      this.#fetchedAt = this.#options.now()
      this.#lastAttempt = { at: this.#fetchedAt, succeeded: true }
    } catch (error) {
      this.#lastAttempt = { at: this.#options.now(), succeeded: false }
      this.#options.onFailure(reasonOf(error))
    }
  }

  async #locate(): Promise<RemoteJWKSet> {
    const { issuer, jwksUri } = this.#options
    const timeoutDuration = keyPolicy.fetchTimeoutMs
    const url = jwksUri ?? (await readJwksUri(issuer, AbortSignal.timeout(timeoutDuration)))
    // jose shall only fetch: when to fetch is decided here, where a failure counts too.
    const never = { cacheMaxAge: Infinity, cooldownDuration: Infinity }
    return createRemoteJWKSet(new URL(url), { ...never, timeoutDuration })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`
}
