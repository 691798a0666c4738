import type { ApolloServerPlugin, BaseContext } from '@apollo/server'
import { ApolloServerErrorCode } from '@apollo/server/errors'
import { GraphQLError, type GraphQLFormattedError, Kind } from 'graphql'
import { chooseMediaType } from './http/media-type.ts'
import { refusalIn } from './limits/refusal.ts'
import type { Logger } from './logger.ts'
import { personalValuesIn } from './privacy/personal-values.ts'
import { redactError } from './privacy/redact.ts'

const INTERNAL = ApolloServerErrorCode.INTERNAL_SERVER_ERROR
const message = 'Internal server error.'

/** What the caller learns of a fault of ours: the id to ask about it with. */
export function internalFault(correlationId: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: INTERNAL, correlationId } })
}

/**
 * Whose fault it is. What nobody gave a code is ours, but for what Apollo and graphql-js say of a
 * request without giving one.
 */
export function codeOf(error: GraphQLError): unknown {
  const { code, http } = error.extensions
  if (code !== undefined) return code
  if (isObject(http) && Number(http.status) < 500) return ApolloServerErrorCode.BAD_REQUEST
  // A variable with a default value may be null where the argument may not.
  const isOfVariable = error.nodes?.[0]?.kind === Kind.VARIABLE
  return isOfVariable || error.message.startsWith('Too many errors processing variables')
    ? ApolloServerErrorCode.BAD_USER_INPUT
    : INTERNAL
}

/** @param hideSuggestions leaves out what graphql-js guesses the caller meant: names of the schema */
export function createFormatError({ hideSuggestions }: { readonly hideSuggestions: boolean }) {
  return (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const refusal = error instanceof GraphQLError ? refusalIn(error) : undefined
    if (refusal) {
      return { message: refusal.message, extensions: { code: refusal.extensions['code'] } }
    }
    const code = error instanceof GraphQLError ? codeOf(error) : INTERNAL
    const { correlationId } = formatted.extensions ?? {}
    if (code === INTERNAL) {
      const id = correlationId === undefined ? {} : { correlationId }
      return { ...formatted, message, extensions: { code, ...id } }
    }
    return {
      ...formatted,
      message: hideSuggestions
        ? formatted.message.replace(/ ?Did you mean .+\?$/s, '')
        : formatted.message,
      extensions: { ...formatted.extensions, code },
    }
  }
}

/** Logs an internal fault, and gives the caller the id to find it by. */
export function internalFaults<C extends BaseContext & { readonly correlationId: string }>(
  logger: Logger,
): ApolloServerPlugin<C> {
  return {
    requestDidStart: async () => ({
      didEncounterErrors: async ({ errors, schema, document, request, contextValue }) => {
        const faults = errors.filter((error) => codeOf(error) === INTERNAL)
        if (faults.length === 0) return
        const { correlationId } = contextValue
        const personal = document
          ? personalValuesIn(schema, document, request.variables ?? {})
          : new Set<string>()
        for (const fault of faults) {
          const err = redactError(fault.originalError ?? fault, personal)
          logger.error({ correlationId, err }, 'internal fault')
        }
      },
      willSendResponse: async ({ response, contextValue: { correlationId } }) => {
        if (response.body.kind !== 'single') return
        const { singleResult } = response.body
        const errors = singleResult.errors?.map((error) =>
          error.extensions?.code === INTERNAL
            ? { ...error, extensions: { ...error.extensions, correlationId } }
            : error,
        )
        if (errors) singleResult.errors = errors
      },
    }),
  }
}

const requestFaults: readonly unknown[] = [
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.BAD_USER_INPUT,
]

/**
 * GraphQL over HTTP: a caller that takes only `application/json` learns of a bad document or bad
 * variables by a well-formed answer with status 200; `application/graphql-response+json` keeps 400.
 * Who takes neither gets JSON too: Apollo would say 406, after a mutation has had its effect.
 */
export const answerType: ApolloServerPlugin = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request, response: { http, body } }) => {
      const type = chooseMediaType(request.http?.headers.get('accept'))
      http.headers.set('content-type', `${type}; charset=utf-8`)
      if (http.status !== 400 || body.kind !== 'single' || type !== 'application/json') return
      const { errors = [] } = body.singleResult
      if (errors.every(({ extensions }) => requestFaults.includes(extensions?.code))) {
        http.status = 200
      }
    },
  }),
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
