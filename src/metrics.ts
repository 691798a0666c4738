import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import { OperationMetrics } from './metrics/operation-metrics.ts'
import { StoreMetrics } from './metrics/store-metrics.ts'
import { UpstreamMetrics } from './metrics/upstream-metrics.ts'

/** What an operator can scrape. */
export interface Metrics {
  /** The Prometheus text format, and its content type. */
  readonly contentType: string
  print(): Promise<string>
  /** GraphQL requests that are being worked on, counted when it is scraped. */
  watchInFlight(count: () => number): void
  /** A GraphQL request was refused, because the gateway had more than it can hold. */
  readonly overload: { inc(): void }
  /** A GraphQL request was answered by an operation that was prepared before. */
  readonly prepared: { inc(): void }
  /** A webhook came. `not-understood` is counted besides `accepted`. */
  readonly webhook: {
    inc(labels: { result: 'accepted' | 'refused' | 'not-kept' | 'not-understood' }): void
  }
  /** Subscriptions that are open, over WebSocket and as server-sent events. */
  readonly subscriptions: { inc(): void; dec(): void }
  /** A subscriber was cut off, because it did not take an event in time. */
  readonly slowReaders: { inc(): void }
  readonly operations: OperationMetrics
  readonly upstream: UpstreamMetrics
  readonly store: StoreMetrics
}

/** Node's own measures (event-loop delay and heap among them), and the gateway's. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    contentType: registry.contentType,
    print: () => registry.metrics(),
    operations: new OperationMetrics(registers),
    upstream: new UpstreamMetrics(registers),
    store: new StoreMetrics(registers),
    watchInFlight: (count) => {
      // registers itself
      void new Gauge({
        name: 'gateway_requests_in_flight',
        help: 'GraphQL requests that are being worked on.',
        registers,
        collect() {
          this.set(count())
        },
      })
    },
    overload: new Counter({
      name: 'gateway_requests_refused_for_load_total',
      help: 'GraphQL requests that were answered with 503 because of overload.',
      registers,
    }),
    prepared: new Counter({
      name: 'gateway_prepared_requests_total',
      help: 'GraphQL requests that were answered by an operation prepared before.',
      registers,
    }),
    webhook: new Counter({
      name: 'gateway_webhooks_total',
      help: 'Webhooks by result: accepted, refused (signature), not-kept (store), not-understood (set aside).',
      labelNames: ['result'],
      registers,
    }),
    subscriptions: new Gauge({
      name: 'gateway_subscriptions_active',
      help: 'Subscriptions that are open.',
      registers,
    }),
    slowReaders: new Counter({
      name: 'gateway_subscribers_cut_off_total',
      help: 'Connections of subscribers that were closed because they did not take an event in time.',
      registers,
    }),
  }
}
