import type { Connector } from '../connector/connector.ts'
import type { Deadline } from '../deadline.ts'
import type { ConversationLog } from '../message/conversation-log.ts'
import { said } from '../said.ts'
import type { ConversationRecord, Sighting, Store } from '../store/store.ts'
import { type Creation, type CreationOrder, newRecord } from './creation.ts'
import type { RequestOutcome } from './request-outcome.ts'
import { findOpened } from './settlement.ts'

export interface SettlerParts {
  readonly connector: Pick<Connector, 'consumerKeyOf'>
  readonly store: Pick<Store, 'idempotency' | 'conversations' | 'sightings'>
  readonly log: Pick<ConversationLog, 'page'>
}

/** Finds out what became of a create whose answer was lost, from what webhooks have told since. */
export class CreationSettler {
  readonly #parts: SettlerParts

  constructor(parts: SettlerParts) {
    this.#parts = parts
  }

  /**
   * Undefined as long as nobody knows.
   * @param key under which the store keeps the create
   * @throws when the store fails
   */
  async find(key: string, order: CreationOrder, deadline: Deadline): Promise<Creation | undefined> {
    const opened = await this.#findOpened(key, order, deadline)
    if (opened === undefined) return undefined
    const conversation = await this.#parts.store.conversations.add(toRecord(opened, order))
    return { outcomes: await this.#outcomes(order, conversation) }
  }

  async #findOpened(
    key: string,
    { subject }: CreationOrder,
    deadline: Deadline,
  ): Promise<Sighting | undefined> {
    const { connector, store } = this.#parts
    const consumer = await connector.consumerKeyOf(subject, deadline)
    if (consumer === undefined) return undefined
    const sightings = await store.sightings.of(consumer)
    if (sightings.length === 0) return undefined
    const [unanswered, known] = await Promise.all([
      store.idempotency.unansweredOf(consumer),
      store.conversations.getMany(sightings.map(({ conversationId }) => conversationId)),
    ])
    const explained = known.filter(
      (record) => record && !(record.isFound && record.owner === subject.owner),
    )
    return findOpened({
      key,
      unanswered,
      sightings,
      explained: new Set(explained.flatMap((record) => (record ? [record.id] : []))),
    })
  }

  /** LivePerson performs a batch in its order, so the profile came before the conversation. */
  async #outcomes(
    { batch }: CreationOrder,
    conversation: ConversationRecord,
  ): Promise<readonly RequestOutcome[]> {
    const outcomes: RequestOutcome[] = [
      { kind: 'profile-set' },
      { kind: 'requested', conversation },
    ]
    if (batch.length === 2) return outcomes
    const [first] = await this.#parts.log
      .page(conversation.id, 0, 20)
      .then((page) =>
        page.flatMap(({ event }) =>
          event.kind === 'message' && event.from === 'CONSUMER' && event.sequence === 0
            ? [event]
            : [],
        ),
      )
    return [...outcomes, first ? { kind: 'published', sequence: 0 } : { kind: 'unknown' }]
  }
}

function toRecord(sighting: Sighting, { subject, input }: CreationOrder): ConversationRecord {
  const { conversationId, startedAt, changedAt, stage, closedAt, closeReason } = sighting
  return {
    ...newRecord(conversationId, subject, input, startedAt),
    stage,
    changedAt,
    ...said({ closedAt, closeReason }),
  }
}
