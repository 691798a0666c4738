import type { AccountId, ConsumerId, ConsumerKey, ConversationId, OwnerKey } from '../ids.ts'

/** What the gateway remembers. One contract suite (test/contract/store.test.ts) holds for every adapter. */
export interface Store extends AsyncDisposable {
  readonly idempotency: IdempotencyRecords
  readonly conversations: ConversationRegistry
  readonly logs: ConversationLogs
  readonly inbox: Inbox
  readonly sightings: Sightings
  /** Resolves when the store can serve; rejects with the reason when it cannot. */
  ping(): Promise<void>
}

/** How long an adapter keeps things, in milliseconds. */
export interface Retention {
  readonly idempotencyMs: number
  readonly conversationMs: number
  /** Of sightings. */
  readonly sightingMs: number
  /** Of notifications that were set aside, and of those whose lease has ended and that nobody claims. */
  readonly setAsideMs: number
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
   * @param departure of a request that leaves as soon as this resolves: what `markSent` would say of it is said in
   *   the same step. A rejection has taken back what may have come about, as far as the store could be reached.
   */
  reserve(
    key: string,
    fingerprint: string,
    leaseMs: number,
    departure?: Departure,
  ): Promise<Reservation>
  /**
   * A request is about to leave; said before each one of the attempt. False when the attempt has
   * lost its lease: then it must not leave.
   * @param trace by which what the request leads to can be recognised, should its answer be lost;
   *   the last one counts
   */
  markSent(key: string, attempt: string, trace?: SentTrace): Promise<boolean>
  /**
   * Stores the answer; kept for the retention time from now. A sent attempt may settle after its
   * lease too. One that has settled or lost its key changes nothing, here or with `release`.
   */
  settle(key: string, attempt: string, state: 'done' | 'unknown', answer: string): Promise<void>
  /**
   * The answer to a request whose outcome was unknown has been found out: its key becomes `done`,
   * kept for the retention time from now. False, and no change, in any other state.
   */
  learn(key: string, answer: string): Promise<boolean>
  /**
   * Every key of this consumer that is `sent` or `unknown` and was marked sent with a trace, one
   * that has just been sent included. In no order.
   */
  unansweredOf(consumer: ConsumerKey): Promise<readonly Unanswered[]>
  /** Frees the key: the attempt certainly had no effect. */
  release(key: string, attempt: string): Promise<void>
  /**
   * The record once no attempt runs any more, or undefined when the key became free.
   * Rejects with the signal's reason when that fires first, and when the store is closed.
   */
  waitUntilSettled(key: string, signal: AbortSignal): Promise<IdempotencyRecord | undefined>
}

/** Of a request that is about to leave. */
export interface Departure {
  readonly trace: SentTrace | undefined
}

/** For whom a request left, and when: milliseconds since the epoch. */
export interface SentTrace {
  readonly consumer: ConsumerKey
  readonly sentAt: number
}

export interface Unanswered {
  readonly key: string
  readonly sentAt: number
  /** The end of the attempt's lease: by then its request had left, or never will. */
  readonly until: number
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
  /** It was found open: elsewhere somebody opened it, or a call of ours whose answer was lost. */
  readonly isFound?: true
  /** LivePerson's moment of the newest change that was told to us. */
  readonly changedAt?: number
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
  /** Adds the conversation, as `put` does, unless something is known of it. What is known then. */
  add(conversation: ConversationRecord): Promise<ConversationRecord>
  /**
   * Changes what is known of a conversation, in one atomic step; kept for the retention time from now.
   * @param change pure, for it may be asked again when somebody came in between; undefined, or the
   *   same object, changes nothing, and keeps it no longer
   * @returns what is known then; undefined when nothing is
   */
  update(
    id: ConversationId,
    change: (known: ConversationRecord) => ConversationRecord | undefined,
  ): Promise<ConversationRecord | undefined>
  /** One entry per id, in the order asked, undefined where nothing is known. One round trip. */
  getMany(ids: readonly ConversationId[]): Promise<readonly (ConversationRecord | undefined)[]>
  /** The owner's open conversation, the newest when there are several. */
  findOpen(accountId: AccountId, owner: OwnerKey): Promise<ConversationRecord | undefined>
}

/** One entry of a conversation's log. */
export interface LogEntry {
  /** 1 for the first, one more for each after it. */
  readonly position: number
  readonly text: string
}

/** What is to be added to a log, and what its writer wants to know of it the next time. */
export interface Extension {
  readonly state: string
  readonly entries: readonly string[]
}

/** What happened in each conversation, in the order it is told. An entry never changes. */
export interface ConversationLogs {
  /**
   * Extends a log in one atomic step, and tells those who watch it when entries were added.
   * @param decide pure, for it may be asked again when somebody came in between. It gets the state
   *   that the last extension left, undefined for a new log; undefined changes nothing.
   * @param retentionMs the whole log is kept for this long from now, or longer if an earlier
   *   extension asked for more
   * @returns what was decided in the end. A rejection leaves open whether it came about.
   */
  extend<E extends Extension>(
    id: ConversationId,
    retentionMs: number,
    decide: (state: string | undefined) => E | undefined,
  ): Promise<E | undefined>
  /** The entries after this position, oldest first. */
  read(id: ConversationId, after: number, limit: number): Promise<readonly LogEntry[]>
  /** The position of the newest entry; 0 when there is none. */
  end(id: ConversationId): Promise<number>
  /**
   * Calls back soon after entries were added, by whichever process; also now and then for no reason,
   * as when messages may have been missed. No entry that is added after this returns goes untold.
   * What `onExtended` throws becomes a warning of the process. A store that is closed calls nobody.
   */
  watch(id: ConversationId, onExtended: () => void): Disposable
}

/** A webhook's body as it came. */
export interface Notification {
  readonly accountId: AccountId
  readonly body: string
  /** Moment in milliseconds since the epoch. */
  readonly receivedAt: number
}

export interface AcceptedNotification extends Notification {
  readonly id: string
}

/**
 * Notifications that were accepted and are not worked yet. In SQLite and Redis they survive the
 * process, and another one works them.
 */
export interface Inbox {
  /** Durable once this resolves. It is the caller's to work on until the lease ends. */
  accept(notification: Notification, leaseMs: number): Promise<AcceptedNotification>
  /**
   * The accounts with some whose lease has ended. It may name one that has none any more; one whose
   * claim failed it may leave out for some leases.
   */
  findAbandoned(): Promise<readonly AccountId[]>
  /** Those of an account whose lease has ended, the one that ended first ahead, with a new lease. */
  claimAbandoned(
    accountId: AccountId,
    limit: number,
    leaseMs: number,
  ): Promise<readonly AcceptedNotification[]>
  /** It is worked, and is forgotten, whoever may have claimed it meanwhile. */
  finish(notification: AcceptedNotification): Promise<void>
  /**
   * Nobody understands it: kept for the retention time, and never claimed again. One that somebody
   * has finished meanwhile stays forgotten.
   */
  setAside(notification: AcceptedNotification): Promise<void>
  /** What was set aside, newest first. */
  listSetAside(accountId: AccountId, limit: number): Promise<readonly AcceptedNotification[]>
}

/** A conversation that a webhook told of and that nobody here is known to have opened. */
export interface Sighting {
  readonly conversationId: ConversationId
  /** Moments of LivePerson's clock, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly changedAt: number
  readonly stage: 'OPEN' | 'CLOSE'
  readonly closedAt?: number
  readonly closeReason?: string
  readonly skillId?: string
}

export interface Sightings {
  /** Kept for the retention time from now. An older `changedAt` than the one known changes nothing. */
  add(consumer: ConsumerKey, sighting: Sighting): Promise<void>
  of(consumer: ConsumerKey): Promise<readonly Sighting[]>
}
