import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  RouteHandlerMethod,
} from 'fastify'
import type { Metrics } from '../metrics.ts'
import { sendError } from './error-answer.ts'
import type { Handovers } from './handover.ts'

const RETRY_AFTER_SECONDS = 1

/** Refuses what the process cannot hold: before its body is read where it can, and with word of when to come back. */
export interface LoadLimit {
  readonly isFull: () => boolean
  /** A request is being worked on from now on, until it is released. */
  readonly hold: () => void
  readonly release: () => void
  readonly refuseExcess: onRequestAsyncHookHandler
  /** Counts a request for as long as it is worked on, even when its caller has hung up. */
  counted(handler: RouteHandlerMethod): RouteHandlerMethod
}

export function createLoadLimit(
  maxInFlight: number,
  metrics: Metrics,
  handovers: Pick<Handovers, 'of'>,
): LoadLimit {
  let inFlight = 0
  const isFull = (): boolean => inFlight >= maxInFlight
  const hold = (): void => {
    inFlight += 1
  }
  const release = (): void => {
    inFlight -= 1
  }
  metrics.watchInFlight(() => inFlight)
  // what has begun is finished
  const isTooMuch = ({ raw }: FastifyRequest): boolean => isFull() && !handovers.of(raw)?.context
  const refuse = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    metrics.overload.inc()
    return sendError(
      request,
      reply.header('retry-after', RETRY_AFTER_SECONDS),
      503,
      'The gateway has more requests than it can hold. Nothing was sent; try again later.',
    )
  }
  return {
    isFull,
    hold,
    release,
    refuseExcess: async (request, reply) => {
      if (isTooMuch(request)) return refuse(request, reply)
    },
    counted: (handler) =>
      async function countedHandler(
        this: FastifyInstance,
        request: FastifyRequest,
        reply: FastifyReply,
      ) {
        // others may have come while its body did
        if (isTooMuch(request)) return refuse(request, reply)
        hold()
        try {
          return await handler.call(this, request, reply)
        } finally {
          release()
        }
      },
  }
}
