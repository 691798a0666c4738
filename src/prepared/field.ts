import { defaultFieldResolver, type FieldNode, type GraphQLObjectType } from 'graphql'
import { prepareArguments } from './arguments.ts'
import { completionOf } from './completion.ts'
import { type FieldSite, type Plan, resolveInfoOf } from './field-site.ts'
import type { PreparedField } from './fields.ts'
import { positionOf, type Resolve } from './position.ts'

/** A field of an object, as the nodes that have its key ask for it. */
export function prepareField(
  plan: Plan,
  parentType: GraphQLObjectType,
  [key, nodes]: readonly [string, readonly FieldNode[]],
): PreparedField {
  const [node] = nodes
  if (!node || node.name.value === '__typename') return { key, execute: () => parentType.name }
  const definition = parentType.getFields()[node.name.value]
  if (!definition) throw new TypeError(`expected a valid document, got ${node.name.value} in it`)
  const name = `${parentType.name}.${definition.name}`
  const site: FieldSite = { plan, parentType, definition, nodes, name }
  const execute = positionOf({
    site,
    type: definition.type,
    typename: parentType.name,
    resolve: resolverOf(site, node),
    complete: completionOf(site, definition.type),
  })
  return { key, execute }
}

function resolverOf(site: FieldSite, node: FieldNode): Resolve {
  const { resolve, args, name } = site.definition
  if (!resolve && args.length === 0) return propertyReader(site, name)
  const call = resolve ?? defaultFieldResolver
  const argumentsOf = prepareArguments(site.definition, node)
  return (run, source, path) =>
    call(source, argumentsOf(run.variables), run.context, resolveInfoOf(site, run, path))
}

/** What graphql-js' `defaultFieldResolver` does, where a method gets all that it may ask for. */
function propertyReader(site: FieldSite, name: string): Resolve {
  return (run, source, path) => {
    if (!hasProperties(source)) return undefined
    const property = source[name]
    return typeof property === 'function'
      ? property.call(source, {}, run.context, resolveInfoOf(site, run, path))
      : property
  }
}

type Properties = Readonly<Record<string, unknown>>

function hasProperties(source: unknown): source is Properties {
  return (typeof source === 'object' && source !== null) || typeof source === 'function'
}
