import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { ExecutionResult, GraphQLSchema } from 'graphql'
import { type Context, correlationIdOf } from '../context.ts'
import { refuseExcess } from '../limits/request-limits.ts'
import type { Metrics } from '../metrics.ts'
import { askedOperationOf } from '../prepared/asked-operation.ts'
import type { FinishedExecutions } from '../prepared/finished-executions.ts'
import type { PreparedOperation } from '../prepared/prepared-operation.ts'
import type { PreparedOperations } from '../prepared/prepared-operations.ts'
import { isPromise } from '../promises.ts'
import type { HttpRates } from '../rates/http-rates.ts'
import type { RequestWatch } from '../telemetry/request-watch.ts'
import type { Handover, Handovers } from './handover.ts'
import type { LoadLimit } from './load-limit.ts'
import { isPlainJson, parsePlainJson, readBody } from './plain-json.ts'
import type { PreparedAnswers } from './prepared-answers.ts'
import { openContext, type RequestContextParts } from './request-context.ts'

export interface PreparedPathParts extends RequestContextParts {
  readonly path: string
  readonly maxBodyBytes: number
  readonly schema: GraphQLSchema
  readonly operations: Pick<PreparedOperations, 'find'>
  readonly executions: Pick<FinishedExecutions, 'add'>
  readonly answers: PreparedAnswers
  readonly rates: Pick<HttpRates, 'count' | 'standingsOf'>
  readonly load: Pick<LoadLimit, 'isFull' | 'hold' | 'release'>
  readonly requests: Pick<RequestWatch, 'begin' | 'end'>
  readonly handovers: Pick<Handovers, 'add'>
  readonly metrics: Pick<Metrics, 'prepared'>
  readonly server: Pick<Server, 'listening'>
  /** For everything else. */
  readonly longWay: RequestListener
}

/** One request, while it goes this way. */
interface Passage {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly correlationId: string
  readonly startedAt: number
}

interface Ready {
  readonly operation: PreparedOperation<Context>
  readonly variables: Readonly<Record<string, unknown>>
}

/**
 * The short way through the gateway: from the bytes of a request to the bytes of its answer, for an
 * operation that Apollo Server has seen before, and for as long as nothing has to be refused or
 * explained. From where that ends Fastify and Apollo Server go on, with what is known by then.
 */
export class PreparedPath {
  readonly #parts: PreparedPathParts

  constructor(parts: PreparedPathParts) {
    this.#parts = parts
  }

  readonly take: RequestListener = (request, response) => {
    const { server, load, longWay } = this.#parts
    // a listener that closes, and one that holds all it can, have something to tell
    const isOpen = server.listening && !load.isFull()
    if (!isOpen || !this.#isPlain(request)) {
      longWay(request, response)
      return
    }
    const correlationId = correlationIdOf(request.headers)
    const passage = { request, response, correlationId, startedAt: performance.now() }
    this.#admit(passage).catch((error: unknown) => this.#fail(passage, error))
  }

  #isPlain(request: IncomingMessage): boolean {
    const { path, maxBodyBytes: maxBytes } = this.#parts
    return isPlainJson(request, { path, maxBytes })
  }

  async #admit(passage: Passage): Promise<void> {
    const { request } = passage
    const { requests, rates } = this.#parts
    requests.begin(request.headers)
    const counted = rates.count(request)
    const standing = isPromise(counted) ? await counted : counted
    if (standing?.isOver) return this.#handOver(passage, {})

    const body = await readBody(request)
    // there is nobody left to answer, and nothing was asked yet
    if (body === undefined) return
    const ready = this.#prepare(parsePlainJson(body))
    if (ready === undefined) return this.#handOver(passage, { body })
    await this.#run(ready, body, passage)
  }

  /** Undefined when somebody else has to look at it, and to say what is wrong. */
  #prepare(body: unknown): Ready | undefined {
    const { schema, operations } = this.#parts
    const asked = askedOperationOf(body)
    if (asked === undefined) return undefined
    const operation = operations.find(asked)
    if (operation === undefined) return undefined
    const { variables } = asked
    const excess = refuseExcess({ schema, ...operation, variables })
    if (excess) return undefined
    const values = operation.coerce(variables)
    return 'errors' in values ? undefined : { operation, variables: values.coerced }
  }

  async #run({ operation, variables }: Ready, body: Buffer, passage: Passage): Promise<void> {
    const { load, executions } = this.#parts
    if (load.isFull()) return this.#handOver(passage, { body })
    load.hold()
    try {
      const opening = openContext(this.#parts, passage.request, passage.correlationId)
      const context = isPromise(opening) ? await opening.catch(() => undefined) : opening
      if (context === undefined) return this.#handOver(passage, { body, context: opening })
      const result = await operation.execute(context, variables)
      if (result.errors) {
        executions.add(context, result)
        return this.#handOver(passage, { body, context: opening })
      }
      context.deadline[Symbol.dispose]()
      this.#tell(result, operation, passage)
    } finally {
      load.release()
    }
  }

  #tell(result: ExecutionResult, { operation }: Ready['operation'], passage: Passage): void {
    const { answers, metrics, requests } = this.#parts
    const { request, response, correlationId, startedAt } = passage
    const hungUp = response.destroyed
    if (!hungUp) answers.send(request, response, correlationId, result)
    const ms = Math.round(performance.now() - startedAt)
    metrics.prepared.inc()
    const ending = { correlationId, method: 'POST', status: 200, ms, hungUp }
    requests.end(request.headers, ending, operation)
  }

  #handOver({ request, response, correlationId }: Passage, known: Omit<Handover, 'correlationId'>) {
    this.#parts.handovers.add(request, { correlationId, ...known })
    this.#parts.longWay(request, response)
  }

  /** Nothing of ours throws here; what does is a fault of ours, and nobody knows how far it got. */
  #fail({ response, correlationId }: Passage, error: unknown): void {
    this.#parts.logger.error({ correlationId, err: error }, 'internal fault')
    response.destroy()
  }
}
