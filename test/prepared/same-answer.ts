import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect } from '@jest/globals'
import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql'
import { prepareOperation } from '../../src/prepared/prepared-operation.ts'

export interface Compared<Context> {
  readonly schema: GraphQLSchema
  /** Valid, with one operation. */
  readonly document: DocumentNode
  readonly variables?: Readonly<Record<string, unknown>>
  /** Of one execution. */
  readonly context: () => Context
}

/** What graphql-js answers, once the prepared operation was seen to answer the same. */
export async function sameAnswer<Context>({
  schema,
  document,
  variables = {},
  context,
}: Compared<Context>): Promise<ExecutionResult> {
  const prepared = prepareOperation<Context>(schema, document)
  const operation = getOperationAST(document)
  if (!prepared || !operation) throw new Error('expected an operation that is prepared')

  const definitions = operation.variableDefinitions ?? []
  const theirs = getVariableValues(schema, definitions, variables, { maxErrors: 50 })
  const ours = prepared.coerce(variables)
  if (theirs.errors) {
    expect('errors' in ours && ours.errors.map(told)).toEqual(theirs.errors.map(told))
    return theirs
  }
  if ('errors' in ours) throw new Error('expected coerced variables', { cause: ours.errors })
  expect(ours.coerced).toEqual(theirs.coerced)
  expect(JSON.stringify(ours.coerced)).toBe(JSON.stringify(theirs.coerced))

  const [theirContext, ourContext] = [context(), context()]
  const expected = execute({
    schema,
    document,
    variableValues: variables,
    contextValue: theirContext,
  })
  const expectedResult = await expected
  const actual = prepared.execute(ourContext, ours.coerced)
  expect(actual instanceof Promise).toBe(expected instanceof Promise)
  const actualResult = await actual
  expect(actualResult.errors?.map(told)).toEqual(expectedResult.errors?.map(told))
  expect(JSON.stringify(actualResult)).toBe(JSON.stringify(expectedResult))
  // of what was nulled, some may still be asked for after the answer
  await nextTurn()
  expect(ourContext).toEqual(theirContext)
  return expectedResult
}

/** All that an error says, and of which nodes. */
function told({ message, path, locations, extensions, nodes, originalError }: GraphQLError) {
  return {
    message,
    path,
    locations,
    extensions,
    nodes: nodes?.map(({ kind, loc }) => [kind, loc?.start]),
    original: originalError?.message,
  }
}
