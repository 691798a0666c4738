import { execute, type ExecutionArgs, type ExecutionResult } from 'graphql'
import type { Context } from '../context.ts'
import type { Deadline } from '../deadline.ts'

/** What was executed before Apollo Server came to it, and is left to it to be told. */
export class FinishedExecutions {
  // Apollo copies the context, and what it holds stays the same.
  readonly #results = new WeakMap<Deadline, ExecutionResult>()

  add({ deadline }: Context, result: ExecutionResult): void {
    this.#results.set(deadline, result)
  }

  /** Executes what has not been executed. */
  take(
    args: ExecutionArgs & { readonly contextValue: Context },
  ): Promise<ExecutionResult> | ExecutionResult {
    return this.#results.get(args.contextValue.deadline) ?? execute(args)
  }
}
