import type { Subject } from '../auth/subject.ts'
import type { Connector } from '../connector/connector.ts'
import type { Deadline } from '../deadline.ts'
import type { EngagementFinder } from '../engagement/engagement-finder.ts'
import { routeBy } from '../engagement/engagement-in-creation.ts'
import { type Attempt, exactlyOnce, type Verdict } from '../idempotency/exactly-once.ts'
import { fingerprintOf, idempotencyKeyOf } from '../idempotency/fingerprint.ts'
import type { ConversationRecord, Store } from '../store/store.ts'
import {
  conversationOutcome,
  type Creation,
  type CreationOrder,
  foundOneOpen,
  newRecord,
  toCreation,
} from './creation.ts'

/** Above what an attempt needs after its deadline to store its answer. */
const LEASE_MARGIN_MS = 5_000

const codec = {
  encode: (creation: Creation): string => JSON.stringify(creation),
  decode: (text: string): Creation => JSON.parse(text),
}

/** Opens conversations: once for each key, and remembered. */
export class ConversationCreator {
  readonly #connector: Connector
  readonly #finder: EngagementFinder
  readonly #store: Store
  readonly #onStoreError: (error: unknown) => void

  constructor(
    connector: Connector,
    finder: EngagementFinder,
    store: Store,
    onStoreError: (error: unknown) => void,
  ) {
    this.#connector = connector
    this.#finder = finder
    this.#store = store
    this.#onStoreError = onStoreError
  }

  async create(order: CreationOrder, deadline: Deadline): Promise<Verdict<Creation>> {
    const { asked, subject, idempotencyKey } = order
    if (idempotencyKey === undefined) {
      const { answer } = await this.#attempt(order, deadline, () => Promise.resolve(true))
      return { kind: 'ran', answer }
    }
    return exactlyOnce(
      {
        records: this.#store.idempotency,
        key: idempotencyKeyOf({ ...subject, mutation: 'createConversation', key: idempotencyKey }),
        fingerprint: fingerprintOf(asked),
        leaseMs: deadline.msLeft() + LEASE_MARGIN_MS,
        signal: deadline.signal,
        codec,
        onStoreError: this.#onStoreError,
      },
      (beforeSend) => this.#attempt(order, deadline, beforeSend),
    )
  }

  async #attempt(
    order: CreationOrder,
    deadline: Deadline,
    beforeSend: () => Promise<boolean>,
  ): Promise<Attempt<Creation>> {
    if (order.engagement === undefined) return this.#send(order, deadline, beforeSend)
    const routed = routeBy(await this.#finder.find(order.engagement, deadline), order)
    if (routed.kind === 'stop') return { answer: routed.creation, keep: 'release' }
    const attempt = await this.#send(routed.order, deadline, beforeSend)
    return routed.foundEngagement
      ? attempt
      : { ...attempt, answer: { ...attempt.answer, foundNoEngagement: true } }
  }

  async #send(
    { input, batch, subject }: CreationOrder,
    deadline: Deadline,
    beforeSend: () => Promise<boolean>,
  ): Promise<Attempt<Creation>> {
    const body = JSON.stringify(batch)
    const outcome = await this.#connector.requestConversation(subject, body, deadline, beforeSend)
    const creation = toCreation(batch, outcome, (id) => newRecord(id, subject, input, Date.now()))
    const result = conversationOutcome(creation)
    switch (result.kind) {
      case 'requested':
        await this.#remember(result.conversation)
        return { answer: creation, keep: 'done' }
      case 'not-performed':
        return { answer: creation, keep: 'release' }
      case 'unknown':
        return { answer: creation, keep: 'unknown' }
      case 'rejected':
      case 'profile-set':
      case 'published':
        return { answer: await this.#withOpenConversation(creation, subject), keep: 'done' }
    }
  }

  /** The conversation exists, whether or not the store takes note of it. */
  async #remember(conversation: ConversationRecord): Promise<void> {
    try {
      await this.#store.conversations.put(conversation)
    } catch (error) {
      this.#onStoreError(error)
    }
  }

  async #withOpenConversation(creation: Creation, subject: Subject): Promise<Creation> {
    if (!foundOneOpen(creation)) return creation
    try {
      const { accountId, owner } = subject
      const open = await this.#store.conversations.findOpen(accountId, owner)
      return open === undefined ? creation : { ...creation, openConversation: open }
    } catch (error) {
      this.#onStoreError(error)
      return creation
    }
  }
}
