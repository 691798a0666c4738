import { Counter, type Registry } from 'prom-client'
import { Tally } from './tally.ts'
import { Timing } from './timing.ts'

export interface FinishedField {
  /** A root field of the schema. */
  readonly field: string
  readonly outcome: string
  readonly problem?: string | undefined
  readonly seconds: number
}

/** What GraphQL callers asked for, and what they were told. */
export class OperationMetrics {
  readonly #finished: Tally<'field' | 'outcome'>
  readonly #seconds: Timing<'field'>
  readonly #problems: Counter<'field' | 'code'>
  readonly #errors: Counter<'code'>
  readonly #events: Counter

  constructor(registers: Registry[]) {
    this.#finished = new Tally({
      name: 'gateway_operations_total',
      help: 'Root fields that were answered, by outcome.',
      labelNames: ['field', 'outcome'],
      registers,
    })
    this.#seconds = new Timing({
      name: 'gateway_operation_duration_seconds',
      help: 'What a root field took to be answered.',
      labelNames: ['field'],
      buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    })
    this.#problems = new Counter({
      name: 'gateway_problems_total',
      help: 'Problems told in payloads, by their code.',
      labelNames: ['field', 'code'],
      registers,
    })
    this.#errors = new Counter({
      name: 'gateway_graphql_errors_total',
      help: 'Answers with a GraphQL error of this code.',
      labelNames: ['code'],
      registers,
    })
    this.#events = new Counter({
      name: 'gateway_events_delivered_total',
      help: 'Events that were handed to subscribers.',
      registers,
    })
    // A fault of ours is what an alert waits for: its series has to be there before the first one.
    this.#errors.inc({ code: 'INTERNAL_SERVER_ERROR' }, 0)
  }

  finished({ field, outcome, problem, seconds }: FinishedField): void {
    this.#finished.inc({ field, outcome })
    this.#seconds.observe({ field }, seconds)
    if (problem !== undefined) this.#problems.inc({ field, code: problem })
  }

  /** One answer, with each code once. */
  refused(codes: readonly string[]): void {
    for (const code of codes) this.#errors.inc({ code })
  }

  delivered(): void {
    this.#events.inc()
  }
}
