import type { AccountId, ConsumerId, ConversationId, OwnerKey } from '../ids.ts'

/** What the gateway remembers. One contract suite (test/contract/store.test.ts) holds for every adapter. */
export interface Store extends AsyncDisposable {
  readonly idempotency: IdempotencyRecords
  readonly conversations: ConversationRegistry
  /** Resolves when the store can serve; rejects with the reason when it cannot. */
  ping(): Promise<void>
}

/** How long an adapter keeps things, in milliseconds. */
export interface Retention {
  readonly idempotencyMs: number
  readonly conversationMs: number
}

/**
 * What one idempotency key holds. `reserved` and `sent` belong to a running attempt until its lease
 * ends. A `sent` record whose lease has ended reads as `unknown`: whoever sent it is gone, and the
 * request may have had its effect.
 */
export type IdempotencyRecord =
  | { readonly state: 'reserved' | 'sent'; readonly fingerprint: string }
  /** `answer` is absent when the attempt died before it could store one. */
  | { readonly state: 'unknown'; readonly fingerprint: string; readonly answer?: string }
  | { readonly state: 'done'; readonly fingerprint: string; readonly answer: string }

export type Reservation =
  /** The key is ours until the lease ends. */
  | { readonly kind: 'reserved'; readonly attempt: string }
  /** Somebody used, or is using, this key. */
  | { readonly kind: 'taken'; readonly record: IdempotencyRecord }

/** Records of idempotency keys. Each method is atomic over every process that shares the store. */
export interface IdempotencyRecords {
  /**
   * Takes a free key, or one whose `reserved` lease has ended (nothing was sent for it).
   * @param leaseMs after which an attempt that says nothing more counts as dead
   */
  reserve(key: string, fingerprint: string, leaseMs: number): Promise<Reservation>
  /**
   * A request is about to leave; said before each one of the attempt. False when the attempt has
   * lost its lease: then it must not leave.
   */
  markSent(key: string, attempt: string): Promise<boolean>
  /**
   * Stores the answer; kept for the retention time from now. A sent attempt may settle after its
   * lease too. One that has settled or lost its key changes nothing, here or with `release`.
   */
  settle(key: string, attempt: string, state: 'done' | 'unknown', answer: string): Promise<void>
  /** Frees the key: the attempt certainly had no effect. */
  release(key: string, attempt: string): Promise<void>
  /**
   * The record once no attempt runs any more, or undefined when the key became free.
   * Rejects with the signal's reason when that fires first, and when the store is closed.
   */
  waitUntilSettled(key: string, signal: AbortSignal): Promise<IdempotencyRecord | undefined>
}

/** Ids, state and times of a conversation. No names, no attributes, no messages. */
export interface ConversationRecord {
  readonly id: ConversationId
  readonly accountId: AccountId
  readonly consumerId: ConsumerId
  readonly owner: OwnerKey
  readonly stage: 'OPEN' | 'CLOSE' | 'UNKNOWN'
  /** Moments in milliseconds since the epoch. */
  readonly createdAt: number
  readonly closedAt?: number
  readonly closeReason?: string
  readonly skillId?: string
  readonly campaignInfo?: { readonly campaignId: string; readonly engagementId: string }
  readonly context?: ConversationContextRecord
}

export interface ConversationContextRecord {
  readonly type: 'SHARK_CONTEXT' | 'MOBILE_APP_CONTEXT'
  readonly visitorId?: string
  readonly sessionId?: string
  readonly interactionContextId?: string
  readonly lang?: string
}

export interface ConversationRegistry {
  /** Adds the conversation, or replaces what was known of it; kept for the retention time from now. */
  put(conversation: ConversationRecord): Promise<void>
  /** One entry per id, in the order asked, undefined where nothing is known. One round trip. */
  getMany(ids: readonly ConversationId[]): Promise<readonly (ConversationRecord | undefined)[]>
  /** The owner's open conversation, the newest when there are several. */
  findOpen(accountId: AccountId, owner: OwnerKey): Promise<ConversationRecord | undefined>
}
