import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import type { preParsingHookHandler } from 'fastify'
import type { Eventual } from '../promises.ts'
import type { RatedContext } from '../rates/rated-fields.ts'

/** How far a request has come before it was found that it has to take the long way. */
export interface Handover {
  readonly correlationId: string
  /** What was read off the connection. */
  readonly body?: Buffer
  /** Of the operation that may have been begun, or why there is none. */
  readonly context?: Eventual<RatedContext>
}

/** Requests on their way from the prepared path to Fastify: nothing is read, counted or done for them twice. */
export class Handovers {
  readonly #handovers = new WeakMap<IncomingMessage, Handover>()

  add(request: IncomingMessage, handover: Handover): void {
    this.#handovers.set(request, handover)
  }

  of(request: IncomingMessage): Handover | undefined {
    return this.#handovers.get(request)
  }

  /** Gives back what was read. */
  readonly replay: preParsingHookHandler = (request, _reply, payload, done) => {
    const body = this.of(request.raw)?.body
    done(null, body === undefined ? payload : Readable.from([body], { objectMode: false }))
  }
}
