import type { ApolloServerPlugin, GraphQLRequest } from '@apollo/server'
import type { GraphQLError } from 'graphql'
import { withStatus } from './refusal.ts'
import { refuseExcess } from './request-limits.ts'
import type { TrustedDocuments } from './trusted-documents.ts'

/** The limits that depend on variables. */
export const requestLimits: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ schema, document, operation, request: { variables = {} } }) => {
      const excess = operation && refuseExcess({ schema, document, operation, variables })
      if (excess) throw withStatus(excess)
    },
  }),
}

/** Runs what a request names, and keeps what is not trusted from being parsed and validated at all. */
export function trustedDocuments(documents: TrustedDocuments): ApolloServerPlugin {
  return {
    requestDidStart: async ({ request }) => {
      const resolution = documents.resolve({ ...request, documentId: documentIdOf(request) })
      if (resolution.kind === 'unknown') return undefined
      // The text is known already: nothing is left to be persisted.
      const { persistedQuery: _, ...extensions } = request.extensions ?? {}
      request.extensions = extensions
      if (resolution.kind === 'trusted') {
        request.query = resolution.text
        return undefined
      }
      return refuse(request, resolution.error)
    },
  }
}

/** Apollo takes a refusal from here on only once an operation is resolved, so it gets a harmless one. */
function refuse(request: GraphQLRequest, error: GraphQLError) {
  request.query = '{ __typename }'
  return {
    didResolveOperation: async () => {
      throw withStatus(error)
    },
  }
}

/** Apollo leaves it out of what it reads. */
function documentIdOf({ http }: GraphQLRequest): unknown {
  if (http?.method === 'GET') return new URLSearchParams(http.search).get('documentId')
  const body: unknown = http?.body
  return typeof body === 'object' && body !== null && 'documentId' in body
    ? body.documentId
    : undefined
}
