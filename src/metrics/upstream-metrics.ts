import { Gauge, type Registry } from 'prom-client'
import { Tally } from './tally.ts'
import { Timing } from './timing.ts'

export interface FinishedExchange {
  readonly service: string
  readonly step: string
  readonly result: string
}

export type CircuitState = 'closed' | 'open' | 'half-open'

/** The circuit of one service of one account. */
export interface Circuit {
  readonly service: string
  readonly state: CircuitState
}

const states: readonly CircuitState[] = ['closed', 'open', 'half-open']

/** What LivePerson was asked, and how it answered. */
export class UpstreamMetrics {
  readonly #exchanges: Tally<'service' | 'step' | 'result'>
  readonly #seconds: Timing<'service' | 'step'>
  readonly #registers: Registry[]

  constructor(registers: Registry[]) {
    this.#registers = registers
    this.#exchanges = new Tally({
      name: 'gateway_upstream_exchanges_total',
      help: 'Requests to LivePerson: 2xx, 3xx, 401, 429, other 4xx, 5xx, lost (left, no whole answer), unsent (no byte left), shed (kept back by the gateway).',
      labelNames: ['service', 'step', 'result'],
      registers,
    })
    this.#seconds = new Timing({
      name: 'gateway_upstream_exchange_duration_seconds',
      help: 'From the moment a request may leave until its answer is whole, or it is given up. What was shed is not in it.',
      labelNames: ['service', 'step'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    })
  }

  finished({ service, step, result }: FinishedExchange): void {
    this.#exchanges.inc({ service, step, result })
  }

  took({ service, step }: Pick<FinishedExchange, 'service' | 'step'>, seconds: number): void {
    this.#seconds.observe({ service, step }, seconds)
  }

  /** Counted when it is scraped, by service: accounts may be many. */
  watchCircuits(list: () => Iterable<Circuit>): void {
    // registers itself
    void new Gauge({
      name: 'gateway_upstream_circuits',
      help: 'Circuits by service and state; each account has one for each service. An open one stays so until a request finds the service well.',
      labelNames: ['service', 'state'],
      registers: this.#registers,
      collect() {
        this.reset()
        for (const { service, state } of list()) {
          for (const one of states) this.inc({ service, state: one }, one === state ? 1 : 0)
        }
      },
    })
  }
}
