import {
  type DocumentNode,
  type ExecutionResult,
  getOperationAST,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql'
import { isUnprepared } from './document.ts'
import type { ExecutePlan } from './plan.ts'
import { plansOf } from './plans.ts'
import { isPromise } from '../promises.ts'
import { Run, type Variables } from './run.ts'
import { type CoercedVariables, prepareVariables } from './variables.ts'

/** An operation as closures, so that what schema and document say is looked up once. */
export interface PreparedOperation<Context> {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** Values and errors of graphql-js' `getVariableValues`, of which there are up to 50. */
  coerce(variables: Variables): CoercedVariables
  /** The result of graphql-js' `execute`. A promise only where a resolver made one. */
  execute(context: Context, coerced: Variables): ExecutionResult | Promise<ExecutionResult>
}

/**
 * Prepares a valid operation over a schema that changes no more.
 * @returns undefined for what is left to graphql-js: subscriptions, and what document.ts names
 */
export function prepareOperation<Context>(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string,
): PreparedOperation<Context> | undefined {
  const operation = getOperationAST(document, operationName)
  if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return undefined
  const rootType = schema.getRootType(operation.operation)
  if (!rootType || isUnprepared(document)) return undefined
  const planFor = plansOf({ schema, document, operation, rootType })
  return {
    document,
    operation,
    coerce: prepareVariables(schema, operation.variableDefinitions ?? []),
    execute: (context, coerced) => execute(planFor(coerced), new Run(context, coerced)),
  }
}

function execute(plan: ExecutePlan, run: Run): ExecutionResult | Promise<ExecutionResult> {
  try {
    const data = plan(run)
    return isPromise(data) ? toResultLater(run, data) : run.toResult(data)
  } catch (error) {
    return fail(run, error as GraphQLError)
  }
}

function toResultLater(
  run: Run,
  data: Promise<NonNullable<ExecutionResult['data']>>,
): Promise<ExecutionResult> {
  return data.then(
    (settled) => run.toResult(settled),
    (error: GraphQLError) => fail(run, error),
  )
}

function fail(run: Run, error: GraphQLError): ExecutionResult {
  run.report(error, undefined)
  return run.toResult(null)
}
