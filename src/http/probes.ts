import type { RouteHandlerMethod } from 'fastify'
import type { Circuit } from '../metrics/upstream-metrics.ts'
import type { Store } from '../store/store.ts'

export interface ReadinessParts {
  readonly store: Pick<Store, 'ping'>
  readonly circuits: () => readonly Circuit[]
  readonly isDraining: () => boolean
}

/** Whether the process runs. What it depends on does not count: restarting it would mend none of that. */
export const answerHealth: RouteHandlerMethod = async () => ({ status: 'ok' })

/**
 * Whether requests should be sent here. LivePerson being down is told and does not count: that is data
 * in a payload, and every replica would leave at once. Draining counts, so that callers go elsewhere
 * before the listener closes.
 */
export function createReadiness({
  store,
  circuits,
  isDraining,
}: ReadinessParts): RouteHandlerMethod {
  return async (_request, reply) => {
    const isStoreUp = await store.ping().then(
      () => true,
      () => false,
    )
    const draining = isDraining()
    const isReady = isStoreUp && !draining
    return reply.code(isReady ? 200 : 503).send({
      status: isReady ? 'ready' : 'not ready',
      store: isStoreUp ? 'ok' : 'down',
      upstream: circuits().every(({ state }) => state === 'closed') ? 'ok' : 'failing',
      draining,
    })
  }
}
