import type { ApolloServerPlugin } from '@apollo/server'
import type { Context } from '../context.ts'
import type { OperationMetrics } from '../metrics/operation-metrics.ts'
import type { Observations } from './observations.ts'
import { codeIn, codesOf } from './payload-facts.ts'

export interface ApolloWatchParts {
  readonly metrics: OperationMetrics
  readonly observations: Observations
}

/** Adds to each request what it asked for and which GraphQL errors it was answered with. */
export function apolloWatch({
  metrics,
  observations,
}: ApolloWatchParts): ApolloServerPlugin<Context> {
  return {
    contextCreationDidFail: async ({ error }) => metrics.refused([codeIn(error)]),
    requestDidStart: async () => ({
      willSendResponse: async ({ operation, contextValue, response: { body } }) => {
        const codes = body.kind === 'single' ? codesOf(body.singleResult.errors) : []
        metrics.refused(codes)
        const observation = observations.ofSignal(contextValue.deadline.signal)
        if (!observation) return
        observation.errors.push(...codes)
        if (!operation) return
        observation.operation ??= { type: operation.operation, name: operation.name?.value }
      },
    }),
  }
}
