import type { IncomingHttpHeaders } from 'node:http'
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  RouteHandlerMethod,
} from 'fastify'
import type { OperationDefinitionNode } from 'graphql'
import type { Accounts } from '../accounts.ts'
import type { Authenticator } from '../auth/authenticator.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { AccountId } from '../ids.ts'
import type { Logger } from '../logger.ts'
import { isPromise } from '../promises.ts'
import { Observation } from './observation.ts'
import type { Observations } from './observations.ts'
import { codeIn } from './payload-facts.ts'
import { type Ending, toRequestLine, toWebhookFacts } from './request-line.ts'
import type { Tracing } from './tracing.ts'

export interface RequestWatchParts {
  readonly logger: Logger
  readonly observations: Observations
  readonly accounts: Pick<Accounts, 'get'>
  readonly tracing: Tracing | undefined
}

/** One line in the log for each HTTP request, and one span for each at /graphql. */
export class RequestWatch {
  readonly #parts: RequestWatchParts

  constructor(parts: RequestWatchParts) {
    this.#parts = parts
  }

  /** A request at /graphql came. */
  readonly open: onRequestAsyncHookHandler = async ({ headers }) => this.begin(headers)

  /** The same, for what is no request of Fastify's. Of one that was begun before, nothing changes. */
  begin(headers: IncomingHttpHeaders): void {
    const { observations, tracing } = this.#parts
    if (observations.ofRequest(headers)) return
    const span = tracing?.beginRequest(headers['traceparent'])
    observations.open(headers, new Observation(span))
  }

  /** Who asks is told with the signal of the request's deadline, which all work for it has. */
  binding(authenticator: Authenticator): Authenticator {
    const { observations } = this.#parts
    return {
      authenticate: (headers, signal) => {
        if (signal) observations.bind(headers, signal)
        try {
          const viewer = authenticator.authenticate(headers, signal)
          return isPromise(viewer) ? this.#orRefused(headers, viewer) : viewer
        } catch (error) {
          return this.#refused(headers, error)
        }
      },
    }
  }

  #orRefused(headers: IncomingHttpHeaders, viewer: Promise<Viewer>): Promise<Viewer> {
    return viewer.catch((error: unknown) => this.#refused(headers, error))
  }

  #refused(headers: IncomingHttpHeaders, error: unknown): never {
    this.#parts.observations.ofRequest(headers)?.errors.push(codeIn(error))
    throw error
  }

  /** A caller that hangs up gets no response to hook on: its request ends with the work, or its stream. */
  tellAfter(handler: RouteHandlerMethod): RouteHandlerMethod {
    const tell = (request: FastifyRequest, reply: FastifyReply): void =>
      this.#tell(request, reply, !reply.raw.writableFinished)
    return async function observedHandler(
      this: FastifyInstance,
      request: FastifyRequest,
      reply: FastifyReply,
    ) {
      try {
        return await handler.call(this, request, reply)
      } finally {
        if (reply.raw.closed) tell(request, reply)
        else reply.raw.once('close', () => tell(request, reply))
      }
    }
  }

  /** A request was answered. */
  answered(request: FastifyRequest, reply: FastifyReply): void {
    const observation = this.#parts.observations.ofRequest(request.headers)
    if (observation) this.#tell(request, reply, false)
    else this.#tellOther(request, reply)
  }

  /** A request that was begun has ended. */
  end(headers: IncomingHttpHeaders, ending: Ending, operation?: OperationDefinitionNode): void {
    const { logger, observations } = this.#parts
    const observation = observations.ofRequest(headers)
    if (!observation || observation.isTold) return
    observation.isTold = true
    if (operation) {
      observation.operation ??= { type: operation.operation, name: operation.name?.value }
    }
    if (!observation.span && !logger.isLevelEnabled('info')) return
    const line = toRequestLine(ending, observation)
    logger.info(line)
    observation.span?.end(line)
  }

  #tell({ headers, id, method }: FastifyRequest, reply: FastifyReply, hungUp: boolean): void {
    const { statusCode: status, elapsedTime } = reply
    this.end(headers, { correlationId: id, method, status, ms: Math.round(elapsedTime), hungUp })
  }

  #tellOther({ id, method, routeOptions, params }: FastifyRequest, reply: FastifyReply): void {
    const { logger, accounts } = this.#parts
    const { statusCode: status, elapsedTime } = reply
    const { accountId } = (params ?? {}) as { readonly accountId?: string }
    const webhook =
      accountId === undefined
        ? {}
        : toWebhookFacts(status, accounts.get(accountId as AccountId)?.accountId)
    const ms = Math.round(elapsedTime)
    logger.info({ correlationId: id, method, path: routeOptions.url, status, ms, ...webhook })
  }
}
