import {
  bulkhead,
  BulkheadRejectedError,
  BrokenCircuitError,
  circuitBreaker,
  CircuitState,
  ExponentialBackoff,
  handleWhenResult,
  SamplingBreaker,
  TaskCancelledError,
} from 'cockatiel'
import { LRUCache } from 'lru-cache'
import type { AccountId } from '../ids.ts'
import type { Exchange, HttpClient, HttpRequest } from './http-client.ts'
import type { ServiceName } from './protocol.ts'
import { RetryBudget } from './retry-budget.ts'
import type { Circuit } from '../metrics/upstream-metrics.ts'
import { together } from '../together.ts'

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
  readonly maxAccounts: number
}

/** When a request that was not let through may try again, in milliseconds. */
export const SHED_RETRY_MS = 1000

/** Looks on; it must not throw. */
export interface ExchangeObserver {
  /** A request may leave from now on. */
  begin(channel: Channel, request: HttpRequest, signal: AbortSignal): ObservedExchange
  /** A request was not let through. */
  keptBack(channel: Channel, request: HttpRequest, exchange: Exchange): void
}

export interface ObservedExchange {
  /** Sent along with the request. */
  readonly headers?: Readonly<Record<string, string>>
  /** @param tookMs from the moment the request could leave */
  end(exchange: Exchange, tookMs: number): void
}

interface Guard {
  readonly budget: RetryBudget
  state(): Circuit['state']
  /** Rejects with cockatiel's reason when `send` was not let through. */
  run(send: () => Promise<Timed>, signal: AbortSignal): Promise<Timed>
}

/** Of one account. */
type Guards = Partial<Record<Channel['service'], Guard>>

/**
 * The HTTP client behind a circuit breaker and a bulkhead for each channel: an account whose
 * upstream hangs holds up itself alone, and one whose upstream fails is left alone for a while.
 */
export class GuardedClient {
  readonly #http: HttpClient
  readonly #options: GuardOptions
  readonly #observer: ExchangeObserver | undefined
  readonly #guards: LRUCache<Channel['accountId'], Guards>

  constructor(http: HttpClient, options: GuardOptions, observer?: ExchangeObserver) {
    this.#http = http
    this.#options = options
    this.#observer = observer
    this.#guards = new LRUCache({ max: options.maxAccounts })
  }

  /** Never throws: what was not let through is `unsent`. */
  async exchange(channel: Channel, request: HttpRequest, signal: AbortSignal): Promise<Exchange> {
    const guard = this.#guardOf(channel)
    guard.budget.earn()
    try {
      const { exchange } = await guard.run(() => this.#send(channel, request, signal), signal)
      return exchange
    } catch (error) {
      const exchange = keptBack(error)
      this.#observer?.keptBack(channel, request, exchange)
      return exchange
    }
  }

  /** Every circuit there is by now: one for each service of each account. */
  circuits(): readonly Circuit[] {
    return [...this.#guards.values()].flatMap((guards) =>
      Object.entries(guards).map(([service, guard]) => ({ service, state: guard.state() })),
    )
  }

  /** Whether one more retry may be sent; it counts as sent. */
  mayRetry(channel: Channel): boolean {
    return this.#guardOf(channel).budget.spend()
  }

  async #send(channel: Channel, request: HttpRequest, signal: AbortSignal): Promise<Timed> {
    const startedAt = performance.now()
    const observed = this.#observer?.begin(channel, request, signal)
    const headers = observed?.headers && { ...request.headers, ...observed.headers }
    const exchange = await this.#http.exchange(headers ? { ...request, headers } : request, signal)
    const tookMs = performance.now() - startedAt
    observed?.end(exchange, tookMs)
    await together()
    return { exchange, tookMs }
  }

  #guardOf({ accountId, service }: Channel): Guard {
    const guards = this.#guardsOf(accountId)
    return (guards[service] ??= createGuard(this.#options))
  }

  #guardsOf(accountId: Channel['accountId']): Guards {
    const known = this.#guards.get(accountId)
    if (known !== undefined) return known
    const guards: Guards = {}
    this.#guards.set(accountId, guards)
    return guards
  }
}

interface Timed {
  readonly exchange: Exchange
  readonly tookMs: number
}

const states: Readonly<Record<CircuitState, Circuit['state']>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
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
  const slots = bulkhead(maxConcurrent, maxQueued)
  return {
    budget: new RetryBudget(),
    state: () => states[breaker.state],
    run: (send, signal) => slots.execute(() => breaker.execute(send, signal), signal),
  }
}

/** 5xx, lost and refused connections, and real time-outs; never an answer, nor a caller in a hurry. */
export function isFault({ exchange, tookMs }: Timed, timeoutAfterMs: number): boolean {
  if (exchange.kind === 'answered') return exchange.status >= 500
  return exchange.reason !== 'deadline' || tookMs >= timeoutAfterMs
}

function keptBack(error: unknown): Exchange {
  return {
    kind: 'unsent',
    reason: reasonOf(error),
    isShed: !(error instanceof TaskCancelledError),
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof BrokenCircuitError) return 'it failed too often just now'
  if (error instanceof BulkheadRejectedError)
    return 'too many requests of this account are under way'
  if (error instanceof TaskCancelledError) return 'deadline'
  throw error
}
