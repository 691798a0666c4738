import { HeaderMap } from '@apollo/server'
import { GraphQLError } from 'graphql'

/**
 * The caller has not shown who they are: HTTP 401.
 * @param howTo says how to authenticate in this mode; one text for every cause, since a reason helps an attacker
 */
export function unauthenticated(howTo: string): GraphQLError {
  const headers = new HeaderMap([['www-authenticate', 'Bearer']])
  return new GraphQLError(howTo, {
    extensions: { code: 'UNAUTHENTICATED', http: { status: 401, headers } },
  })
}

/** The caller is known and may not do this. HTTP 200, as for every error of a resolver. */
export function forbidden(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'FORBIDDEN' } })
}

/** Nobody can tell now whether the caller's token is good, so the fault is not the caller's: HTTP 503. */
export function identityProviderUnavailable(): GraphQLError {
  return new GraphQLError('The identity provider does not answer. Try again later.', {
    extensions: { code: 'IDENTITY_PROVIDER_UNAVAILABLE', http: { status: 503 } },
  })
}

/** A header says what it cannot mean: HTTP 400. */
export function badHeader(message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  })
}
