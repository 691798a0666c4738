import { GraphQLError } from 'graphql'
import type { Authenticator } from '../../src/auth/authenticator.ts'
import type { IncomingHttpHeaders } from 'node:http'

/** The error that these headers end in; fails when they are accepted. */
export async function refusalOf(
  authenticator: Authenticator,
  headers: IncomingHttpHeaders,
  signal?: AbortSignal,
): Promise<GraphQLError> {
  const viewer = await Promise.try(() => authenticator.authenticate(headers, signal)).catch(
    (error: unknown) => error,
  )
  if (viewer instanceof GraphQLError) return viewer
  throw new Error('expected a GraphQLError', { cause: viewer })
}
