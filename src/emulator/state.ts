import { randomBytes, randomUUID } from 'node:crypto'
import type { Clock } from './clock.ts'
import type { Consumer } from './tokens.ts'

type Fields = Readonly<Record<string, unknown>>

export interface EmulatedMessage {
  /** Starts at 0 in each dialog; receipts take a number too. */
  readonly sequence: number
  readonly event: Fields
  readonly serverTimestamp: number
}

export interface EmulatedDialog {
  /** The MAIN dialog bears the id of its conversation. */
  readonly dialogId: string
  readonly dialogType: 'MAIN'
  readonly state: 'OPEN' | 'CLOSE'
  readonly messages: readonly EmulatedMessage[]
}

/** A conversation that really exists, whatever its creator was told. */
export interface EmulatedConversation extends Consumer {
  readonly conversationId: string
  /** Of the MAIN dialog. */
  readonly state: 'OPEN' | 'CLOSE'
  /** Of the whole conversation. */
  readonly stage: 'OPEN' | 'CLOSE'
  readonly startTs: number
  readonly endTs?: number
  readonly closeReason?: 'CONSUMER'
  /** The body of `cm.ConsumerRequestConversation`, as it came. */
  readonly request: Fields
  /** The consumer's profile as it is now: every SetUserProfile replaces it. */
  readonly profile: Fields
  readonly dialogs: readonly EmulatedDialog[]
}

interface StoredConversation {
  readonly consumer: Consumer
  readonly conversationId: string
  readonly request: Fields
  readonly startTs: number
  readonly messages: EmulatedMessage[]
  closed?: { readonly endTs: number; readonly closeReason: 'CONSUMER' }
}

interface Session {
  readonly accountId: string
  readonly expiresAt: number
}

/** All that the emulated accounts remember. No method waits, so no two calls can interleave. */
export class EmulatorState {
  readonly #clock: Clock
  readonly #conversations = new Map<string, StoredConversation>()
  readonly #openByConsumer = new Map<string, string>()
  readonly #profiles = new Map<string, Fields>()
  readonly #sessions = new Map<string, Session>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  setProfile(consumer: Consumer, profile: Fields): void {
    this.#profiles.set(consumer.lpConsumerId, profile)
  }

  /** The new conversation's id, or `undefined` when this consumer already has an open one. */
  openConversation(consumer: Consumer, request: Fields): string | undefined {
    if (this.#openByConsumer.has(consumer.lpConsumerId)) return undefined
    const conversationId = randomUUID()
    this.#openByConsumer.set(consumer.lpConsumerId, conversationId)
    this.#conversations.set(conversationId, {
      consumer,
      conversationId,
      request,
      startTs: this.#clock.now(),
      messages: [],
    })
    return conversationId
  }

  conversation(accountId: string, conversationId: string): EmulatedConversation | undefined {
    const found = this.#conversations.get(conversationId)
    return found?.consumer.accountId === accountId ? this.#view(found) : undefined
  }

  /** The event's place in its dialog, or `undefined` when the conversation is closed or unknown. */
  publish(conversationId: string, event: Fields): number | undefined {
    const found = this.#conversations.get(conversationId)
    if (found === undefined || found.closed !== undefined) return undefined
    if (event['type'] === 'ChatStateEvent') return 0
    const sequence = found.messages.length
    found.messages.push({ sequence, event, serverTimestamp: this.#clock.now() })
    return sequence
  }

  /** Whether it was open until now. */
  closeConversation(conversationId: string): boolean {
    const found = this.#conversations.get(conversationId)
    if (found === undefined || found.closed !== undefined) return false
    found.closed = { endTs: this.#clock.now(), closeReason: 'CONSUMER' }
    this.#openByConsumer.delete(found.consumer.lpConsumerId)
    return true
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
    this.#profiles.clear()
    this.#sessions.clear()
  }

  #view(found: StoredConversation): EmulatedConversation {
    const { consumer, conversationId, request, startTs, messages, closed } = found
    const state = closed === undefined ? 'OPEN' : 'CLOSE'
    return {
      ...consumer,
      conversationId,
      state,
      stage: state,
      startTs,
      ...closed,
      request,
      profile: this.#profiles.get(consumer.lpConsumerId) ?? {},
      dialogs: [
        { dialogId: conversationId, dialogType: 'MAIN', state, messages: messages.slice() },
      ],
    }
  }
}
