import { RedisConnection } from '../store/redis-connection.ts'
import type { ScriptRunner } from './limiter.ts'

/** A caller waits for it before anything else is done, so it is given little time. */
const DEADLINE_MS = 250

/** One connection, apart from the store's: counting neither waits for the store nor keeps it waiting. */
export class RedisScriptRunner implements ScriptRunner, Disposable {
  readonly #connection: RedisConnection

  private constructor(url: string) {
    this.#connection = new RedisConnection({
      url,
      deadlineMs: DEADLINE_MS,
      onConnect: () => undefined,
    })
  }

  /** A server that cannot be reached is tried for ever; until it answers, every call fails. */
  static async open(url: string): Promise<RedisScriptRunner> {
    const runner = new RedisScriptRunner(url)
    // who is refused for good is told so by the store
    await runner.#connection.firstAttempt.catch(() => undefined)
    return runner
  }

  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown> {
    return this.#connection.run((client) => client.eval(script, options))
  }

  [Symbol.dispose](): void {
    this.#connection[Symbol.dispose]()
  }
}
