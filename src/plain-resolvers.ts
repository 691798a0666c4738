import type { GraphQLFieldResolver } from 'graphql'
import { getMetadataStorage } from 'type-graphql'
import type { Context } from './context.ts'

type Resolve = GraphQLFieldResolver<unknown, Context, Readonly<Record<string, unknown>>>
type Method = (...args: readonly unknown[]) => unknown

/**
 * Resolvers of queries and mutations that call the decorated method with what it takes, and nothing in
 * between. type-graphql's own make instances of the input classes on the way, field by field and anew
 * in every request; here those classes hold data alone, and graphql-js has made the same of it already.
 * @param resolvers finds the instance of a resolver class
 */
export function plainResolvers(resolvers: {
  get(type: unknown): unknown
}): ReadonlyMap<string, Resolve> {
  const { queries, mutations } = getMetadataStorage()
  return new Map(
    [...queries, ...mutations].map(({ schemaName, target, methodName, params = [] }) => {
      const instance = resolvers.get(target) as Readonly<Record<string, Method>> | undefined
      const readers = params.toSorted((a, b) => a.index - b.index).map(toReader)
      return [schemaName, toResolve(instance, methodName, readers)]
    }),
  )
}

type Reader = (args: Readonly<Record<string, unknown>>, context: Context) => unknown
type Parameter = NonNullable<
  ReturnType<typeof getMetadataStorage>['queries'][number]['params']
>[number]

function toReader(parameter: Parameter): Reader {
  if (parameter.kind === 'context') return (_args, context) => context
  if (parameter.kind === 'arg') {
    const { name } = parameter
    return (args) => args[name]
  }
  throw new TypeError(`expected @Arg and @Ctx alone in ${parameter.methodName}`)
}

function toResolve(
  instance: Readonly<Record<string, Method>> | undefined,
  name: string,
  readers: readonly Reader[],
): Resolve {
  return (_source, args, context) =>
    // whoever only prints the schema has no instances
    instance?.[name]?.apply(
      instance,
      readers.map((read) => read(args, context)),
    )
}
