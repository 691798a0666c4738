import { RedisConnection } from './redis-connection.ts'
import { RedisConversationLogs } from './redis-conversation-logs.ts'
import { RedisConversationRegistry } from './redis-conversation-registry.ts'
import { RedisIdempotencyRecords } from './redis-idempotency-records.ts'
import { RedisInbox } from './redis-inbox.ts'
import { RedisSightings } from './redis-sightings.ts'
import type { Retention, Store } from './store.ts'

export interface RedisStoreOptions {
  /** `redis://` or, with TLS, `rediss://`. */
  readonly url: string
  /** Of every key. It has no default, so that two gateways never share keys by accident. */
  readonly prefix: string
  readonly retention: Retention
  /** How often a waiting call looks whether a message of another process was lost. @default 1_000 */
  readonly pollMs?: number
  /** After which a call counts as failed. @default 2_000 */
  readonly deadlineMs?: number
  /** Decides leases instead of Redis's own clock. */
  readonly now?: () => number
}

/** A Redis server that any number of processes share. Every race is decided by a single script. */
export class RedisStore implements Store {
  readonly idempotency: RedisIdempotencyRecords
  readonly conversations: RedisConversationRegistry
  readonly logs: RedisConversationLogs
  readonly inbox: RedisInbox
  readonly sightings: RedisSightings
  readonly #connection: RedisConnection
  readonly #pingKey: string

  private constructor(options: RedisStoreOptions) {
    const { url, prefix, retention, pollMs = 1_000, deadlineMs = 2_000, now } = options
    if (!/^[\w.:-]+$/.test(prefix)) {
      throw new Error(`expected a prefix of letters, digits and .:_-, got ${prefix}`)
    }
    this.#pingKey = `${prefix}:ping`
    this.#connection = new RedisConnection({
      url,
      deadlineMs,
      onConnect: (client) => {
        this.idempotency.listen(client)
        this.logs.listen(client)
      },
    })
    const connection = this.#connection
    this.idempotency = new RedisIdempotencyRecords({ connection, prefix, retention, pollMs, now })
    this.conversations = new RedisConversationRegistry({ connection, prefix, retention, now })
    this.logs = new RedisConversationLogs({ connection, prefix, pollMs, now })
    this.inbox = new RedisInbox({ connection, prefix, retention, now })
    this.sightings = new RedisSightings({ connection, prefix, retention, now })
  }

  /**
   * Rejects when the URL is wrong or the server refuses its user, password or database. A server
   * that cannot be reached is tried for ever, and `ping` tells.
   */
  static async open(options: RedisStoreOptions): Promise<RedisStore> {
    const store = new RedisStore(options)
    try {
      await store.#connection.firstAttempt
      return store
    } catch (error) {
      await store[Symbol.asyncDispose]()
      throw error
    }
  }

  /** Writes: a replica that only reads, or a full server, cannot serve. */
  async ping(): Promise<void> {
    await this.#connection.run((client) => client.set(this.#pingKey, '', { PX: 1_000 }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.idempotency.close()
    this.logs.close()
    this.#connection[Symbol.dispose]()
  }
}
