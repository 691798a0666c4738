import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'

/** What an operator can scrape. */
export interface Metrics {
  /** The Prometheus text format, and its content type. */
  readonly contentType: string
  print(): Promise<string>
  /** GraphQL requests that are being worked on. */
  readonly inFlight: { inc(): void; dec(): void }
  /** A GraphQL request was refused, because the gateway had more than it can hold. */
  readonly overload: { inc(): void }
}

/** Node's own measures (event-loop delay and heap among them), and the gateway's. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    contentType: registry.contentType,
    print: () => registry.metrics(),
    inFlight: new Gauge({
      name: 'gateway_requests_in_flight',
      help: 'GraphQL requests that are being worked on.',
      registers,
    }),
    overload: new Counter({
      name: 'gateway_requests_refused_for_load_total',
      help: 'GraphQL requests that were answered with 503 because of overload.',
      registers,
    }),
  }
}
