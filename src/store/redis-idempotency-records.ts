import { randomUUID } from 'node:crypto'
import { toRecord } from './held-key.ts'
import { KeyWaiters } from './key-waiters.ts'
import type { RedisClient } from './redis-client.ts'
import type { RedisConnection } from './redis-connection.ts'
import type { IdempotencyRecord, IdempotencyRecords, Reservation, Retention } from './store.ts'

export interface RedisIdempotencyOptions {
  readonly connection: RedisConnection
  readonly prefix: string
  readonly retention: Retention
  readonly pollMs: number
  readonly now: (() => number) | undefined
}

/** A hash for each key, deleted by Redis itself when it expires. */
export class RedisIdempotencyRecords implements IdempotencyRecords {
  readonly #options: RedisIdempotencyOptions
  readonly #retentionMs: string
  /** One channel for all keys; a message is the key whose attempt has ended while others waited. */
  readonly #channel: string
  readonly #waiters: KeyWaiters

  constructor(options: RedisIdempotencyOptions) {
    const { connection, prefix, retention, pollMs } = options
    this.#options = options
    this.#retentionMs = String(retention.idempotencyMs)
    this.#channel = `${prefix}:settled`
    this.#waiters = new KeyWaiters({
      read: (key) => connection.run((client) => client.observe(this.#nameOf(key), [this.#now()])),
      pollMs,
    })
  }

  async reserve(key: string, fingerprint: string, leaseMs: number): Promise<Reservation> {
    const attempt = randomUUID()
    const args = [this.#now(), fingerprint, attempt, String(Math.ceil(leaseMs))]
    const taken = await this.#run((client) => client.reserve(this.#nameOf(key), args))
    if (taken === null) return { kind: 'reserved', attempt }

    const record = taken.held && toRecord(taken.held, taken.now)
    if (record) return { kind: 'taken', record }
    throw new Error('expected Redis to give away a free key')
  }

  markSent(key: string, attempt: string): Promise<boolean> {
    const args = [this.#now(), attempt, this.#retentionMs]
    return this.#run((client) => client.markSent(this.#nameOf(key), args))
  }

  async settle(
    key: string,
    attempt: string,
    state: 'done' | 'unknown',
    answer: string,
  ): Promise<void> {
    const args = [this.#now(), attempt, state, answer, this.#retentionMs, this.#channel, key]
    await this.#run((client) => client.settle(this.#nameOf(key), args))
    this.#waiters.wake(key)
  }

  async release(key: string, attempt: string): Promise<void> {
    const args = [attempt, this.#channel, key]
    await this.#run((client) => client.release(this.#nameOf(key), args))
    this.#waiters.wake(key)
  }

  waitUntilSettled(key: string, signal: AbortSignal): Promise<IdempotencyRecord | undefined> {
    return this.#waiters.untilSettled(key, signal)
  }

  /** Hears what other processes settle, from the first command of the connection on. */
  listen(client: RedisClient): void {
    // a failure is that of the connection, which is made again, or of a user who may not subscribe:
    // then the polls find out
    client.subscribe(this.#channel, this.#wake).catch(() => {})
    // messages were lost while there was no connection
    this.#waiters.wakeAll()
  }

  close(): void {
    this.#waiters.close()
  }

  /** One function for all subscriptions: the same one is never called twice for a message. */
  readonly #wake = (key: string): void => this.#waiters.wake(key)

  #run<T>(call: (client: RedisClient) => Promise<T>): Promise<T> {
    return this.#options.connection.run(call)
  }

  /** Empty: by Redis's clock. */
  #now(): string {
    return this.#options.now ? String(this.#options.now()) : ''
  }

  #nameOf(key: string): string {
    return `${this.#options.prefix}:idempotency:{${key}}`
  }
}
