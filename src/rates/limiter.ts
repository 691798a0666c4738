import { hash } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import type { Rate, RateName, Standing } from './rate.ts'

/** What the limiter asks of a Redis: to run a script. It may fail, and has to do so in time. */
export interface ScriptRunner {
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

export interface LimiterOptions {
  readonly name: RateName
  readonly rate: Rate
  /** Absent: this process counts for itself. */
  readonly redis?: ScriptRunner | undefined
}

const PREFIX = 'conversation-gateway:rate'

/** Counts by key. Where Redis does not answer, this process counts alone. */
export class Limiter {
  readonly #name: RateName
  readonly #limiter: RateLimiterMemory | RateLimiterRedis
  readonly #isShared: boolean

  constructor({ name, rate: { points, seconds }, redis }: LimiterOptions) {
    const settings = { keyPrefix: `${PREFIX}:${name}`, points, duration: seconds }
    const alone = new RateLimiterMemory(settings)
    this.#name = name
    this.#isShared = redis !== undefined
    this.#limiter = redis
      ? new RateLimiterRedis({
          ...settings,
          storeClient: redis,
          useRedisPackage: true,
          insuranceLimiter: alone,
          // who is over is not asked about again until the window ends
          inMemoryBlockOnConsumed: points + 1,
        })
      : alone
  }

  /** @param who leaves this process as a digest only */
  async count(who: readonly string[], cost = 1): Promise<Standing> {
    const name = who.length === 1 ? (who[0] ?? '') : JSON.stringify(who)
    const key = this.#isShared ? hash('sha256', name, 'base64url') : name
    try {
      const { remainingPoints, msBeforeNext } = await this.#limiter.consume(key, cost)
      return this.#standing(false, remainingPoints, msBeforeNext)
    } catch (refusal) {
      if (!isRefusal(refusal)) throw refusal
      return this.#standing(true, 0, refusal.msBeforeNext)
    }
  }

  #standing(isOver: boolean, remaining: number, resetMs: number): Standing {
    return { name: this.#name, isOver, remaining, resetMs }
  }
}

/** What it rejects with is no Error. */
function isRefusal(error: unknown): error is { readonly msBeforeNext: number } {
  return typeof error === 'object' && error !== null && 'msBeforeNext' in error
}
