import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Call, EndpointName, Handler } from './call.ts'
import { NO_ANSWER_YET, type Outcome, planFor, refusalOf } from './fault-plan.ts'
import type { Faults, PendingFault } from './faults.ts'
import type { Holds, Phase } from './holds.ts'

/**
 * The one way from a call to its outcome, the same for every endpoint:
 * hold, fault, effect, hold, fault.
 */
export class Pipeline {
  readonly #faults: Faults
  readonly #holds: Holds
  #era = createEra()

  constructor(faults: Faults, holds: Holds) {
    this.#faults = faults
    this.#holds = holds
  }

  /** Aborts at the next reset, and when the emulator stops. */
  get signal(): AbortSignal {
    return this.#era.signal
  }

  /** @throws when the emulator is reset or stopped while the call waits */
  async run(endpoint: EndpointName, call: Call, handler: Handler): Promise<Outcome> {
    const { signal } = this
    const fault = this.#faults.claim(endpoint, call.accountId)
    const hold = this.#holds.claim(endpoint)
    const pass = async (phase: Phase, answer: Answer): Promise<Outcome> => {
      await hold?.pause(phase, signal)
      return strike(fault, phase, answer, signal)
    }

    const early = await pass('before', NO_ANSWER_YET)
    if (early.kind !== 'answer' || early.answer !== NO_ANSWER_YET) return early

    const refusal = refusalOf(fault)
    const answer = await handler(refusal === undefined ? call : { ...call, refusal })
    return pass('after', answer)
  }

  /** Ends every call that waits, without an answer. */
  abandon(): void {
    const ended = this.#era
    this.#era = createEra()
    ended.abort(new Error('the emulator was reset or stopped'))
  }
}

async function strike(
  fault: PendingFault | undefined,
  phase: Phase,
  answer: Answer,
  signal: AbortSignal,
): Promise<Outcome> {
  const plan = planFor(fault, phase, answer)
  if (plan.kind === 'end') return plan.outcome
  if (plan.delayMs > 0) await sleep(plan.delayMs, undefined, { signal })
  return { kind: 'answer', answer: plan.answer }
}

function createEra(): AbortController {
  const era = new AbortController()
  setMaxListeners(0, era.signal) // one per waiting call
  return era
}
