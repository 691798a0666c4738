import { Counter, Histogram, type Registry } from 'prom-client'
import type { KeyVerdict } from '../telemetry/key-verdict.ts'
import { Tally } from './tally.ts'
import { Timing } from './timing.ts'

/** What the store was asked. */
export class StoreMetrics {
  readonly #seconds: Timing<'operation'>
  readonly #failures: Counter<'operation'>
  readonly #verdicts: Tally<'verdict'>
  readonly #reclaimed: Histogram

  constructor(registers: Registry[]) {
    this.#seconds = new Timing({
      name: 'gateway_store_call_duration_seconds',
      help: 'What a call of the store took, failed ones included.',
      labelNames: ['operation'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5],
      registers,
    })
    this.#failures = new Counter({
      name: 'gateway_store_failures_total',
      help: 'Calls of the store that failed.',
      labelNames: ['operation'],
      registers,
    })
    this.#verdicts = new Tally({
      name: 'gateway_idempotency_verdicts_total',
      help: 'What a call found for its idempotency key: ran (it was free), replayed, unknown, key-reused, in-progress, store-unavailable.',
      labelNames: ['verdict'],
      registers,
    })
    this.#reclaimed = new Histogram({
      name: 'gateway_inbox_reclaimed_age_seconds',
      help: 'Age of webhooks whose first worker did not finish, when they were taken up again.',
      buckets: [15, 60, 300, 1800, 7200, 43_200],
      registers,
    })
  }

  called(operation: string, seconds: number): void {
    this.#seconds.observe({ operation }, seconds)
  }

  failed(operation: string): void {
    this.#failures.inc({ operation })
  }

  judged(verdict: KeyVerdict): void {
    this.#verdicts.inc({ verdict })
  }

  reclaimed(ageSeconds: number): void {
    this.#reclaimed.observe(ageSeconds)
  }
}
