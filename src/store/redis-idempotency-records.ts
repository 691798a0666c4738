import { randomUUID } from 'node:crypto'
import type { ConsumerKey } from '../ids.ts'
import { toRecord } from './held-key.ts'
import { KeyWaiters } from './key-waiters.ts'
import { orTakenBack } from './or-taken-back.ts'
import type { RedisClient } from './redis-client.ts'
import type { RedisConnection } from './redis-connection.ts'
import type {
  Departure,
  IdempotencyRecord,
  IdempotencyRecords,
  Reservation,
  Retention,
  SentTrace,
  Unanswered,
} from './store.ts'

export interface RedisIdempotencyOptions {
  readonly connection: RedisConnection
  readonly prefix: string
  readonly retention: Retention
  readonly pollMs: number
  readonly now: (() => number) | undefined
}

/**
 * In retention times: a lease, which is shorter than one, then one in which the attempt may come back
 * and settle, then one more from there.
 */
const LONGEST_LIFE = 3

/**
 * A hash for each key, deleted by Redis itself when it expires, and for each consumer a sorted set of
 * the keys that may be unanswered. They lie in different slots, and the hash alone says what is true.
 */
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

  async reserve(
    key: string,
    fingerprint: string,
    leaseMs: number,
    departure?: Departure,
  ): Promise<Reservation> {
    const attempt = randomUUID()
    const args = [this.#now(), fingerprint, attempt, String(Math.ceil(leaseMs))]
    const reserve = (...more: readonly string[]) => {
      const call = (client: RedisClient) => client.reserve(this.#nameOf(key), [...args, ...more])
      return this.#indexed(key, departure?.trace, call)
    }
    const taken = departure
      ? await orTakenBack(reserve(this.#retentionMs, ...toArgs(departure.trace)), () =>
          this.release(key, attempt),
        )
      : await reserve()
    if (taken === null) return { kind: 'reserved', attempt }

    if (!taken.held) throw new Error('expected Redis to give away a free key')
    return { kind: 'taken', record: toRecord(taken.held, taken.now) }
  }

  async markSent(key: string, attempt: string, trace?: SentTrace): Promise<boolean> {
    const args = [this.#now(), attempt, this.#retentionMs, ...toArgs(trace)]
    return this.#indexed(key, trace, (client) => client.markSent(this.#nameOf(key), args))
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

  async learn(key: string, answer: string): Promise<boolean> {
    const args = [this.#now(), answer, this.#retentionMs, this.#channel, key]
    const isLearnt = await this.#run((client) => client.learn(this.#nameOf(key), args))
    if (isLearnt) this.#waiters.wake(key)
    return isLearnt
  }

  async unansweredOf(consumer: ConsumerKey): Promise<readonly Unanswered[]> {
    const name = this.#nameOfUnanswered(consumer)
    const found = await this.#run(async (client) => {
      const entries = await client.zRangeWithScores(name, 0, -1)
      return Promise.all(
        entries.map(async ({ value: key, score }) => ({
          key,
          score,
          ...(await this.#trace(client, key)),
        })),
      )
    })
    // with a mark of a later attempt under way it has another score by now, and stays
    const answered = found.filter(({ isAnswered }) => isAnswered)
    if (answered.length > 0) {
      const args = answered.flatMap(({ key, score }) => [key, String(score)])
      await this.#run((client) => client.forgetScored(name, args))
    }
    return found.flatMap(({ key, trace }) =>
      trace?.consumer === consumer ? { key, sentAt: trace.sentAt, until: trace.until } : [],
    )
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

  /** A write that marks a key sent, which its consumer is to find it by. */
  async #indexed<T>(
    key: string,
    trace: SentTrace | undefined,
    write: (client: RedisClient) => Promise<T>,
  ): Promise<T> {
    if (!trace) return this.#run(write)

    const { consumer, sentAt } = trace
    const unanswered = this.#nameOfUnanswered(consumer)
    const keptMs = LONGEST_LIFE * this.#options.retention.idempotencyMs
    // in one round trip and in this order: what was sent is always found; commands and no script,
    // for one that the server has yet to learn would come later than those after it
    const [written] = await this.#run((client) => {
      const indexed = [
        client.zAdd(unanswered, { score: sentAt, value: key }),
        client.zRemRangeByScore(unanswered, '-inf', sentAt - keptMs),
        client.pExpire(unanswered, keptMs),
      ]
      return Promise.all([write(client), ...indexed])
    })
    return written
  }

  #run<T>(call: (client: RedisClient) => Promise<T>): Promise<T> {
    return this.#options.connection.run(call)
  }

  /** `isAnswered` is false while a mark may still be under way. */
  async #trace(client: RedisClient, key: string) {
    const fields = ['state', 'expiresAt', 'consumer', 'sentAt', 'leaseUntil']
    const [state, expiresAt, consumer, sentAt, until] = await client.hmGet(
      this.#nameOf(key),
      fields,
    )
    const { now } = this.#options
    const isGone = state === null || (now !== undefined && Number(expiresAt) <= now())
    if (isGone || state === 'done') return { isAnswered: true, trace: undefined }
    if (state === 'reserved') return { isAnswered: false, trace: undefined }
    return { isAnswered: false, trace: { consumer, sentAt: Number(sentAt), until: Number(until) } }
  }

  /** Empty: by Redis's clock. */
  #now(): string {
    return this.#options.now ? String(this.#options.now()) : ''
  }

  #nameOf(key: string): string {
    return `${this.#options.prefix}:idempotency:{${key}}`
  }

  #nameOfUnanswered(consumer: ConsumerKey): string {
    return `${this.#options.prefix}:unanswered:{${consumer}}`
  }
}

function toArgs(trace: SentTrace | undefined): readonly string[] {
  return trace ? [trace.consumer, String(trace.sentAt)] : []
}
