import type { IncomingHttpHeaders } from 'node:http'
import { type JWTPayload, errors, jwtVerify } from 'jose'
import type { LRUCache } from 'lru-cache'
import type { OidcConfig } from '../config.ts'
import { orAborted } from '../deadline.ts'
import { tokenMemory } from '../limits/token-memory.ts'
import { toConsumerId } from './consumer-claim.ts'
import { identityProviderUnavailable, unauthenticated } from './errors.ts'
import { IssuerKeys, KeysUnavailable } from './issuer-keys.ts'
import { toBearerJws } from './token.ts'
import type { Viewer } from './viewer.ts'

const howTo =
  "Send an access token of this gateway's identity provider: Authorization: Bearer <token>."
const onBehalfScope = 'conversations:on-behalf'
/** Asymmetric only: with an HS algorithm, the issuer's public key would be the secret. */
const algorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')
const clockToleranceSeconds = 5

/** For the operator's eyes: what no caller is told. Holds no token and no value of a claim. */
export type OidcEvent =
  | { readonly kind: 'token-refused'; readonly reason: string }
  | { readonly kind: 'keys-not-fetched'; readonly reason: string }

export interface OidcOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  readonly onEvent?: (event: OidcEvent) => void
  readonly maxRememberedTokens?: number
}

type Remembered = Viewer & { readonly expiresAt: number }

class Refused extends Error {
  override readonly name = 'Refused'
}

/**
 * Takes Bearer tokens of one issuer. A token is verified once and then remembered,
 * until it expires: a key withdrawn meanwhile does not end it.
 */
export class OidcAuthenticator {
  readonly #config: OidcConfig
  readonly #now: () => number
  readonly #onEvent: (event: OidcEvent) => void
  readonly #keys: IssuerKeys
  /** By the header: what reads the token out of it costs more than to find it. */
  readonly #remembered: LRUCache<string, Remembered>

  constructor(config: OidcConfig, options: OidcOptions = {}) {
    this.#config = config
    this.#now = options.now ?? Date.now
    this.#onEvent = options.onEvent ?? (() => undefined)
    this.#keys = new IssuerKeys({
      issuer: config.issuer,
      jwksUri: config.jwksUri,
      now: this.#now,
      onFailure: (reason) => this.#onEvent({ kind: 'keys-not-fetched', reason }),
    })
    this.#remembered = tokenMemory({ maxTokens: options.maxRememberedTokens })
  }

  authenticate(
    { authorization = '' }: IncomingHttpHeaders,
    signal?: AbortSignal,
  ): Promise<Viewer> | Viewer {
    const known = this.#remembered.get(authorization)
    if (known !== undefined && this.#now() < known.expiresAt) return known
    return this.#verify(authorization, signal)
  }

  async #verify(authorization: string, signal: AbortSignal | undefined): Promise<Viewer> {
    const token = toBearerJws(authorization)
    if (token === undefined) throw this.#refused('no Bearer JWT')
    try {
      const reading = this.#readToken(token)
      // Only the wait ends with the signal: other callers wait for the same keys.
      const verified = await (signal ? orAborted(reading, signal) : reading)
      this.#remembered.set(authorization, verified)
      return verified
    } catch (error) {
      if (error instanceof KeysUnavailable || signal?.aborted) throw identityProviderUnavailable()
      if (error instanceof Refused) throw this.#refused(error.message)
      if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) {
        throw this.#refused(`${error.code} ${error.claim}`)
      }
      if (error instanceof errors.JOSEError) throw this.#refused(error.code)
      throw error
    }
  }

  async #readToken(token: string): Promise<Remembered> {
    const { issuer, audience, consumerClaim } = this.#config
    const { payload } = await jwtVerify(token, (header, jws) => this.#keys.find(header, jws), {
      algorithms,
      issuer,
      audience,
      requiredClaims: ['exp'],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(this.#now()),
    })
    const consumerId = toConsumerId(payload[consumerClaim])
    if (consumerId === undefined) throw new Refused('claim of the consumer missing or unusable')
    return {
      kind: 'identified',
      consumerId,
      mayActForConsumers: hasOnBehalfScope(payload),
      expiresAt: ((payload.exp ?? 0) + clockToleranceSeconds) * 1000,
    }
  }

  #refused(reason: string) {
    this.#onEvent({ kind: 'token-refused', reason })
    return unauthenticated(howTo)
  }
}

/** `scope` is RFC 9068's claim; `scp` is what several identity providers send instead. */
function hasOnBehalfScope({ scope, scp }: JWTPayload): boolean {
  return [scope, scp]
    .flatMap((claim) => (typeof claim === 'string' ? claim.split(' ') : claim))
    .includes(onBehalfScope)
}
