import {
  type FieldNode,
  getArgumentValues,
  type GraphQLArgument,
  type GraphQLField,
  isNonNullType,
  Kind,
  type ValueNode,
  valueFromAST,
} from 'graphql'
import type { Variables } from './run.ts'

export type Arguments = Record<string, unknown>
/** `undefined` where it takes graphql-js to say what is wrong with it, or that it is left out. */
type ReadArgument = (variables: Variables) => unknown

/**
 * The arguments of a field, where each is a variable or holds none. What literals and defaults hold
 * is coerced once, and so the same in every call.
 */
export function prepareArguments(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (variables: Variables) => Arguments {
  const readers = definition.args.flatMap((argument): readonly [string, ReadArgument][] => {
    const given = node.arguments?.find(({ name }) => name.value === argument.name)?.value
    if (given) return [[argument.name, readerOf(argument, given)]]
    return argument.defaultValue === undefined ? [] : [[argument.name, () => argument.defaultValue]]
  })
  return (variables) => {
    const values: Arguments = {}
    for (const [name, read] of readers) {
      const value = read(variables)
      if (value === undefined) return getArgumentValues(definition, node, variables)
      values[name] = value
    }
    return values
  }
}

function readerOf({ type }: GraphQLArgument, given: ValueNode): ReadArgument {
  if (given.kind === Kind.VARIABLE) return variableReader(given.name.value, !isNonNullType(type))
  if (holdsVariables(given)) return () => undefined
  const value: unknown = valueFromAST(given, type)
  return () => value
}

function variableReader(name: string, mayBeNull: boolean): ReadArgument {
  return (variables) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined
    return value === null && !mayBeNull ? undefined : value
  }
}

function holdsVariables(node: ValueNode): boolean {
  if (node.kind === Kind.LIST) return node.values.some(holdsVariables)
  if (node.kind === Kind.OBJECT) return node.fields.some(({ value }) => holdsVariables(value))
  return node.kind === Kind.VARIABLE
}
