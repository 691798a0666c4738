import {
  bulkhead,
  BulkheadRejectedError,
  BrokenCircuitError,
  circuitBreaker,
  ExponentialBackoff,
  handleWhenResult,
  SamplingBreaker,
  TaskCancelledError,
  wrap,
} from 'cockatiel'
import { LRUCache } from 'lru-cache'
import type { AccountId } from '../ids.ts'
import type { Exchange, HttpClient, HttpRequest } from './http-client.ts'
import type { ServiceName } from './protocol.ts'
import { RetryBudget } from './retry-budget.ts'

/** What fails together: one service of one account. */
export interface Channel {
  readonly accountId: AccountId | string
  readonly service: ServiceName | 'domain'
}

export interface GuardOptions {
  /** Requests of one channel that may be under way at once. */
  readonly maxConcurrent: number
  /** Requests of one channel that may wait for one of those. */
  readonly maxQueued: number
  /** A wait that ended with the deadline counts against the upstream only when it was this long. */
  readonly timeoutAfterMs: number
  readonly maxChannels: number
}

/** When a request that was not let through may try again, in milliseconds. */
export const SHED_RETRY_MS = 1000

interface Guard {
  readonly budget: RetryBudget
  run(send: () => Promise<Exchange>, signal: AbortSignal): Promise<Exchange>
}

/**
 * The HTTP client behind a circuit breaker and a bulkhead for each channel: an account whose
 * upstream hangs holds up itself alone, and one whose upstream fails is left alone for a while.
 */
export class GuardedClient {
  readonly #http: HttpClient
  readonly #options: GuardOptions
  readonly #guards: LRUCache<string, Guard>

  constructor(http: HttpClient, options: GuardOptions) {
    this.#http = http
    this.#options = options
    this.#guards = new LRUCache({ max: options.maxChannels })
  }

  /** Never throws: what was not let through is `unsent`. */
  exchange(channel: Channel, request: HttpRequest, signal: AbortSignal): Promise<Exchange> {
    const guard = this.#guardOf(channel)
    guard.budget.earn()
    return guard.run(() => this.#http.exchange(request, signal), signal)
  }

  /** Whether one more retry may be sent; it counts as sent. */
  mayRetry(channel: Channel): boolean {
    return this.#guardOf(channel).budget.spend()
  }

  #guardOf({ accountId, service }: Channel): Guard {
    const key = `${service} ${accountId}`
    const known = this.#guards.get(key)
    if (known !== undefined) return known
    const guard = createGuard(this.#options)
    this.#guards.set(key, guard)
    return guard
  }
}

interface Timed {
  readonly exchange: Exchange
  readonly tookMs: number
}

function createGuard({ maxConcurrent, maxQueued, timeoutAfterMs }: GuardOptions): Guard {
  const breaker = circuitBreaker(
    handleWhenResult((result) => isFault(result as Timed, timeoutAfterMs)),
    {
      // Half of the last ten seconds' requests, five at least.
      breaker: new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 0.5 }),
      halfOpenAfter: new ExponentialBackoff({ initialDelay: 1000, maxDelay: 30_000 }),
    },
  )
  const policy = wrap(bulkhead(maxConcurrent, maxQueued), breaker)
  return {
    budget: new RetryBudget(),
    async run(send, signal) {
      try {
        const { exchange } = await policy.execute(async () => {
          const startedAt = performance.now()
          return { exchange: await send(), tookMs: performance.now() - startedAt }
        }, signal)
        return exchange
      } catch (error) {
        return {
          kind: 'unsent',
          reason: reasonOf(error),
          isShed: !(error instanceof TaskCancelledError),
        }
      }
    },
  }
}

/** 5xx, lost and refused connections, and real time-outs; never an answer, nor a caller in a hurry. */
export function isFault({ exchange, tookMs }: Timed, timeoutAfterMs: number): boolean {
  if (exchange.kind === 'answered') return exchange.status >= 500
  return exchange.reason !== 'deadline' || tookMs >= timeoutAfterMs
}

function reasonOf(error: unknown): string {
  if (error instanceof BrokenCircuitError) return 'it failed too often just now'
  if (error instanceof BulkheadRejectedError)
    return 'too many requests of this account are under way'
  if (error instanceof TaskCancelledError) return 'deadline'
  throw error
}
