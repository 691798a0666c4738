import type { GraphQLField, GraphQLFieldResolver, GraphQLResolveInfo, GraphQLSchema } from 'graphql'
import type { Context } from '../context.ts'
import { isPromise } from '../promises.ts'

type Field = GraphQLField<unknown, Context>
type Resolve = GraphQLFieldResolver<unknown, Context>

/** Told what becomes of root fields. */
export interface RootFieldObserver {
  answered(call: RootCall, payload: unknown): void
  failed(call: RootCall): void
  /** A subscription has one more event. */
  delivered(): void
}

export interface RootCall {
  readonly field: string
  readonly args: Readonly<Record<string, unknown>>
  readonly context: Context
  readonly operation: GraphQLResolveInfo['operation']
  readonly seconds: number
}

/**
 * Has the resolver of each root field looked on: what it returns tells the outcome whatever the caller
 * selects of it, and no other field costs anything.
 */
export function observeRootFields(
  schema: GraphQLSchema,
  observer: RootFieldObserver,
): GraphQLSchema {
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {}) as Field[]) {
      if (field.resolve) field.resolve = observed(field, field.resolve, observer)
    }
  }
  const subscriptions = schema.getSubscriptionType()?.getFields() ?? {}
  for (const field of Object.values(subscriptions) as Field[]) {
    if (field.subscribe) field.subscribe = observed(field, field.subscribe, observer)
    if (field.resolve) field.resolve = counted(field.resolve, observer)
  }
  return schema
}

function observed({ name }: Field, resolve: Resolve, observer: RootFieldObserver): Resolve {
  return (source, args, context, info) => {
    const startedAt = performance.now()
    const call = (): RootCall => {
      const seconds = (performance.now() - startedAt) / 1000
      return { field: name, args, context, operation: info.operation, seconds }
    }
    const tell = (payload: unknown): unknown => {
      observer.answered(call(), payload)
      return payload
    }
    const fail = (error: unknown): never => {
      observer.failed(call())
      throw error
    }
    let payload: unknown
    try {
      payload = resolve(source, args, context, info)
    } catch (error) {
      fail(error)
    }
    return isPromise(payload) ? payload.then(tell, fail) : tell(payload)
  }
}

function counted(resolve: Resolve, observer: RootFieldObserver): Resolve {
  return (source, args, context, info) => {
    const event: unknown = resolve(source, args, context, info)
    observer.delivered()
    return event
  }
}
