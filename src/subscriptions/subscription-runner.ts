import { ApolloServerErrorCode } from '@apollo/server/errors'
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  subscribe,
  validate,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Context } from '../context.ts'
import { createFormatError } from '../graphql-errors.ts'
import { refuseExcess } from '../limits/request-limits.ts'
import { limitRules, parseOptions } from '../limits/rules.ts'
import type { TrustedDocuments } from '../limits/trusted-documents.ts'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics.ts'
import { said } from '../said.ts'

const rules = [...specifiedRules, ...limitRules]

/** Who follows a conversation sends the same document as everybody who runs the same frontend. */
const MAX_DOCUMENTS = 200
const MAX_DOCUMENT_LENGTH = 8 * 1024

export interface SubscriptionRequest {
  readonly query: string
  readonly operationName?: string | null | undefined
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined
}

export interface RunnerParts {
  readonly schema: GraphQLSchema
  readonly hideSuggestions: boolean
  readonly trustedDocuments?: TrustedDocuments | undefined
  readonly logger: Logger
  readonly metrics: Pick<Metrics, 'subscriptions'>
}

interface Result {
  readonly data?: ExecutionResult['data'] | undefined
  readonly errors?: readonly GraphQLError[] | undefined
}

export interface RunningSubscription extends AsyncGenerator<ExecutionResult, void, void> {
  /** Resolves when nothing more comes. */
  readonly ended: Promise<void>
}

/** Runs subscriptions, whatever they travel by; errors look as they do over HTTP. */
export class SubscriptionRunner {
  readonly #parts: RunnerParts
  readonly #format: ReturnType<typeof createFormatError>
  readonly #documents = new LRUCache<string, DocumentNode>({ max: MAX_DOCUMENTS })

  constructor(parts: RunnerParts) {
    this.#parts = parts
    this.#format = createFormatError(parts)
  }

  /** What is to be run, or what is wrong with the request. */
  prepare(request: SubscriptionRequest, context: Context): ExecutionArgs | readonly GraphQLError[] {
    const document = this.#find(request.query)
    if (!('kind' in document)) return document
    const operation = getOperationAST(document, request.operationName)
    if (!operation) {
      const code = ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE
      return [withCode(new GraphQLError('Expected operationName to name an operation.'), code)]
    }
    if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return [badOperation()]

    const { schema } = this.#parts
    const variableValues = request.variables ?? {}
    const excess = refuseExcess({ schema, document, operation, variables: variableValues })
    if (excess) return [excess]
    const { errors } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      variableValues,
    )
    if (errors) return errors.map((error) => withCode(error, ApolloServerErrorCode.BAD_USER_INPUT))
    const { name } = operation
    return {
      schema,
      document,
      variableValues,
      contextValue: context,
      ...(name && { operationName: name.value }),
    }
  }

  /** What comes, until it is told to return; or the one result that says why nothing does. */
  async start(args: ExecutionArgs): Promise<RunningSubscription | ExecutionResult> {
    const started = await subscribe(args)
    if (!(Symbol.asyncIterator in started)) return started
    return this.#counted(started)
  }

  /** A result as the caller gets it. */
  tell({ data, errors }: Result, correlationId: string): FormattedExecutionResult {
    return {
      ...(data !== undefined && { data }),
      ...(errors && { errors: this.tellErrors(errors, correlationId) }),
    }
  }

  /** Faults of ours are logged, and told without detail. */
  tellErrors(
    errors: readonly GraphQLError[],
    correlationId: string,
  ): readonly GraphQLFormattedError[] {
    return errors.map((error) => {
      const told = this.#format(error.toJSON(), error)
      if (told.extensions?.['code'] !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR) return told
      const cause = error.originalError ?? error
      this.#parts.logger.error({ correlationId, err: cause }, 'internal fault')
      return { ...told, extensions: { ...told.extensions, correlationId } }
    })
  }

  #find(query: string): DocumentNode | readonly GraphQLError[] {
    const resolution = this.#parts.trustedDocuments?.resolve({ query })
    if (resolution?.kind === 'refused') return [resolution.error]
    return this.#read(resolution?.kind === 'trusted' ? resolution.text : query)
  }

  #read(query: string): DocumentNode | readonly GraphQLError[] {
    const known = this.#documents.get(query)
    if (known) return known
    const document = parseOr(query)
    if (document instanceof GraphQLError) return [document]
    const errors = validate(this.#parts.schema, document, rules)
    if (errors.length > 0) {
      return errors.map((error) => withCode(error, ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED))
    }
    if (query.length <= MAX_DOCUMENT_LENGTH) this.#documents.set(query, document)
    return document
  }

  #counted(events: AsyncGenerator<ExecutionResult, void, void>): RunningSubscription {
    const { subscriptions } = this.#parts.metrics
    const ended = Promise.withResolvers<void>()
    let isOpen = true
    const close = (): void => {
      if (isOpen) subscriptions.dec()
      isOpen = false
      ended.resolve()
    }
    const closing = async <T>(step: Promise<T>): Promise<T> => {
      close()
      return step
    }
    subscriptions.inc()
    return {
      ended: ended.promise,
      next: async () => {
        try {
          const step = await events.next()
          if (step.done) close()
          return step
        } catch (error) {
          close()
          throw error
        }
      },
      return: () => closing(events.return()),
      throw: (error: unknown) => closing(events.throw(error)),
      [Symbol.asyncIterator]() {
        return this
      },
      async [Symbol.asyncDispose]() {
        await this.return()
      },
    }
  }
}

/** The operation that a request asks for, as far as it can be told before it is validated. */
export function isSubscription({ query, operationName }: SubscriptionRequest): boolean {
  const document = parseOr(query)
  if (document instanceof GraphQLError) return false
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION
}

function parseOr(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, parseOptions)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    return withCode(error, ApolloServerErrorCode.GRAPHQL_PARSE_FAILED)
  }
}

function badOperation(): GraphQLError {
  return withCode(
    new GraphQLError('Expected a subscription. Send queries and mutations by POST to /graphql.'),
    ApolloServerErrorCode.BAD_REQUEST,
  )
}

function withCode(error: GraphQLError, code: string): GraphQLError {
  const { nodes, source, positions, path, originalError } = error
  return new GraphQLError(error.message, {
    ...said({ nodes, source, positions, path, originalError }),
    // a refusal has a code of its own
    extensions: { code, ...error.extensions },
  })
}
