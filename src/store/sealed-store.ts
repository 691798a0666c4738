import type { AccountId, ConsumerId, ConsumerKey, ConversationId, OwnerKey } from '../ids.ts'
import type { Sealer } from './sealer.ts'
import type {
  AcceptedNotification,
  ConversationLogs,
  ConversationRecord,
  ConversationRegistry,
  Departure,
  Extension,
  IdempotencyRecord,
  IdempotencyRecords,
  Inbox,
  LogEntry,
  Notification,
  Reservation,
  SentTrace,
  Sightings,
  Store,
  Unanswered,
} from './store.ts'

/**
 * Any store, with all that speaks of a person sealed in it: answers, events, webhooks, and the
 * consumer and context of a conversation. Ids, digests, states and times stay as they are: they are what the
 * store finds things by.
 */
export class SealedStore implements Store {
  readonly idempotency: IdempotencyRecords
  readonly conversations: ConversationRegistry
  readonly logs: ConversationLogs
  readonly inbox: Inbox
  readonly sightings: Sightings
  readonly #store: Store

  constructor(store: Store, sealer: Sealer) {
    this.#store = store
    this.idempotency = new SealedIdempotencyRecords(store.idempotency, sealer)
    this.conversations = new SealedConversationRegistry(store.conversations, sealer)
    this.logs = new SealedConversationLogs(store.logs, sealer)
    this.inbox = new SealedInbox(store.inbox, sealer)
    this.sightings = store.sightings
  }

  ping(): Promise<void> {
    return this.#store.ping()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve(this.#store[Symbol.asyncDispose]())
  }
}

class SealedIdempotencyRecords implements IdempotencyRecords {
  readonly #records: IdempotencyRecords
  readonly #sealer: Sealer

  constructor(records: IdempotencyRecords, sealer: Sealer) {
    this.#records = records
    this.#sealer = sealer
  }

  async reserve(
    key: string,
    fingerprint: string,
    leaseMs: number,
    departure?: Departure,
  ): Promise<Reservation> {
    const reservation = await this.#records.reserve(key, fingerprint, leaseMs, departure)
    if (reservation.kind === 'reserved') return reservation
    return { kind: 'taken', record: this.#open(key, reservation.record) }
  }

  markSent(key: string, attempt: string, trace?: SentTrace): Promise<boolean> {
    return this.#records.markSent(key, attempt, trace)
  }

  settle(key: string, attempt: string, state: 'done' | 'unknown', answer: string): Promise<void> {
    return this.#records.settle(key, attempt, state, this.#sealer.seal(answer, placeOf(key)))
  }

  learn(key: string, answer: string): Promise<boolean> {
    return this.#records.learn(key, this.#sealer.seal(answer, placeOf(key)))
  }

  unansweredOf(consumer: ConsumerKey): Promise<readonly Unanswered[]> {
    return this.#records.unansweredOf(consumer)
  }

  release(key: string, attempt: string): Promise<void> {
    return this.#records.release(key, attempt)
  }

  async waitUntilSettled(key: string, signal: AbortSignal): Promise<IdempotencyRecord | undefined> {
    const record = await this.#records.waitUntilSettled(key, signal)
    return record && this.#open(key, record)
  }

  #open(key: string, record: IdempotencyRecord): IdempotencyRecord {
    if (!('answer' in record) || record.answer === undefined) return record
    return { ...record, answer: this.#sealer.open(record.answer, placeOf(key)) }
  }
}

const placeOf = (key: string): string => `answer:${key}`

class SealedConversationRegistry implements ConversationRegistry {
  readonly #conversations: ConversationRegistry
  readonly #sealer: Sealer

  constructor(conversations: ConversationRegistry, sealer: Sealer) {
    this.#conversations = conversations
    this.#sealer = sealer
  }

  put(conversation: ConversationRecord): Promise<void> {
    return this.#conversations.put(this.#seal(conversation))
  }

  async add(conversation: ConversationRecord): Promise<ConversationRecord> {
    const sealed = this.#seal(conversation)
    const known = await this.#conversations.add(sealed)
    return known === sealed ? conversation : this.#open(known)
  }

  async update(
    id: ConversationId,
    change: (known: ConversationRecord) => ConversationRecord | undefined,
  ): Promise<ConversationRecord | undefined> {
    const updated = await this.#conversations.update(id, (sealed) => {
      const known = this.#open(sealed)
      const changed = change(known)
      return changed === undefined || changed === known ? undefined : this.#seal(changed)
    })
    return updated && this.#open(updated)
  }

  async getMany(
    ids: readonly ConversationId[],
  ): Promise<readonly (ConversationRecord | undefined)[]> {
    const found = await this.#conversations.getMany(ids)
    return found.map((conversation) => conversation && this.#open(conversation))
  }

  async findOpen(accountId: AccountId, owner: OwnerKey): Promise<ConversationRecord | undefined> {
    const found = await this.#conversations.findOpen(accountId, owner)
    return found && this.#open(found)
  }

  /** What is sealed takes the place of the consumer. */
  #seal({ consumerId, context, ...rest }: ConversationRecord): ConversationRecord {
    const person: Person = { consumerId, ...(context && { context }) }
    const sealed = this.#sealer.seal(JSON.stringify(person), `conversation:${rest.id}`)
    return { ...rest, consumerId: sealed as ConsumerId }
  }

  #open({ consumerId: sealed, ...rest }: ConversationRecord): ConversationRecord {
    const person: Person = JSON.parse(this.#sealer.open(sealed, `conversation:${rest.id}`))
    return { ...rest, ...person }
  }
}

/** Of a conversation: whom it is with, and from which of their devices it came. */
type Person = Pick<ConversationRecord, 'consumerId' | 'context'>

class SealedConversationLogs implements ConversationLogs {
  readonly #logs: ConversationLogs
  readonly #sealer: Sealer

  constructor(logs: ConversationLogs, sealer: Sealer) {
    this.#logs = logs
    this.#sealer = sealer
  }

  async extend<E extends Extension>(
    id: ConversationId,
    retentionMs: number,
    decide: (state: string | undefined) => E | undefined,
  ): Promise<E | undefined> {
    const place = `log:${id}`
    let decided: E | undefined
    await this.#logs.extend(id, retentionMs, (sealed) => {
      decided = decide(sealed === undefined ? undefined : this.#sealer.open(sealed, place))
      return (
        decided && {
          state: this.#sealer.seal(decided.state, place),
          entries: decided.entries.map((entry) => this.#sealer.seal(entry, place)),
        }
      )
    })
    return decided
  }

  async read(id: ConversationId, after: number, limit: number): Promise<readonly LogEntry[]> {
    const entries = await this.#logs.read(id, after, limit)
    return entries.map(({ position, text }) => ({
      position,
      text: this.#sealer.open(text, `log:${id}`),
    }))
  }

  end(id: ConversationId): Promise<number> {
    return this.#logs.end(id)
  }

  watch(id: ConversationId, onExtended: () => void): Disposable {
    return this.#logs.watch(id, onExtended)
  }
}

class SealedInbox implements Inbox {
  readonly #inbox: Inbox
  readonly #sealer: Sealer

  constructor(inbox: Inbox, sealer: Sealer) {
    this.#inbox = inbox
    this.#sealer = sealer
  }

  async accept(notification: Notification, leaseMs: number): Promise<AcceptedNotification> {
    const { body, accountId } = notification
    const sealed = { ...notification, body: this.#sealer.seal(body, `webhook:${accountId}`) }
    return { ...(await this.#inbox.accept(sealed, leaseMs)), body }
  }

  findAbandoned(): Promise<readonly AccountId[]> {
    return this.#inbox.findAbandoned()
  }

  async claimAbandoned(
    accountId: AccountId,
    limit: number,
    leaseMs: number,
  ): Promise<readonly AcceptedNotification[]> {
    return (await this.#inbox.claimAbandoned(accountId, limit, leaseMs)).map(this.#open)
  }

  finish(notification: AcceptedNotification): Promise<void> {
    return this.#inbox.finish(notification)
  }

  setAside(notification: AcceptedNotification): Promise<void> {
    return this.#inbox.setAside(notification)
  }

  async listSetAside(
    accountId: AccountId,
    limit: number,
  ): Promise<readonly AcceptedNotification[]> {
    return (await this.#inbox.listSetAside(accountId, limit)).map(this.#open)
  }

  readonly #open = (notification: AcceptedNotification): AcceptedNotification => ({
    ...notification,
    body: this.#sealer.open(notification.body, `webhook:${notification.accountId}`),
  })
}
