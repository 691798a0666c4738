import {
  type GraphQLOutputType,
  isNonNullType,
  locatedError,
  type ResponsePath,
  responsePathAsArray,
} from 'graphql'
import type { FieldSite } from './field-site.ts'
import { isPromise } from '../promises.ts'
import type { Run } from './run.ts'

/** Finds the value of a position, in or from what is around it. */
export type Resolve = (run: Run, source: unknown, path: ResponsePath) => unknown

/** Makes a part of the answer of a value that is there: neither null nor an error. */
export type Complete = (run: Run, value: unknown, path: ResponsePath) => unknown

export interface PositionParts {
  readonly site: FieldSite
  readonly type: GraphQLOutputType
  /** The name of the type whose field it is; items of lists have none. */
  readonly typename: string | undefined
  readonly resolve: Resolve
  readonly complete: Complete
}

/**
 * A position of the answer: a field or an item of a list. It can be waited for, be null and fail.
 * Promises follow each other as in graphql-js, so that errors come in its order too.
 */
export function positionOf({ site, type, typename, resolve, complete }: PositionParts) {
  const isNonNull = isNonNullType(type)

  const completeAny: Complete = (run, value, path) => {
    if (value instanceof Error) throw value
    if (value !== null && value !== undefined) return complete(run, value, path)
    if (!isNonNull) return null
    throw new Error(`Cannot return null for non-nullable field ${site.name}.`)
  }

  const fail = (run: Run, reason: unknown, path: ResponsePath): null => {
    const error = locatedError(reason, site.nodes, responsePathAsArray(path))
    if (isNonNull) throw error
    run.report(error, path)
    return null
  }

  // A function of their own, since one that holds closures makes room for what they see in every call.
  const completeLater = (run: Run, value: Promise<unknown>, path: ResponsePath): Promise<unknown> =>
    value.then((resolved) => completeAny(run, resolved, path))
  const orFail = (run: Run, completed: Promise<unknown>, path: ResponsePath): Promise<unknown> =>
    completed.then(undefined, (reason: unknown) => fail(run, reason, path))

  return (
    run: Run,
    source: unknown,
    parent: ResponsePath | undefined,
    key: string | number,
  ): unknown => {
    const path = { prev: parent, key, typename }
    try {
      const value = resolve(run, source, path)
      const completed = isPromise(value)
        ? completeLater(run, value, path)
        : completeAny(run, value, path)
      return isPromise(completed) ? orFail(run, completed, path) : completed
    } catch (error) {
      return fail(run, error, path)
    }
  }
}
