import { GraphQLError, type GraphQLSchema, isUnionType } from 'graphql'

/**
 * Has `_entities` refuse what names no entity of this subgraph, or names it by what is no id: `_Any` takes
 * any JSON, and @apollo/subgraph throws an Error without a code for it.
 */
export function guardEntities(schema: GraphQLSchema): GraphQLSchema {
  const field = schema.getQueryType()?.getFields()['_entities']
  const union = schema.getType('_Entity')
  if (!field || !isUnionType(union)) throw new TypeError('expected a subgraph with entities')
  const names = union.getTypes().map(({ name }) => name)
  const { resolve } = field
  field.resolve = (source, args: { readonly representations: readonly unknown[] }, ...rest) => {
    const { representations } = args
    const at = representations.findIndex((each) => !isRepresentation(each, names))
    if (at >= 0) throw badRepresentation(at, names)
    return resolve?.(source, args, ...rest)
  }
  return schema
}

function isRepresentation(value: unknown, names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { __typename: name, id }: { readonly __typename?: unknown; readonly id?: unknown } = value
  return typeof name === 'string' && names.includes(name) && typeof id === 'string'
}

function badRepresentation(index: number, names: readonly string[]): GraphQLError {
  return new GraphQLError(
    `representations[${index}]: expected an object with __typename, one of ${names.join(' and ')}, and id, a string`,
    { extensions: { code: 'BAD_USER_INPUT' } },
  )
}
