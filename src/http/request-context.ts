import type { IncomingMessage } from 'node:http'
import { GraphQLError } from 'graphql'
import { type Context, type ContextParts, createContext } from '../context.ts'
import { internalFault } from '../graphql-errors.ts'
import type { Logger } from '../logger.ts'
import { type Eventual, isPromise } from '../promises.ts'
import type { HttpRates } from '../rates/http-rates.ts'
import type { Standing } from '../rates/rate.ts'
import type { RatedContext } from '../rates/rated-fields.ts'

export interface RequestContextParts {
  readonly context: ContextParts
  readonly rates: Pick<HttpRates, 'standingsOf'>
  readonly logger: Logger
}

/** Never throws. Rejects with a GraphQLError, as what the caller is to be told. */
export function openContext(
  { context, rates, logger }: RequestContextParts,
  request: IncomingMessage,
  correlationId: string,
): Eventual<RatedContext> {
  const standings = rates.standingsOf(request)
  try {
    const opening = createContext(context, request.headers, correlationId)
    return isPromise(opening)
      ? openLater(opening, standings, logger, correlationId)
      : { ...opening, standings }
  } catch (error) {
    return refuse(error, logger, correlationId)
  }
}

async function openLater(
  opening: Promise<Context>,
  standings: Standing[],
  logger: Logger,
  correlationId: string,
): Promise<RatedContext> {
  try {
    return { ...(await opening), standings }
  } catch (error) {
    return refuse(error, logger, correlationId)
  }
}

function refuse(error: unknown, logger: Logger, correlationId: string): Promise<never> {
  if (error instanceof GraphQLError) return Promise.reject(error)
  // Apollo's hooks know no correlation id as long as there is no context.
  logger.error({ correlationId, err: error }, 'internal fault')
  return Promise.reject(internalFault(correlationId))
}
