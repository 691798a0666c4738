import { ErrorReply } from 'redis'
import { createRedisClient, type RedisClient } from './redis-client.ts'
import { parseRedisUrl, type RedisEndpoint } from './redis-url.ts'

export interface RedisConnectionOptions {
  readonly url: string
  /** After which a call counts as failed, and a server that answered nothing meanwhile as gone. */
  readonly deadlineMs: number
  /** Called before any other use of a new connection. */
  readonly onConnect: (client: RedisClient) => void
}

/** What only another URL or another user can mend. Redis's other refusals pass, such as LOADING. */
const permanentRefusal =
  /^(WRONGPASS|NOAUTH|NOPERM)\b|^ERR (invalid password|AUTH |DB index|invalid DB)/

/** One connection, made again whenever it is lost or silent. Calls meanwhile fail at once. */
export class RedisConnection implements Disposable {
  readonly #options: RedisConnectionOptions
  readonly #endpoint: RedisEndpoint
  readonly #firstAttempt = Promise.withResolvers<void>()
  #client: RedisClient
  #lastFault: unknown = new Error('it is not connected yet')
  #heardAt = 0
  #closed = false

  /** Throws when the URL is not one of Redis. */
  constructor(options: RedisConnectionOptions) {
    const endpoint = parseRedisUrl(options.url)
    // the URL may hold a password
    if (!endpoint) throw new Error('expected a redis:// or rediss:// URL of the store')
    this.#options = options
    this.#endpoint = endpoint
    this.#firstAttempt.promise.catch(() => {})
    this.#client = this.#connect()
  }

  /**
   * Resolves when connected, and when the server cannot be reached now but may be later.
   * Rejects when it answered that it will never have us.
   */
  get firstAttempt(): Promise<void> {
    return this.#firstAttempt.promise
  }

  /** Rejects within the deadline. Then the call may have had its effect, or may have it yet. */
  async run<T>(call: (client: RedisClient) => Promise<T>): Promise<T> {
    const client = this.#client
    if (this.#closed || !client.isReady) throw this.#toError(this.#lastFault)

    const startedAt = performance.now()
    const late = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      // when it was this process that stood still, the answer waits to be read: read it first
      setImmediate(() => late.reject(this.#giveUpOn(client, startedAt)))
    }, this.#options.deadlineMs)
    try {
      const answer = await Promise.race([call(client), late.promise])
      this.#heardAt = performance.now()
      return answer
    } catch (error) {
      if (error instanceof ErrorReply) this.#heardAt = performance.now()
      throw this.#toError(error)
    } finally {
      clearTimeout(timer)
    }
  }

  [Symbol.dispose](): void {
    this.#closed = true
    this.#client.destroy()
    this.#firstAttempt.resolve()
  }

  #connect(): RedisClient {
    const client = createRedisClient(this.#endpoint)
    const isCurrent = () => client === this.#client && !this.#closed
    client.on('connect', () => {
      // destroying a client does not stop a connection that is still being made
      if (!isCurrent()) client.destroy()
      else this.#expectReady(client)
    })
    client.on('ready', () => {
      this.#heardAt = performance.now()
      this.#firstAttempt.resolve()
      this.#options.onConnect(client)
    })
    client.on('error', (error: unknown) => {
      if (!isCurrent()) return
      this.#lastFault = error
      if (isPermanent(error)) this.#firstAttempt.reject(this.#toError(error))
      else this.#firstAttempt.resolve()
    })
    // it goes on until it is destroyed, and tells of each failure by the event
    client.connect().catch(() => {})
    return client
  }

  #expectReady(client: RedisClient): void {
    setTimeout(() => {
      if (!client.isReady) this.#replace(client)
    }, this.#options.deadlineMs).unref()
  }

  /** A busy server is only slow; one that said nothing since the call began is gone, or the way to it is. */
  #giveUpOn(client: RedisClient, startedAt: number): Error {
    const { deadlineMs } = this.#options
    // not by the time that has passed: a timer may fire a fraction of a millisecond early
    if (this.#heardAt <= startedAt) this.#replace(client)
    return new Error(`no answer came within ${deadlineMs} ms`)
  }

  #replace(client: RedisClient): void {
    if (client !== this.#client || this.#closed) return
    this.#lastFault = new Error(`nothing came within ${this.#options.deadlineMs} ms`)
    this.#firstAttempt.resolve()
    this.#client = this.#connect()
    client.destroy()
  }

  #toError(fault: unknown): Error {
    if (this.#closed) return new Error('expected an open store, but it was closed')
    const { host, port } = this.#endpoint
    return new Error(`expected Redis to serve at ${host}:${port}, but: ${toReason(fault)}`, {
      cause: fault,
    })
  }
}

const isPermanent = (error: unknown): boolean =>
  error instanceof ErrorReply && permanentRefusal.test(error.message)

/** Node's error of a host with several addresses has a code and no message. */
function toReason(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault)
  if (fault.message !== '') return fault.message
  return 'code' in fault ? String(fault.code) : fault.name
}
