import underPressure from '@fastify/under-pressure'
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  RouteHandlerMethod,
} from 'fastify'
import type { Metrics } from '../metrics.ts'
import { sendError } from './error-answer.ts'

/** An event loop this late answers nobody in time, whatever the number of requests. */
const MAX_EVENT_LOOP_DELAY_MS = 1000
const SAMPLE_INTERVAL_MS = 500
const RETRY_AFTER_SECONDS = 1

/** Refuses what the process cannot hold: before its body is read, and with word of when to come back. */
export interface LoadLimit {
  readonly refuseExcess: onRequestAsyncHookHandler
  /** Counts a request for as long as it is worked on, even when its caller has hung up. */
  counted(handler: RouteHandlerMethod): RouteHandlerMethod
}

export async function createLoadLimit(
  app: FastifyInstance,
  { maxInFlight, metrics }: { readonly maxInFlight: number; readonly metrics: Metrics },
): Promise<LoadLimit> {
  await app.register(underPressure, {
    maxEventLoopDelay: MAX_EVENT_LOOP_DELAY_MS,
    sampleInterval: SAMPLE_INTERVAL_MS,
    // Probes and metrics are answered whatever the load: only GraphQL is refused, below.
    pressureHandler: () => undefined,
  })
  let inFlight = 0
  return {
    refuseExcess: async (request, reply) => {
      if (inFlight < maxInFlight && !app.isUnderPressure()) return
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
