import type { OwnerKey } from '../ids.ts'
import type { Eventual } from '../promises.ts'
import type { StoreConfig } from '../store/open-store.ts'
import { Limiter, type ScriptRunner } from './limiter.ts'
import { type RateLimits, rateNames, type RateName, type Standing } from './rate.ts'

/** What may be done how often, by address, consumer and account. */
export class Rates implements AsyncDisposable {
  readonly limits: RateLimits
  readonly #limiters: ReadonlyMap<RateName, Limiter>
  readonly #redis: (ScriptRunner & Disposable) | undefined

  private constructor(limits: RateLimits, redis?: ScriptRunner & Disposable) {
    this.limits = limits
    this.#redis = redis
    this.#limiters = new Map(
      rateNames.flatMap((name) => {
        const rate = limits[name]
        return rate ? [[name, new Limiter({ name, rate, redis })] as const] : []
      }),
    )
  }

  /** Counts where the store is, if that is Redis; else every process counts for itself. */
  static async open(limits: RateLimits, store: StoreConfig): Promise<Rates> {
    if (store.kind !== 'redis' || Object.keys(limits).length === 0) return new Rates(limits)
    // its package takes a quarter of a second to load: only for who uses it
    const { RedisScriptRunner } = await import('./redis-script-runner.ts')
    return new Rates(limits, await RedisScriptRunner.open(store.url))
  }

  get isOff(): boolean {
    return this.#limiters.size === 0
  }

  countAddress(address: string): Eventual<Standing | undefined> {
    return this.#limiters.get('address')?.count(address)
  }

  /** @param owner a consumer of one account */
  countConsumer(owner: OwnerKey, cost: number): Eventual<Standing | undefined> {
    return this.#limiters.get('consumer')?.count(owner, cost)
  }

  countAccount(accountId: string): Eventual<Standing | undefined> {
    return this.#limiters.get('account')?.count(accountId)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis?.[Symbol.dispose]()
  }
}
