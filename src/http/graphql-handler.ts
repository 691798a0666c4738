import type { ApolloServer } from '@apollo/server'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type {
  FastifyInstance,
  FastifyRequest,
  onRequestAsyncHookHandler,
  RouteHandlerMethod,
} from 'fastify'
import { GraphQLError } from 'graphql'
import { type Context, type ContextParts, createContext } from '../context.ts'
import { internalFault } from '../graphql-errors.ts'
import type { Logger } from '../logger.ts'
import type { HttpRates } from '../rates/http-rates.ts'
import { isRateLimited, overHttp } from '../rates/rate-limited.ts'
import type { RatedContext } from '../rates/rated-fields.ts'
import { sendError } from './error-answer.ts'
import type { EventStreams } from './sse.ts'

export interface GraphQLHandlerParts {
  readonly apollo: ApolloServer<Context>
  readonly context: ContextParts
  readonly streams: EventStreams
  readonly rates: Pick<HttpRates, 'standingsOf'>
  readonly logger: Logger
}

/** Subscriptions become streams where the caller takes one; Apollo answers everything else. */
export function createGraphQLHandler(parts: GraphQLHandlerParts): RouteHandlerMethod {
  const { apollo, streams } = parts
  const answer = fastifyApolloHandler(apollo, {
    context: (request) => contextFor(request, parts),
  })
  const refuseAll = (reason: Error) =>
    fastifyApolloHandler(apollo, { context: () => Promise.reject(reason) })
  return async function handle(this: FastifyInstance, request, reply): Promise<unknown> {
    const subscription = streams.requestOf(request)
    if (subscription === undefined) return answer.call(this, request, reply)
    try {
      const context = await contextFor(request, parts)
      await streams.begin(subscription, context, reply)
      return undefined
    } catch (error) {
      // Apollo tells it as it tells everyone.
      const refuse = refuseAll(isRateLimited(error) ? overHttp(error) : (error as Error))
      return refuse.call(this, request, reply)
    }
  }
}

async function contextFor(
  request: FastifyRequest,
  { context, rates, logger }: GraphQLHandlerParts,
): Promise<RatedContext> {
  const { headers, id } = request
  try {
    const asked = await createContext(context, headers, id)
    return { ...asked, standings: rates.standingsOf(request) }
  } catch (error) {
    if (error instanceof GraphQLError) throw error
    // Apollo's hooks know no correlation id as long as there is no context.
    logger.error({ correlationId: id, err: error }, 'internal fault')
    throw internalFault(id)
  }
}

/** Apollo's integration makes a URL of it, and what it throws when it can't looks like a fault of ours. */
export const refuseOddHost: onRequestAsyncHookHandler = async (request, reply) => {
  if (URL.canParse(`http://${request.hostname}/`)) return
  return sendError(request, reply, 400, 'Expected a Host header that names a host.')
}
