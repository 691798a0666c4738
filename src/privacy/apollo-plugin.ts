import type { ApolloServerPlugin } from '@apollo/server'
import { ApolloServerErrorCode } from '@apollo/server/errors'
import type { GraphQLFormattedError } from 'graphql'
import { personalValuesIn } from './personal-values.ts'
import { hideAll } from './redact.ts'

/**
 * graphql-js quotes what it refuses, and routers and clients log the errors they are told. What the
 * schema marks as personal is cut out of them; of a document that cannot be parsed, every text is.
 */
export const quotesNothingPersonal: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response: { body }, schema, document, request }) => {
      if (body.kind !== 'single' || !body.singleResult.errors) return
      const personal = document
        ? personalValuesIn(schema, document, request.variables ?? {})
        : new Set<string>()
      body.singleResult.errors = body.singleResult.errors.map((error) => ({
        ...error,
        message: hideAll(withoutText(error), personal),
      }))
    },
  }),
}

/** Of the token at which the parser stopped, its kind is told. */
function withoutText({ message, extensions }: GraphQLFormattedError): string {
  return extensions?.['code'] === ApolloServerErrorCode.GRAPHQL_PARSE_FAILED
    ? message.replace(/((?:Block)?String) ".*"/s, '$1')
    : message
}
