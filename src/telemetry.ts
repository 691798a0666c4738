import type { Accounts } from './accounts.ts'
import type { Config } from './config.ts'
import type { ExchangeObserver } from './connector/guarded-client.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import { ExchangeWatch } from './telemetry/exchange-watch.ts'
import { Observations } from './telemetry/observations.ts'
import type { RootFieldObserver } from './telemetry/observed-schema.ts'
import { RequestWatch } from './telemetry/request-watch.ts'
import { RootFieldWatch } from './telemetry/root-field-watch.ts'
import type { Tracing } from './telemetry/tracing.ts'

export interface TelemetryParts {
  readonly logger: Logger
  readonly metrics: Pick<Metrics, 'operations' | 'upstream'>
  readonly accounts: Accounts
}

/** All that looks on while requests are answered: lines of the log, measures and, where wanted, spans. */
export class Telemetry implements AsyncDisposable {
  readonly #tracing: Tracing | undefined
  readonly observations = new Observations()
  readonly requests: RequestWatch
  readonly rootFields: RootFieldObserver
  readonly exchanges: ExchangeObserver

  constructor({ logger, metrics, accounts }: TelemetryParts, tracing?: Tracing) {
    const { observations } = this
    this.#tracing = tracing
    this.requests = new RequestWatch({ logger, observations, accounts, tracing })
    this.rootFields = new RootFieldWatch({ metrics: metrics.operations, observations, accounts })
    this.exchanges = new ExchangeWatch({ metrics: metrics.upstream, observations, tracing })
  }

  static async start({ spans }: Pick<Config, 'spans'>, parts: TelemetryParts): Promise<Telemetry> {
    if (!spans) return new Telemetry(parts)
    // OpenTelemetry is loaded only where it is used
    const { OtlpTracing } = await import('./telemetry/otlp-tracing.ts')
    return new Telemetry(parts, new OtlpTracing(spans, parts.logger))
  }

  /** Waits until what was seen is exported. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tracing?.[Symbol.asyncDispose]()
  }
}
