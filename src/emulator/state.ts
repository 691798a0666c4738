import { randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'
import {
  type Closer,
  Conversation,
  type EmulatedConversation,
  type Publication,
  type PublishedEvent,
  type Refusal,
} from './conversation.ts'
import type { JsonObject } from './json.ts'
import type { Consumer } from './tokens.ts'

/** What an account's webhooks tell, with the conversation as it was just after. */
export type Occurrence =
  | { readonly kind: 'changed'; readonly conversation: EmulatedConversation }
  | {
      readonly kind: 'published'
      readonly conversation: EmulatedConversation
      readonly published: PublishedEvent
    }

export type OccurrenceListener = (occurrence: Occurrence) => void

interface Session {
  readonly accountId: string
  readonly expiresAt: number
}

/** All that the emulated accounts remember. No method waits, so no two calls can interleave. */
export class EmulatorState {
  readonly #clock: Clock
  readonly #hasSurvey: boolean
  readonly #listeners: OccurrenceListener[] = []
  readonly #conversations = new Map<string, Conversation>()
  readonly #openByConsumer = new Map<string, string>()
  /** The conversation of each survey; the MAIN dialog bears the id of its own. */
  readonly #surveys = new Map<string, string>()
  readonly #profiles = new Map<string, JsonObject>()
  readonly #sessions = new Map<string, Session>()

  /** @param hasSurvey whether the end of a MAIN dialog opens a survey */
  constructor(clock: Clock, hasSurvey: boolean) {
    this.#clock = clock
    this.#hasSurvey = hasSurvey
  }

  /** Told at once and in order; a listener must not change the state before it returns. */
  onOccurrence(listener: OccurrenceListener): void {
    this.#listeners.push(listener)
  }

  /** Nobody is told anything from now on. */
  stopTelling(): void {
    this.#listeners.length = 0
  }

  setProfile(consumer: Consumer, profile: JsonObject): void {
    this.#profiles.set(consumer.lpConsumerId, profile)
  }

  /** The new conversation's id, or `undefined` when this consumer already has an open one. */
  openConversation(consumer: Consumer, request: JsonObject): string | undefined {
    if (this.#openByConsumer.has(consumer.lpConsumerId)) return undefined
    const conversation = new Conversation(consumer, request, () => this.#clock.now())
    const { conversationId } = conversation
    this.#openByConsumer.set(consumer.lpConsumerId, conversationId)
    this.#conversations.set(conversationId, conversation)
    this.#tellChange(conversation)
    return conversationId
  }

  conversation(accountId: string, conversationId: string): EmulatedConversation | undefined {
    const found = this.#conversations.get(conversationId)
    return found?.consumer.accountId === accountId ? this.#view(found) : undefined
  }

  /** The id of the conversation that the dialog is, or would be, of. */
  conversationOf(dialogId: string): string {
    return this.#surveys.get(dialogId) ?? dialogId
  }

  isMainDialogOpen(conversationId: string): boolean {
    return this.#conversations.get(conversationId)?.isMainDialogOpen ?? false
  }

  /** The event's place in its dialog; 0 for a chat state, which has none. */
  publish(conversationId: string, publication: Publication): number | Refusal {
    const found = this.#conversations.get(conversationId)
    if (found === undefined) return 'invalid'
    const published = found.publish(publication)
    if (typeof published === 'string') return published
    this.#tell({ kind: 'published', conversation: this.#view(found), published })
    return published.sequence ?? 0
  }

  /** Without effect where the agent is assigned already. */
  joinAgent(conversationId: string, agentId: string): Refusal | undefined {
    return this.#changeOpen(conversationId, (found) => found.join(agentId))
  }

  transfer(conversationId: string, skillId: string): Refusal | undefined {
    return this.#changeOpen(conversationId, (found) => found.transfer(skillId))
  }

  setTtr(conversationId: string, ttrType: string, value?: number): Refusal | undefined {
    return this.#changeOpen(conversationId, (found) => found.setTtr(ttrType, value))
  }

  /** Consumers rate after the end, too. */
  setCsat(conversationId: string, csat: JsonObject): Refusal | undefined {
    const found = this.#conversations.get(conversationId)
    if (found === undefined) return 'invalid'
    found.setCsat(csat)
    this.#tellChange(found)
    return undefined
  }

  /** At once and wholly: no survey follows. */
  closeConversation(conversationId: string, by: Closer): Refusal | undefined {
    return this.#changeOpen(conversationId, (found) => found.end(by))
  }

  closeDialog(conversationId: string, dialogId: string): Refusal | undefined {
    const found = this.#conversations.get(conversationId)
    if (found === undefined) return 'invalid'
    const refusal = found.endDialog(dialogId, 'CONSUMER', this.#hasSurvey)
    if (refusal !== undefined) return refusal
    for (const dialog of this.#view(found).dialogs) {
      if (dialog.dialogType === 'POST_SURVEY') this.#surveys.set(dialog.dialogId, conversationId)
    }
    this.#tellChange(found)
    return undefined
  }

  conversations(): readonly EmulatedConversation[] {
    return [...this.#conversations.values()].map((found) => this.#view(found))
  }

  createSession(accountId: string, ttlSeconds: number): string {
    const bearer = randomBytes(32).toString('hex')
    this.#sessions.set(bearer, { accountId, expiresAt: this.#clock.now() + ttlSeconds * 1000 })
    return bearer
  }

  hasSession(accountId: string, bearer: string): boolean {
    const session = this.#sessions.get(bearer)
    return session?.accountId === accountId && session.expiresAt > this.#clock.now()
  }

  clear(): void {
    this.#conversations.clear()
    this.#openByConsumer.clear()
    this.#surveys.clear()
    this.#profiles.clear()
    this.#sessions.clear()
  }

  /** @param change answers false when it changed nothing */
  #changeOpen(
    conversationId: string,
    change: (conversation: Conversation) => boolean | void,
  ): Refusal | undefined {
    const found = this.#conversations.get(conversationId)
    if (found === undefined) return 'invalid'
    if (!found.isOpen) return 'closed'
    if (change(found) !== false) this.#tellChange(found)
    return undefined
  }

  #tellChange(conversation: Conversation): void {
    if (!conversation.isOpen) this.#release(conversation)
    this.#tell({ kind: 'changed', conversation: this.#view(conversation) })
  }

  /** The consumer may open another one, unless that has happened already. */
  #release({ consumer, conversationId }: Conversation): void {
    if (this.#openByConsumer.get(consumer.lpConsumerId) !== conversationId) return
    this.#openByConsumer.delete(consumer.lpConsumerId)
  }

  #tell(occurrence: Occurrence): void {
    for (const listener of this.#listeners) listener(occurrence)
  }

  #view(conversation: Conversation): EmulatedConversation {
    return conversation.view(this.#profiles.get(conversation.consumer.lpConsumerId) ?? {})
  }
}
