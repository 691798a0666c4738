import type { ApolloServer } from '@apollo/server'
import { fastifyApolloHandler } from '@as-integrations/fastify'
import type {
  FastifyInstance,
  FastifyRequest,
  onRequestAsyncHookHandler,
  RouteHandlerMethod,
} from 'fastify'
import type { Context } from '../context.ts'
import { isRateLimited, overHttp } from '../rates/rate-limited.ts'
import type { RatedContext } from '../rates/rated-fields.ts'
import { sendError } from './error-answer.ts'
import type { Handovers } from './handover.ts'
import { openContext, type RequestContextParts } from './request-context.ts'
import type { EventStreams } from './sse.ts'

export interface GraphQLHandlerParts extends RequestContextParts {
  readonly apollo: ApolloServer<Context>
  readonly streams: EventStreams
  readonly handovers: Pick<Handovers, 'of'>
}

/** Subscriptions become streams where the caller takes one; Apollo answers everything else. */
export function createGraphQLHandler(parts: GraphQLHandlerParts): RouteHandlerMethod {
  const { apollo, streams, handovers } = parts
  const contextOf = async ({ raw, id }: FastifyRequest): Promise<RatedContext> =>
    handovers.of(raw)?.context ?? openContext(parts, raw, id)
  const answer = fastifyApolloHandler(apollo, {
    context: contextOf,
  })
  const refuseAll = (reason: Error) =>
    fastifyApolloHandler(apollo, { context: () => Promise.reject(reason) })
  return async function handle(this: FastifyInstance, request, reply): Promise<unknown> {
    const subscription = streams.requestOf(request)
    if (subscription === undefined) return answer.call(this, request, reply)
    try {
      const context = await contextOf(request)
      await streams.begin(subscription, context, reply)
      return undefined
    } catch (error) {
      // Apollo tells it as it tells everyone.
      const refuse = refuseAll(isRateLimited(error) ? overHttp(error) : (error as Error))
      return refuse.call(this, request, reply)
    }
  }
}

/** Apollo's integration makes a URL of it, and what it throws when it can't looks like a fault of ours. */
export const refuseOddHost: onRequestAsyncHookHandler = async (request, reply) => {
  if (URL.canParse(`http://${request.hostname}/`)) return
  return sendError(request, reply, 400, 'Expected a Host header that names a host.')
}
