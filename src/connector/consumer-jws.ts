import type { AccountId, AppJwt, ConsumerId, ConsumerJws } from '../ids.ts'
import { isRecord } from './answer.ts'
import { type AppJwts, isHeaderSafe } from './app-jwt.ts'
import type { Domains } from './domains.ts'
import { StepFailed } from './failure.ts'
import type { GuardedClient } from './guarded-client.ts'
import type { Eventual } from '../promises.ts'
import { AuthErrorCode, consumerJwsPath } from './protocol.ts'
import { type Fresh, RefreshingCache } from './refreshing-cache.ts'
import { performStep, withinItsTime } from './step.ts'

const STEP = 'ConsumerJWS'
/** About 100 MB of tokens at the most; whoever fell out is minted again. */
const MAX_CONSUMERS = 100_000

/** The ConsumerJWS of each consumer. It never expires, so the only bound is the size of the cache. */
export class ConsumerJwsTokens {
  readonly #client: GuardedClient
  readonly #domains: Domains
  readonly #appJwts: AppJwts
  readonly #timeoutMs: number
  readonly #tokens: RefreshingCache<ConsumerJws>

  constructor(
    client: GuardedClient,
    domains: Domains,
    appJwts: AppJwts,
    { timeoutMs }: { readonly timeoutMs: number },
  ) {
    this.#client = client
    this.#domains = domains
    this.#appJwts = appJwts
    this.#timeoutMs = timeoutMs
    this.#tokens = new RefreshingCache({
      maxEntries: MAX_CONSUMERS,
      loadTimeoutMs: timeoutMs,
      retryRefreshMs: Infinity,
      load: (key, signal) => withinItsTime(STEP, signal, this.#mint(...fromKey(key), signal)),
    })
  }

  /** @throws StepFailed */
  get(accountId: AccountId, consumerId: ConsumerId, signal: AbortSignal): Eventual<ConsumerJws> {
    return this.#tokens.get(toKey(accountId, consumerId), signal)
  }

  /** Undefined when it must be minted first. */
  known(accountId: AccountId, consumerId: ConsumerId): ConsumerJws | undefined {
    return this.#tokens.known(toKey(accountId, consumerId))
  }

  /** A token other than the one LivePerson refused. @throws StepFailed */
  replace(
    accountId: AccountId,
    consumerId: ConsumerId,
    refused: ConsumerJws,
    signal: AbortSignal,
  ): Promise<ConsumerJws> {
    return this.#tokens.replace(toKey(accountId, consumerId), refused, signal)
  }

  async #mint(
    accountId: AccountId,
    consumerId: ConsumerId,
    signal: AbortSignal,
  ): Promise<Fresh<ConsumerJws>> {
    const appJwt = await this.#appJwts.get(accountId, signal)
    const body = await this.#request(accountId, consumerId, appJwt, signal).catch(
      async (error: unknown) => {
        if (!isAppJwtRefusal(error)) throw error
        const renewed = await this.#appJwts.replace(accountId, appJwt, signal)
        return this.#request(accountId, consumerId, renewed, signal)
      },
    )
    if (!isRecord(body) || !isHeaderSafe(body.token)) {
      throw new StepFailed(STEP, {
        kind: 'unavailable',
        reason: 'idp answered without a token',
        retryable: true,
      })
    }
    return { value: body.token as ConsumerJws, refreshAt: Infinity, expiresAt: Infinity }
  }

  async #request(
    accountId: AccountId,
    consumerId: ConsumerId,
    appJwt: AppJwt,
    signal: AbortSignal,
  ): Promise<unknown> {
    return performStep(
      this.#client,
      { accountId, service: 'idp' },
      STEP,
      {
        origin: await this.#domains.originOf(accountId, 'idp', signal),
        path: consumerJwsPath(accountId),
        method: 'POST',
        headers: { authorization: appJwt, 'content-type': 'application/json' },
        body: JSON.stringify({ ext_consumer_id: consumerId }),
      },
      { timeoutMs: this.#timeoutMs, signal },
    )
  }
}

/** idp's error bodies are not documented: a 401 without LivePerson's code counts as the AppJWT's. */
function isAppJwtRefusal(error: unknown): boolean {
  if (!(error instanceof StepFailed) || error.step !== STEP) return false
  const { failure } = error
  return (
    failure.kind === 'unauthorized' &&
    (failure.errorCode ?? AuthErrorCode.appJwtInvalid) === AuthErrorCode.appJwtInvalid
  )
}

const toKey = (accountId: AccountId, consumerId: ConsumerId): string =>
  JSON.stringify([accountId, consumerId])
const fromKey = (key: string): [AccountId, ConsumerId] => JSON.parse(key)
