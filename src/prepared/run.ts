import type { ExecutionResult, GraphQLError, ResponsePath } from 'graphql'

export type Variables = Readonly<Record<string, unknown>>

/** One execution of an operation: what its fields are given, and what went wrong in them. */
export class Run {
  readonly context: unknown
  readonly variables: Variables
  #errors: GraphQLError[] | undefined
  /** The positions that errors made null; `undefined` stands for the whole answer. */
  #nulled: Set<ResponsePath | undefined> | undefined

  constructor(context: unknown, variables: Variables) {
    this.context = context
    this.variables = variables
  }

  /** Tells of an error, unless its position is in a part of the answer that is null already. */
  report(error: GraphQLError, path: ResponsePath | undefined): void {
    this.#nulled ??= new Set()
    if (isWithin(path, this.#nulled)) return
    this.#nulled.add(path)
    this.#errors ??= []
    this.#errors.push(error)
  }

  toResult(data: NonNullable<ExecutionResult['data']> | null): ExecutionResult {
    return this.#errors === undefined ? { data } : { errors: this.#errors, data }
  }
}

/** Two paths are one position when they are one object. */
function isWithin(
  path: ResponsePath | undefined,
  nulled: ReadonlySet<ResponsePath | undefined>,
): boolean {
  for (let at = path; at; at = at.prev) if (nulled.has(at)) return true
  return nulled.has(undefined)
}
