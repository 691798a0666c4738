import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  RouteHandlerMethod,
} from 'fastify'
import type { Metrics } from '../metrics.ts'
import { sendError } from './error-answer.ts'

const RETRY_AFTER_SECONDS = 1

/** Refuses what the process cannot hold: before its body is read, and with word of when to come back. */
export interface LoadLimit {
  readonly refuseExcess: onRequestAsyncHookHandler
  /** Counts a request for as long as it is worked on, even when its caller has hung up. */
  counted(handler: RouteHandlerMethod): RouteHandlerMethod
}

export function createLoadLimit(maxInFlight: number, metrics: Metrics): LoadLimit {
  let inFlight = 0
  return {
    refuseExcess: async (request, reply) => {
      if (inFlight < maxInFlight) return
      metrics.overload.inc()
      return sendError(
        request,
        reply.header('retry-after', RETRY_AFTER_SECONDS),
        503,
        'The gateway has more requests than it can hold. Nothing was sent; try again later.',
      )
    },
    counted: (handler) =>
      async function countedHandler(
        this: FastifyInstance,
        request: FastifyRequest,
        reply: FastifyReply,
      ) {
        inFlight += 1
        metrics.inFlight.inc()
        try {
          return await handler.call(this, request, reply)
        } finally {
          inFlight -= 1
          metrics.inFlight.dec()
        }
      },
  }
}
