import type { Channel, ExchangeObserver, ObservedExchange } from '../connector/guarded-client.ts'
import type { Exchange, HttpRequest } from '../connector/http-client.ts'
import type { UpstreamMetrics } from '../metrics/upstream-metrics.ts'
import type { Observations } from './observations.ts'
import type { Tracing } from './tracing.ts'
import { resultOf, stepOf } from './upstream-step.ts'

export interface ExchangeWatchParts {
  readonly metrics: UpstreamMetrics
  readonly observations: Observations
  readonly tracing: Tracing | undefined
}

/** Measures each exchange with LivePerson, and adds it to the request that it was for. */
export class ExchangeWatch implements ExchangeObserver {
  readonly #parts: ExchangeWatchParts

  constructor(parts: ExchangeWatchParts) {
    this.#parts = parts
  }

  begin(channel: Channel, request: HttpRequest, signal: AbortSignal): ObservedExchange {
    const { metrics, observations, tracing } = this.#parts
    const { accountId, service } = channel
    const step = stepOf(channel, request.path)
    const observation = observations.ofSignal(signal)
    // Lookups and mints are shared by whoever waits for them: they belong to no one request.
    const parent = observation?.span ?? tracing
    const span = parent?.beginExchange({ ...request, step, accountId })
    const end = (exchange: Exchange, tookMs: number): void => {
      metrics.finished({ service, step, result: resultOf(exchange) })
      metrics.took({ service, step }, tookMs / 1000)
      observation?.exchanged(accountId, tookMs)
      span?.end(exchange)
    }
    return span ? { headers: { traceparent: span.traceParent }, end } : { end }
  }

  keptBack(channel: Channel, { path }: HttpRequest, exchange: Exchange): void {
    const { service } = channel
    const step = stepOf(channel, path)
    this.#parts.metrics.finished({ service, step, result: resultOf(exchange) })
  }
}
