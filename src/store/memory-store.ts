import { randomUUID } from 'node:crypto'
import type { AccountId, ConversationId, OwnerKey } from '../ids.ts'
import { ExpiringMap } from './expiring-map.ts'
import { isRunning, toRecord, type HeldKey } from './held-key.ts'
import { KeyWaiters } from './key-waiters.ts'
import type {
  ConversationRecord,
  ConversationRegistry,
  IdempotencyRecord,
  IdempotencyRecords,
  Reservation,
  Retention,
  Store,
} from './store.ts'

export interface MemoryStoreOptions {
  readonly retention: Retention
  /** @default 50_000 of each kind; a full store forgets its oldest settled entry before its time */
  readonly maxEntries?: number
  readonly now?: () => number
}

type Settings = Required<MemoryStoreOptions>

/** One process, nothing kept across a restart. */
export class MemoryStore implements Store {
  readonly idempotency: MemoryIdempotencyRecords
  readonly conversations: MemoryConversationRegistry
  #closed = false

  constructor({ retention, maxEntries = 50_000, now = Date.now }: MemoryStoreOptions) {
    this.idempotency = new MemoryIdempotencyRecords({ retention, maxEntries, now })
    this.conversations = new MemoryConversationRegistry({ retention, maxEntries, now })
  }

  async ping(): Promise<void> {
    if (this.#closed) throw new Error('expected an open store, but it was closed')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.idempotency.close()
    this.conversations.close()
  }
}

class MemoryIdempotencyRecords implements IdempotencyRecords {
  readonly #keys: ExpiringMap<HeldKey>
  readonly #waiters: KeyWaiters
  readonly #now: () => number
  readonly #retentionMs: number

  constructor({ retention, maxEntries, now }: Settings) {
    // forgetting a running attempt would let a second one leave, so a store full of them refuses
    const isPinned = (held: HeldKey) => {
      const record = toRecord(held, now())
      return record !== undefined && isRunning(record)
    }
    this.#keys = new ExpiringMap({ now, maxEntries, isPinned })
    this.#waiters = new KeyWaiters({
      read: (key) => ({ held: this.#keys.get(key), now: now() }),
      pollMs: Infinity,
    })
    this.#now = now
    this.#retentionMs = retention.idempotencyMs
  }

  async reserve(key: string, fingerprint: string, leaseMs: number): Promise<Reservation> {
    const now = this.#now()
    const held = this.#keys.get(key)
    const record = held && toRecord(held, now)
    if (record) return { kind: 'taken', record }

    const attempt = randomUUID()
    const leaseUntil = now + leaseMs
    const expiresAt = leaseUntil
    this.#keys.set(key, { state: 'reserved', fingerprint, attempt, leaseUntil, expiresAt })
    return { kind: 'reserved', attempt }
  }

  async markSent(key: string, attempt: string): Promise<boolean> {
    const held = this.#runningOf(key, attempt)
    if (!held || held.leaseUntil <= this.#now()) return false

    const expiresAt = held.leaseUntil + this.#retentionMs
    this.#keys.set(key, { ...held, state: 'sent', expiresAt })
    return true
  }

  async settle(
    key: string,
    attempt: string,
    state: 'done' | 'unknown',
    answer: string,
  ): Promise<void> {
    const held = this.#runningOf(key, attempt)
    if (!held) return

    this.#keys.set(key, { ...held, state, answer, expiresAt: this.#now() + this.#retentionMs })
    this.#waiters.wake(key)
  }

  async release(key: string, attempt: string): Promise<void> {
    if (!this.#runningOf(key, attempt)) return

    this.#keys.delete(key)
    this.#waiters.wake(key)
  }

  waitUntilSettled(key: string, signal: AbortSignal): Promise<IdempotencyRecord | undefined> {
    return this.#waiters.untilSettled(key, signal)
  }

  close(): void {
    this.#keys.clear()
    this.#waiters.close()
  }

  #runningOf(key: string, attempt: string): HeldKey | undefined {
    const held = this.#keys.get(key)
    return held?.attempt === attempt && (held.state === 'reserved' || held.state === 'sent')
      ? held
      : undefined
  }
}

interface HeldConversation {
  readonly conversation: ConversationRecord
  readonly expiresAt: number
}

class MemoryConversationRegistry implements ConversationRegistry {
  readonly #conversations: ExpiringMap<HeldConversation>
  readonly #idsByOwner = new Map<string, Set<ConversationId>>()
  readonly #now: () => number
  readonly #retentionMs: number

  constructor({ retention, maxEntries, now }: Settings) {
    const onDrop = ({ conversation }: HeldConversation) => this.#forgetOwnerOf(conversation)
    this.#conversations = new ExpiringMap({ now, maxEntries, onDrop })
    this.#now = now
    this.#retentionMs = retention.conversationMs
  }

  async put(conversation: ConversationRecord): Promise<void> {
    const expiresAt = this.#now() + this.#retentionMs
    this.#conversations.set(conversation.id, { conversation, expiresAt })

    const owner = toOwnerId(conversation.accountId, conversation.owner)
    const ids = this.#idsByOwner.get(owner)
    if (ids) ids.add(conversation.id)
    else this.#idsByOwner.set(owner, new Set([conversation.id]))
  }

  async getMany(
    ids: readonly ConversationId[],
  ): Promise<readonly (ConversationRecord | undefined)[]> {
    return ids.map((id) => this.#conversations.get(id)?.conversation)
  }

  async findOpen(accountId: AccountId, owner: OwnerKey): Promise<ConversationRecord | undefined> {
    let newest: ConversationRecord | undefined
    for (const id of this.#idsByOwner.get(toOwnerId(accountId, owner)) ?? []) {
      const conversation = this.#conversations.get(id)?.conversation
      if (conversation?.stage !== 'OPEN') continue
      if (!newest || conversation.createdAt > newest.createdAt) newest = conversation
    }
    return newest
  }

  close(): void {
    this.#conversations.clear()
  }

  #forgetOwnerOf({ id, accountId, owner }: ConversationRecord): void {
    const ownerId = toOwnerId(accountId, owner)
    const ids = this.#idsByOwner.get(ownerId)
    ids?.delete(id)
    if (ids?.size === 0) this.#idsByOwner.delete(ownerId)
  }
}

const toOwnerId = (accountId: AccountId, owner: OwnerKey): string =>
  JSON.stringify([accountId, owner])
