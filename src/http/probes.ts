import type { RouteHandlerMethod } from 'fastify'
import type { Store } from '../store/store.ts'

/** Whether the process runs. What it depends on does not count: restarting it would mend none of that. */
export const answerHealth: RouteHandlerMethod = async () => ({ status: 'ok' })

/**
 * Whether requests should be sent here. LivePerson being down does not count: that is data in a
 * payload. A gateway that stops takes no new connection, which every prober reads as not ready.
 */
export function createReadiness(store: Store): RouteHandlerMethod {
  return async (_request, reply) => {
    try {
      await store.ping()
      return { status: 'ready', store: 'ok' }
    } catch {
      return reply.code(503).send({ status: 'not ready', store: 'down' })
    }
  }
}
