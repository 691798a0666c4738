import type { Subject } from '../auth/subject.ts'
import type { ConversationBatch } from '../connector/protocol.ts'
import type { Connector } from '../connector/connector.ts'
import type { Deadline } from '../deadline.ts'
import type { EngagementFinder } from '../engagement/engagement-finder.ts'
import { routeBy } from '../engagement/engagement-in-creation.ts'
import type { EngagementOrder } from '../engagement/engagement-order.ts'
import {
  type Attempt,
  type BeforeSend,
  exactlyOnce,
  jsonCodec,
  type Verdict,
  within,
} from '../idempotency/exactly-once.ts'
import { fingerprintOf, idempotencyKeyOf } from '../idempotency/fingerprint.ts'
import type { ConversationLog } from '../message/conversation-log.ts'
import { toHappening } from '../message/message-happening.ts'
import type { ConversationRecord, Store } from '../store/store.ts'
import { type CreationSettler } from './creation-settler.ts'
import {
  conversationOutcome,
  type Creation,
  type CreationOrder,
  foundOneOpen,
  newRecord,
  toCreation,
} from './creation.ts'

const codec = jsonCodec<Creation>()

export interface CreatorParts {
  readonly connector: Connector
  readonly finder: EngagementFinder
  readonly settler: CreationSettler
  readonly store: Store
  readonly log: Pick<ConversationLog, 'record'>
  readonly onStoreError: (error: unknown) => void
}

/** Opens conversations: once for each key, and remembered. */
export class ConversationCreator {
  readonly #parts: CreatorParts

  constructor(parts: CreatorParts) {
    this.#parts = parts
  }

  create(order: CreationOrder, deadline: Deadline): Promise<Verdict<Creation>> {
    const { idempotencyKey: key } = order
    return key === undefined
      ? this.#createWithoutKey(order, deadline)
      : this.#createOnce(key, order, deadline)
  }

  async #createWithoutKey(order: CreationOrder, deadline: Deadline): Promise<Verdict<Creation>> {
    const { answer, writing } = await this.#attempt(order, deadline)
    await writing
    return { kind: 'ran', answer }
  }

  async #createOnce(
    idempotencyKey: string,
    order: CreationOrder,
    deadline: Deadline,
  ): Promise<Verdict<Creation>> {
    const { asked, subject } = order
    const { connector, store, onStoreError } = this.#parts
    const key = idempotencyKeyOf({
      ...subject,
      mutation: 'createConversation',
      key: idempotencyKey,
    })
    const verdict = await exactlyOnce(
      {
        records: store.idempotency,
        key,
        fingerprint: fingerprintOf(asked),
        ...within(deadline),
        codec,
        departure: () => (order.engagement === undefined ? connector.readyFor(subject) : undefined),
        onStoreError,
      },
      (beforeSend) => this.#attempt(order, deadline, beforeSend),
    )
    return isUnknown(verdict) ? this.#settle(verdict, key, order, deadline) : verdict
  }

  /** What was unknown to an earlier call may be known by now. */
  async #settle(
    verdict: Verdict<Creation>,
    key: string,
    order: CreationOrder,
    deadline: Deadline,
  ): Promise<Verdict<Creation>> {
    const { settler, store, onStoreError } = this.#parts
    try {
      const answer = await settler.find(key, order, deadline)
      if (answer === undefined) return verdict
      await store.idempotency.learn(key, codec.encode(answer))
      return { kind: 'replayed', answer }
    } catch (error) {
      onStoreError(error)
      return verdict
    }
  }

  #attempt(
    order: CreationOrder,
    deadline: Deadline,
    beforeSend?: BeforeSend,
  ): Promise<Attempt<Creation>> {
    const { engagement } = order
    return engagement === undefined
      ? this.#send(order, deadline, beforeSend)
      : this.#route(engagement, order, deadline, beforeSend)
  }

  async #route(
    engagement: EngagementOrder,
    order: CreationOrder,
    deadline: Deadline,
    beforeSend: BeforeSend | undefined,
  ): Promise<Attempt<Creation>> {
    const routed = routeBy(await this.#parts.finder.find(engagement, deadline), order)
    if (routed.kind === 'stop') return { answer: routed.creation, keep: 'release' }
    const attempt = await this.#send(routed.order, deadline, beforeSend)
    return routed.foundEngagement
      ? attempt
      : { ...attempt, answer: { ...attempt.answer, foundNoEngagement: true } }
  }

  async #send(
    { input, batch, body, subject }: CreationOrder,
    deadline: Deadline,
    beforeSend?: BeforeSend,
  ): Promise<Attempt<Creation>> {
    const { connector } = this.#parts
    const outcome = await connector.requestConversation(subject, body, deadline, beforeSend)
    const creation = toCreation(batch, outcome, (id) => newRecord(id, subject, input, Date.now()))
    const result = conversationOutcome(creation)
    switch (result.kind) {
      case 'requested': {
        const writing = this.#remember(result.conversation)
        this.#recordFirstMessage(batch, creation, result.conversation)
        return { answer: creation, keep: 'done', writing }
      }
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
  #remember(conversation: ConversationRecord): Promise<void> {
    const { store, onStoreError } = this.#parts
    return store.conversations.put(conversation).catch(onStoreError)
  }

  /** Its echo may never come, and the conversation's events begin with it. */
  #recordFirstMessage(
    [, , request]: ConversationBatch,
    { outcomes }: Creation,
    { id }: ConversationRecord,
  ): void {
    const outcome = outcomes[2]
    if (request === undefined || outcome?.kind !== 'published') return
    const { log, onStoreError } = this.#parts
    const body = { dialogId: id, ...request.body }
    const happening = toHappening(body, outcome.sequence, Date.now())
    if (happening) log.record(id, [happening]).catch(onStoreError)
  }

  async #withOpenConversation(creation: Creation, subject: Subject): Promise<Creation> {
    if (!foundOneOpen(creation)) return creation
    try {
      const { accountId, owner } = subject
      const open = await this.#parts.store.conversations.findOpen(accountId, owner)
      return open === undefined ? creation : { ...creation, openConversation: open }
    } catch (error) {
      this.#parts.onStoreError(error)
      return creation
    }
  }
}

/** Only what an earlier call left behind: this call's own answer was lost a moment ago. */
function isUnknown(verdict: Verdict<Creation>): boolean {
  if (verdict.kind === 'unknown') return true
  return verdict.kind === 'replayed' && conversationOutcome(verdict.answer).kind === 'unknown'
}
