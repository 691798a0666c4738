import {
  getNullableType,
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isListType,
} from 'graphql'
import { inspect } from 'graphql/jsutils/inspect.js'
import { completeAbstract } from './abstract-type.ts'
import { type FieldSite, resolveInfoOf } from './field-site.ts'
import { executeFields, type PreparedField } from './fields.ts'
import { isIterable } from './iterable.ts'
import { type Complete, positionOf } from './position.ts'
import { isPromise } from '../promises.ts'

/** How a value of a type becomes a part of the answer. That it may be null is the position's. */
export function completionOf(site: FieldSite, type: GraphQLOutputType): Complete {
  const nullable = getNullableType(type)
  if (isListType(nullable)) return completeList(site, nullable)
  if (isLeafType(nullable)) return completeLeaf(nullable)
  if (!isAbstractType(nullable)) return completeObject(site, nullable)
  return completeAbstract(site, nullable, (runtimeType) => completeObject(site, runtimeType))
}

function completeLeaf(type: GraphQLLeafType): Complete {
  return (_run, value) => {
    const serialized: unknown = type.serialize(value)
    if (serialized !== null && serialized !== undefined) return serialized
    throw new Error(
      `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to ` +
        `return non-nullable value, returned: ${inspect(serialized)}`,
    )
  }
}

function completeList(site: FieldSite, { ofType }: GraphQLList<GraphQLOutputType>): Complete {
  const executeItem = positionOf({
    site,
    type: ofType,
    typename: undefined,
    resolve: (_run, item) => item,
    complete: completionOf(site, ofType),
  })
  return (run, value, path) => {
    if (!isIterable(value)) {
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${site.name}".`)
    }
    const items: unknown[] = []
    let isPending = false
    try {
      for (const item of value) {
        const completed = executeItem(run, item, path, items.length)
        if (isPromise(completed)) isPending = true
        items.push(completed)
      }
    } catch (error) {
      // graphql-js leaves them alone, and a process ends of a rejection that nobody looks at.
      if (isPending) void Promise.allSettled(items)
      throw error
    }
    return isPending ? Promise.all(items) : items
  }
}

function completeObject(site: FieldSite, type: GraphQLObjectType): Complete {
  const { isTypeOf } = type
  let known: readonly PreparedField[] | undefined
  // Only when there is an object, for much of what an operation asks for never is.
  const fieldsOf = () => (known ??= site.plan.fieldsOf(type, site.nodes))
  if (!isTypeOf) {
    return (run, value, path) => executeFields(fieldsOf(), run, value, path)
  }
  return (run, value, path) => {
    const fields = fieldsOf()
    const completeIf = (isOfType: boolean) => {
      if (isOfType) return executeFields(fields, run, value, path)
      throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, {
        nodes: site.nodes,
      })
    }
    const isOfType = isTypeOf(value, run.context, resolveInfoOf(site, run, path))
    return isPromise(isOfType) ? isOfType.then(completeIf) : completeIf(isOfType)
  }
}
