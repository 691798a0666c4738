import type { ApolloServer } from '@apollo/server'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type { onRequestAsyncHookHandler, RouteHandlerMethod } from 'fastify'
import { GraphQLError } from 'graphql'
import { type Context, type ContextParts, createContext } from '../context.ts'
import { internalFault } from '../graphql-errors.ts'
import type { Logger } from '../logger.ts'
import { sendError } from './error-answer.ts'

export function createGraphQLHandler(
  apollo: ApolloServer<Context>,
  parts: ContextParts,
  logger: Logger,
): RouteHandlerMethod {
  return fastifyApolloHandler(apollo, {
    context: async ({ headers, id }) => {
      try {
        return await createContext(parts, headers, id)
      } catch (error) {
        if (error instanceof GraphQLError) throw error
        // Apollo's hooks know no correlation id as long as there is no context.
        logger.error({ correlationId: id, err: error }, 'internal fault')
        throw internalFault(id)
      }
    },
  })
}

/** Apollo's integration makes a URL of it, and what it throws when it can't looks like a fault of ours. */
export const refuseOddHost: onRequestAsyncHookHandler = async (request, reply) => {
  if (URL.canParse(`http://${request.hostname}/`)) return
  return sendError(request, reply, 400, 'Expected a Host header that names a host.')
}
