import { randomUUID } from 'node:crypto'
import type { ConversationId } from '../ids.ts'
import type { RedisClient } from './redis-client.ts'
import type { RedisConnection } from './redis-connection.ts'
import type { LogHead } from './redis-log-scripts.ts'
import { RedisLogWatchers } from './redis-log-watchers.ts'
import type { ConversationLogs, Extension, LogEntry } from './store.ts'

export interface RedisLogsOptions {
  readonly connection: RedisConnection
  readonly prefix: string
  readonly pollMs: number
  readonly now: (() => number) | undefined
}

/** A hash and a list for each log, in one slot and with one time to live. */
export class RedisConversationLogs implements ConversationLogs {
  readonly #options: RedisLogsOptions
  readonly #watchers: RedisLogWatchers

  constructor(options: RedisLogsOptions) {
    this.#options = options
    this.#watchers = new RedisLogWatchers(options)
  }

  async extend<E extends Extension>(
    id: ConversationId,
    retentionMs: number,
    decide: (state: string | undefined) => E | undefined,
  ): Promise<E | undefined> {
    let head = await this.#run((client) => client.readLogHead(this.#nameOfHead(id), [this.#now()]))
    for (;;) {
      const extension = decide(head?.state)
      if (!extension) return undefined
      const answer = await this.#extend(id, retentionMs, head, extension)
      if (answer.isExtended) return extension
      head = answer.head
    }
  }

  async read(id: ConversationId, after: number, limit: number): Promise<readonly LogEntry[]> {
    // to Redis, the end before the first entry would be the last one
    if (limit <= 0) return []
    const [expiresAt, texts] = await this.#run((client) =>
      Promise.all([
        client.hGet(this.#nameOfHead(id), 'expiresAt'),
        client.lRange(this.#nameOfEntries(id), after, after + limit - 1),
      ]),
    )
    if (this.#isOver(expiresAt)) return []
    return texts.map((text, index) => ({ position: after + 1 + index, text }))
  }

  async end(id: ConversationId): Promise<number> {
    const [expiresAt, length] = await this.#run((client) =>
      Promise.all([
        client.hGet(this.#nameOfHead(id), 'expiresAt'),
        client.lLen(this.#nameOfEntries(id)),
      ]),
    )
    return this.#isOver(expiresAt) ? 0 : length
  }

  watch(id: ConversationId, onExtended: () => void): Disposable {
    return this.#watchers.add(id, onExtended)
  }

  /** Hears what other processes add, from now on by this connection. */
  listen(client: RedisClient): void {
    this.#watchers.listen(client)
  }

  close(): void {
    this.#watchers.close()
  }

  #extend(
    id: ConversationId,
    retentionMs: number,
    head: LogHead | undefined,
    { state, entries }: Extension,
  ) {
    const channel = this.#watchers.channelOf(id)
    const keptMs = String(Math.ceil(retentionMs))
    const args = [
      this.#now(),
      head?.version ?? '',
      randomUUID(),
      state,
      keptMs,
      channel,
      ...entries,
    ]
    const keys = [this.#nameOfHead(id), this.#nameOfEntries(id)]
    return this.#run((client) => client.extendLog(keys, args))
  }

  #run<T>(call: (client: RedisClient) => Promise<T>): Promise<T> {
    return this.#options.connection.run(call)
  }

  /** Redis itself deletes what is over by its own clock. */
  #isOver(expiresAt: string | null): boolean {
    const { now } = this.#options
    return now !== undefined && Number(expiresAt) <= now()
  }

  /** Empty: by Redis's clock. */
  #now(): string {
    return this.#options.now ? String(this.#options.now()) : ''
  }

  #nameOfHead(id: ConversationId): string {
    return `${this.#options.prefix}:log:{${id}}`
  }

  #nameOfEntries(id: ConversationId): string {
    return `${this.#options.prefix}:log-entries:{${id}}`
  }
}
