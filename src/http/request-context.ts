import type { IncomingMessage } from 'node:http'
import { GraphQLError } from 'graphql'
import { type ContextParts, createContext } from '../context.ts'
import { internalFault } from '../graphql-errors.ts'
import type { Logger } from '../logger.ts'
import { isPromise } from '../promises.ts'
import type { HttpRates } from '../rates/http-rates.ts'
import type { RatedContext } from '../rates/rated-fields.ts'

export interface RequestContextParts {
  readonly context: ContextParts
  readonly rates: Pick<HttpRates, 'standingsOf'>
  readonly logger: Logger
}

/** Rejects with a GraphQLError, as what the caller is to be told. */
export async function openContext(
  { context, rates, logger }: RequestContextParts,
  request: IncomingMessage,
  correlationId: string,
): Promise<RatedContext> {
  try {
    const opening = createContext(context, request.headers, correlationId)
    const asked = isPromise(opening) ? await opening : opening
    return { ...asked, standings: rates.standingsOf(request) }
  } catch (error) {
    if (error instanceof GraphQLError) throw error
    // Apollo's hooks know no correlation id as long as there is no context.
    logger.error({ correlationId, err: error }, 'internal fault')
    throw internalFault(correlationId)
  }
}
