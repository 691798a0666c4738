import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  isObjectType,
  type ResponsePath,
} from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import { type FieldSite, resolveInfoOf } from './field-site.ts'
import type { Complete } from './position.ts'
import { isPromise } from '../promises.ts'
import type { Run } from './run.ts'

/** Completes a value of an interface or a union as what it turns out to be. */
export function completeAbstract(
  site: FieldSite,
  type: GraphQLAbstractType,
  completionOf: (runtimeType: GraphQLObjectType) => Complete,
): Complete {
  const completions = new Map<unknown, Complete>()
  const completionNamed = (name: unknown, value: unknown): Complete => {
    const known = completions.get(name)
    if (known) return known
    const completion = completionOf(runtimeTypeOf(site, type, name, value))
    completions.set(name, completion)
    return completion
  }
  const typeNameOf = typeNames(site, type)
  const complete = (name: unknown, run: Run, value: unknown, path: ResponsePath) =>
    completionNamed(name, value)(run, value, path)
  const completeLater = (name: Promise<unknown>, run: Run, value: unknown, path: ResponsePath) =>
    name.then((resolved) => complete(resolved, run, value, path))
  return (run, value, path) => {
    const name = typeNameOf(run, value, path)
    return isPromise(name)
      ? completeLater(name, run, value, path)
      : complete(name, run, value, path)
  }
}

function typeNames(site: FieldSite, type: GraphQLAbstractType): Complete {
  const { resolveType } = type
  if (resolveType) {
    return (run, value, path) =>
      resolveType(value, run.context, resolveInfoOf(site, run, path), type)
  }
  return (run, value, path) =>
    nameIn(value) ?? defaultTypeResolver(value, run.context, resolveInfoOf(site, run, path), type)
}

/** Most values say it themselves. */
function nameIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { __typename: name }: { readonly __typename?: unknown } = value
  return typeof name === 'string' ? name : undefined
}

/** In the words of graphql-js where there is none. */
function runtimeTypeOf(
  { plan, nodes, name: field }: FieldSite,
  type: GraphQLAbstractType,
  name: unknown,
  value: unknown,
): GraphQLObjectType {
  const mustResolve = `Abstract type "${type.name}" must resolve to an Object type at runtime for field "${field}"`
  if (name === null || name === undefined) {
    throw new GraphQLError(
      `${mustResolve}. Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes },
    )
  }
  if (isObjectType(name)) {
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.',
    )
  }
  if (typeof name !== 'string') {
    throw new GraphQLError(
      `${mustResolve} with value ${inspect(value)}, received "${inspect(name)}".`,
    )
  }
  const runtimeType = plan.schema.getType(name)
  const wrong = (what: string) => new GraphQLError(what, { nodes })
  if (!runtimeType) {
    throw wrong(
      `Abstract type "${type.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
    )
  }
  if (!isObjectType(runtimeType)) {
    throw wrong(`Abstract type "${type.name}" was resolved to a non-object type "${name}".`)
  }
  if (!plan.schema.isSubType(type, runtimeType)) {
    throw wrong(`Runtime Object type "${name}" is not a possible type for "${type.name}".`)
  }
  return runtimeType
}
