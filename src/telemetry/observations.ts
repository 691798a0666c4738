import type { IncomingHttpHeaders } from 'node:http'
import { Notes } from '../notes.ts'
import type { Observation } from './observation.ts'

/**
 * Which request something belongs to, without AsyncLocalStorage: HTTP knows it by its headers,
 * whatever is done for it by the signal of its deadline.
 */
export class Observations {
  readonly #byHeaders = new Notes<IncomingHttpHeaders, Observation>()
  readonly #bySignal = new Notes<AbortSignal, Observation>()

  open(headers: IncomingHttpHeaders, observation: Observation): void {
    this.#byHeaders.set(headers, observation)
  }

  /** From now on what happens under this signal belongs to the request with these headers, if that is observed. */
  bind(headers: IncomingHttpHeaders, signal: AbortSignal): void {
    const observation = this.#byHeaders.get(headers)
    if (observation) this.#bySignal.set(signal, observation)
  }

  ofRequest(headers: IncomingHttpHeaders): Observation | undefined {
    return this.#byHeaders.get(headers)
  }

  ofSignal(signal: AbortSignal): Observation | undefined {
    return this.#bySignal.get(signal)
  }
}
