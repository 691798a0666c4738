import type { ConversationId } from '../ids.ts'
import { LogWatchers } from './log-watchers.ts'
import type { RedisClient } from './redis-client.ts'
import type { RedisConnection } from './redis-connection.ts'

export interface RedisLogWatchersOptions {
  readonly connection: RedisConnection
  readonly prefix: string
  /** How often to look whether the connection is alive, and after what could not be subscribed to. */
  readonly pollMs: number
}

/** Those in this process who watch logs: one channel for each watched log, however many watch it. */
export class RedisLogWatchers {
  readonly #options: RedisLogWatchersOptions
  readonly #channelPrefix: string
  readonly #watchers: LogWatchers
  /** The one that was connected last. */
  #client: RedisClient | undefined
  /** What that client is subscribed to, or will be when it has its answer, or when it is back. */
  #subscribed = new Set<ConversationId>()
  /** What its user may not subscribe to. */
  readonly #refused = new Set<ConversationId>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: RedisLogWatchersOptions) {
    this.#options = options
    this.#channelPrefix = `${options.prefix}:log:`
    this.#watchers = new LogWatchers({
      onFirst: (id) => this.#beginToWatch(id),
      onLast: (id) => this.#endToWatch(id),
    })
  }

  channelOf(id: ConversationId): string {
    return `${this.#channelPrefix}${id}`
  }

  add(id: ConversationId, onExtended: () => void): Disposable {
    return this.#watchers.add(id, onExtended)
  }

  listen(client: RedisClient): void {
    // a client that comes back subscribes to what it was subscribed to, a new one has nothing yet
    if (client !== this.#client) this.#subscribed.clear()
    this.#client = client
    this.#refused.clear()
    const left = [...this.#subscribed].filter((id) => !this.#watchers.has(id))
    if (left.length > 0) this.#unsubscribe(client, left)
    const watched = this.#watchers.ids
    if (watched.length > 0) this.#subscribe(client, watched)
  }

  close(): void {
    // the connection ends as well, and with it all subscriptions
    this.#client = undefined
    this.#watchers.close()
  }

  #beginToWatch(id: ConversationId): void {
    if (this.#client?.isReady) this.#subscribe(this.#client, [id])
    const { pollMs } = this.#options
    if (pollMs !== Infinity) this.#timer ??= setInterval(() => this.#look(), pollMs).unref()
  }

  #endToWatch(id: ConversationId): void {
    this.#refused.delete(id)
    if (this.#client?.isReady && this.#subscribed.has(id)) this.#unsubscribe(this.#client, [id])
    if (this.#watchers.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #subscribe(client: RedisClient, ids: readonly ConversationId[]): void {
    for (const id of ids) this.#subscribed.add(id)
    client.subscribe(this.#channelsOf(ids), this.#onMessage).then(
      // what was added before the subscription stood has been told to nobody
      () => this.#wake(ids),
      () => {
        // a connection that was lost is made again, and `listen` called
        if (client !== this.#client || !client.isReady) return
        for (const id of ids) {
          this.#subscribed.delete(id)
          if (this.#watchers.has(id)) this.#refused.add(id)
        }
        this.#wake(ids)
      },
    )
  }

  #unsubscribe(client: RedisClient, ids: readonly ConversationId[]): void {
    for (const id of ids) this.#subscribed.delete(id)
    // a message that still comes wakes nobody
    client.unsubscribe(this.#channelsOf(ids), this.#onMessage).catch(() => {
      // the connection was lost: when it is back, the client will have subscribed to them again
      if (client === this.#client) for (const id of ids) this.#subscribed.add(id)
    })
  }

  /** One function for all subscriptions: the same one is never called twice for a message. */
  readonly #onMessage = (_message: string, channel: string): void => {
    // only channels of ids are subscribed to
    this.#watchers.wake(channel.slice(this.#channelPrefix.length) as ConversationId)
  }

  /** A connection that is silently gone is found out by the deadline of a call, and made again. */
  #look(): void {
    this.#options.connection.run((client) => client.ping()).catch(() => {})
    this.#wake([...this.#refused])
  }

  #wake(ids: readonly ConversationId[]): void {
    for (const id of ids) this.#watchers.wake(id)
  }

  #channelsOf(ids: readonly ConversationId[]): string[] {
    return ids.map((id) => this.channelOf(id))
  }
}
