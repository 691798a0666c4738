import { hash } from 'node:crypto'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import type { Eventual } from '../promises.ts'
import type { Rate, RateName, Standing } from './rate.ts'
import { Windows } from './windows.ts'

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
  readonly #points: number
  readonly #alone: Windows
  readonly #shared: RateLimiterRedis | undefined

  constructor({ name, rate, redis }: LimiterOptions) {
    const { points, seconds } = rate
    this.#name = name
    this.#points = points
    this.#alone = new Windows(rate)
    this.#shared =
      redis &&
      new RateLimiterRedis({
        keyPrefix: `${PREFIX}:${name}`,
        points,
        duration: seconds,
        storeClient: redis,
        useRedisPackage: true,
        // who is over is not asked about again until the window ends
        inMemoryBlockOnConsumed: points + 1,
      })
  }

  /** @param key leaves this process as a digest only */
  count(key: string, cost = 1): Eventual<Standing> {
    return this.#shared ? this.#countShared(this.#shared, key, cost) : this.#countAlone(key, cost)
  }

  async #countShared(shared: RateLimiterRedis, key: string, cost: number): Promise<Standing> {
    try {
      const digest = hash('sha256', key, 'base64url')
      const { remainingPoints, msBeforeNext } = await shared.consume(digest, cost)
      return this.#standing(false, remainingPoints, msBeforeNext)
    } catch (refusal) {
      if (!isRefusal(refusal)) return this.#countAlone(key, cost)
      return this.#standing(true, 0, refusal.msBeforeNext)
    }
  }

  #countAlone(key: string, cost: number): Standing {
    const { used, resetMs } = this.#alone.use(key, cost)
    return this.#standing(used > this.#points, Math.max(0, this.#points - used), resetMs)
  }

  #standing(isOver: boolean, remaining: number, resetMs: number): Standing {
    return { name: this.#name, isOver, remaining, resetMs }
  }
}

/** What it rejects with is no Error. */
function isRefusal(error: unknown): error is { readonly msBeforeNext: number } {
  return typeof error === 'object' && error !== null && 'msBeforeNext' in error
}
