import { consumerKeyOf } from '../connector/consumer-key.ts'
import type { AccountId } from '../ids.ts'
import type { ConversationLog } from '../message/conversation-log.ts'
import type { ChangeStored } from '../message/stored-event.ts'
import type {
  AcceptedNotification,
  ConversationRecord,
  ConversationRegistry,
  Sightings,
} from '../store/store.ts'
import { toSighting, withChange } from './change.mapper.ts'
import { type News, readNotification } from './notification.mapper.ts'
import type { Worked } from './webhook-inbox.ts'

export interface WorkerParts {
  readonly conversations: ConversationRegistry
  readonly sightings: Sightings
  readonly log: Pick<ConversationLog, 'record'>
}

/** Brings what a webhook told to where it is read: the registry, the sightings and the log. */
export class NotificationWorker {
  readonly #parts: WorkerParts

  constructor(parts: WorkerParts) {
    this.#parts = parts
  }

  /** Doing it again changes nothing. @throws when the store fails */
  async work({ accountId, body }: AcceptedNotification): Promise<Worked> {
    const { news, hasUnknown } = readNotification(body)
    const taken = await Promise.all(news.map((each) => this.#take(accountId, each)))
    return hasUnknown || taken.includes(false) ? 'not-understood' : 'understood'
  }

  /** False for a conversation of another account: an account speaks for its own ones only. */
  async #take(accountId: AccountId, news: News): Promise<boolean> {
    const { conversationId, happening } = news
    const known = await this.#findKnown(news)
    if (known !== undefined && known.accountId !== accountId) return false

    if (happening.kind === 'change') await this.#takeChange(accountId, news, happening, known)
    const isStranger = known === undefined
    await this.#parts.log.record(conversationId, [happening], { isStranger })
    return true
  }

  async #findKnown({ conversationId }: News): Promise<ConversationRecord | undefined> {
    const [known] = await this.#parts.conversations.getMany([conversationId])
    return known
  }

  async #takeChange(
    accountId: AccountId,
    { conversationId, origin }: News,
    change: ChangeStored,
    known: ConversationRecord | undefined,
  ): Promise<void> {
    const { conversations, sightings } = this.#parts
    if (known !== undefined) {
      await conversations.update(conversationId, (record) => withChange(record, change))
    } else if (origin !== undefined) {
      const consumer = consumerKeyOf(accountId, origin.lpConsumerId)
      await sightings.add(consumer, toSighting(conversationId, origin, change))
    }
  }
}
