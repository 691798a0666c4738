import type { Accounts } from '../accounts.ts'
import type { OperationMetrics } from '../metrics/operation-metrics.ts'
import type { Observation } from './observation.ts'
import type { Observations } from './observations.ts'
import type { RootCall, RootFieldObserver } from './observed-schema.ts'
import { accountIn, factsOf } from './payload-facts.ts'

export interface RootFieldWatchParts {
  readonly metrics: OperationMetrics
  readonly observations: Observations
  readonly accounts: Pick<Accounts, 'choose'>
}

/** Measures each root field, and adds it to the request that asked for it. */
export class RootFieldWatch implements RootFieldObserver {
  readonly #parts: RootFieldWatchParts

  constructor(parts: RootFieldWatchParts) {
    this.#parts = parts
  }

  answered(call: RootCall, payload: unknown): void {
    const { field, seconds } = call
    const { outcome, problem } = factsOf(payload)
    this.#parts.metrics.finished({ field, outcome, problem, seconds })
    const observation = this.#observationOf(call)
    if (!observation) return
    observation.outcomes.push(outcome)
    if (problem !== undefined) observation.problems.push(problem)
    observation.account ??= this.#accountOf(call, payload)
  }

  failed(call: RootCall): void {
    const { field, seconds } = call
    this.#parts.metrics.finished({ field, outcome: 'ERROR', seconds })
    const observation = this.#observationOf(call)
    if (!observation) return
    observation.outcomes.push('ERROR')
    observation.account ??= this.#accountOf(call)
  }

  delivered(): void {
    this.#parts.metrics.delivered()
  }

  /** A subscription over WebSocket belongs to no HTTP request. */
  #observationOf({ context, operation }: RootCall): Observation | undefined {
    const observation = this.#parts.observations.ofSignal(context.deadline.signal)
    if (!observation) return undefined
    observation.operation ??= { type: operation.operation, name: operation.name?.value }
    return observation
  }

  /** Never what a caller wrote, but the account of that name which is configured. */
  #accountOf({ args }: RootCall, payload?: unknown): string | undefined {
    const { input } = args as { readonly input?: { readonly accountId?: unknown } | null }
    const wanted = input?.accountId ?? accountIn(payload)
    const choice = this.#parts.accounts.choose(typeof wanted === 'string' ? wanted : undefined)
    return choice.ok ? choice.account.accountId : undefined
  }
}
