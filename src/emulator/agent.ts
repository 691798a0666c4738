import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { replyTo } from './agent-reply.ts'
import type { Participant, Refusal } from './conversation.ts'
import type { JsonObject } from './json.ts'
import type { EmulatorState, Occurrence } from './state.ts'

export const CHAT_STATES = ['ACTIVE', 'INACTIVE', 'GONE', 'COMPOSING', 'PAUSE'] as const
export type AgentChatState = (typeof CHAT_STATES)[number]

export interface AgentOptions {
  /** The pause before each of its steps. Default 400. */
  readonly delayMs?: number
}

/**
 * What a test can have the agent do, at once. It joins first where it must. Each throws a
 * TypeError when the conversation is closed or is not there.
 */
export interface AgentControls {
  /** Without effect where it has joined already. */
  join(conversationId: string): void
  /** A text, or any event as LivePerson spells it, in the dialog that is open. Its sequence. */
  say(conversationId: string, content: string | JsonObject): number
  type(conversationId: string, chatState: AgentChatState): void
  /** READ, for these sequences of the dialog that is open. The receipt's own sequence. */
  read(conversationId: string, sequences: readonly number[]): number
  /** To another skill: the agent leaves. */
  transfer(conversationId: string, skillId: string): void
  /** Wholly, with `closeReason: AGENT`: no survey follows. */
  close(conversationId: string): void
  /** Resolves when it has answered all that it was told, or can answer no more. */
  idle(): Promise<void>
}

/** Its id, in every account. */
export const AGENT_ID = '6d1b5b0e-6f0c-4f0e-9a53-0c7f3f1d2a42'

const ORIGINATOR: Participant = { id: AGENT_ID, role: 'ASSIGNED_AGENT' }
const DEFAULT_DELAY_MS = 400

/** An agent for everybody. On request it joins whoever writes, and answers each message. */
export class Agent implements AgentControls {
  readonly #state: EmulatorState
  readonly #delayMs: number
  /** The last answer of each conversation: the next one comes after it. */
  readonly #answers = new Map<string, Promise<void>>()
  #era = createEra()

  constructor(state: EmulatorState, { delayMs = DEFAULT_DELAY_MS }: AgentOptions) {
    this.#state = state
    this.#delayMs = delayMs
  }

  join(conversationId: string): void {
    expectDone(this.#state.joinAgent(conversationId, AGENT_ID))
  }

  say(conversationId: string, content: string | JsonObject): number {
    return this.#publish(conversationId, typeof content === 'string' ? toText(content) : content)
  }

  type(conversationId: string, chatState: AgentChatState): void {
    this.#publish(conversationId, { type: 'ChatStateEvent', chatState })
  }

  read(conversationId: string, sequences: readonly number[]): number {
    return this.#acknowledge(conversationId, 'READ', sequences)
  }

  transfer(conversationId: string, skillId: string): void {
    expectDone(this.#state.transfer(conversationId, skillId))
  }

  close(conversationId: string): void {
    expectDone(this.#state.closeConversation(conversationId, 'AGENT'))
  }

  async idle(): Promise<void> {
    while (this.#answers.size > 0) await Promise.all(this.#answers.values())
  }

  /** Answers the consumer's messages of the MAIN dialog; a survey is not for agents. */
  hear(occurrence: Occurrence): void {
    if (occurrence.kind !== 'published') return
    const { conversation, published } = occurrence
    const { conversationId } = conversation
    const { sequence, event, originator, dialogId } = published
    const reply = originator.role === 'CONSUMER' ? replyTo(event) : undefined
    if (reply === undefined || sequence === undefined || dialogId !== conversationId) return

    const { signal } = this.#era
    const before = this.#answers.get(conversationId) ?? Promise.resolve()
    const answer = before.then(() => this.#answer(conversationId, sequence, reply, signal))
    this.#answers.set(conversationId, answer)
    void answer.finally(() => {
      if (this.#answers.get(conversationId) === answer) this.#answers.delete(conversationId)
    })
  }

  /** Leaves every answer unfinished. */
  abandon(): void {
    const ended = this.#era
    this.#era = createEra()
    this.#answers.clear()
    ended.abort()
  }

  /** Ends early when the conversation is over, or its MAIN dialog is. */
  async #answer(
    conversationId: string,
    sequence: number,
    reply: string,
    signal: AbortSignal,
  ): Promise<void> {
    const isReachable = (): boolean =>
      !signal.aborted && this.#state.isMainDialogOpen(conversationId)
    const steps = [
      () => this.join(conversationId),
      () => this.#acknowledge(conversationId, 'ACCEPT', [sequence]),
      () => this.read(conversationId, [sequence]),
      () => this.type(conversationId, 'COMPOSING'),
      () => this.say(conversationId, reply),
      () => this.type(conversationId, 'ACTIVE'),
    ]
    for (const step of steps) {
      await sleep(this.#delayMs, undefined, { signal }).catch(() => undefined)
      if (!isReachable()) return
      step()
    }
  }

  #acknowledge(conversationId: string, status: string, sequenceList: readonly number[]): number {
    return this.#publish(conversationId, { type: 'AcceptStatusEvent', status, sequenceList })
  }

  #publish(conversationId: string, event: JsonObject): number {
    this.join(conversationId)
    const published = this.#state.publish(conversationId, { event, originator: ORIGINATOR })
    if (typeof published === 'number') return published
    throw refusalOf(published)
  }
}

const toText = (message: string): JsonObject => ({
  type: 'ContentEvent',
  contentType: 'text/plain',
  message,
})

function expectDone(refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw refusalOf(refusal)
}

const refusalOf = (refusal: Refusal): TypeError =>
  new TypeError(
    refusal === 'closed'
      ? 'expected an open conversation, but it is closed'
      : 'expected the id of a conversation, and something that its open dialog takes',
  )

function createEra(): AbortController {
  const era = new AbortController()
  setMaxListeners(0, era.signal) // one per answer under way
  return era
}
