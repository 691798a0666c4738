import {
  getVariableValues,
  type GraphQLError,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  typeFromAST,
  valueFromAST,
  type VariableDefinitionNode,
} from 'graphql'
import { inputCoercion } from './input-coercion.ts'
import type { Variables } from './run.ts'

export type CoercedVariables =
  { readonly coerced: Variables } | { readonly errors: readonly GraphQLError[] }

/** What graphql-js' `execute` allows. */
const MAX_ERRORS = 50

/** Does as graphql-js' `getVariableValues`, and asks it wherever something is wrong. */
export function prepareVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): (given: Variables) => CoercedVariables {
  const variables = definitions.map((definition) => prepareVariable(schema, definition))
  return (given) => {
    try {
      const coerced: Record<string, unknown> = {}
      for (const assign of variables) assign(coerced, given)
      return { coerced }
    } catch {
      return getVariableValues(schema, definitions, given, { maxErrors: MAX_ERRORS })
    }
  }
}

/** @throws where the variable cannot be coerced */
type Assign = (coerced: Record<string, unknown>, given: Variables) => void

function prepareVariable(schema: GraphQLSchema, definition: VariableDefinitionNode): Assign {
  const { variable, defaultValue } = definition
  const name = variable.name.value
  const type = typeFromAST(schema, definition.type)
  if (!isInputType(type)) throw new TypeError(`expected a valid document, got $${name} in it`)
  const coerce = inputCoercion(type)
  const isRequired = isNonNullType(type)
  return (coerced, given) => {
    if (Object.hasOwn(given, name)) coerced[name] = coerce(given[name])
    // Made anew each time, for whoever gets it may change it.
    else if (defaultValue) coerced[name] = valueFromAST(defaultValue, type)
    else if (isRequired) throw new TypeError(`expected $${name}`)
  }
}
