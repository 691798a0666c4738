import type { Connector } from '../connector/connector.ts'
import type { UpdateConversationField } from '../connector/protocol.ts'
import type { Context } from '../context.ts'
import type { ConversationId } from '../ids.ts'
import type { SendOutcome, Success } from '../message/send-outcome.ts'
import { sendTo } from '../message/send-request.ts'
import type { NoTarget, Targets } from '../message/send-target.ts'
import type { ConversationRecord, ConversationRegistry } from '../store/store.ts'
import { closedByConsumer } from './close-conversation.mapper.ts'

interface Updated extends Success {
  readonly kind: 'updated'
}

/** What one closeConversation led to. */
export interface Closing {
  readonly outcome: SendOutcome<Updated> | NoTarget
  /** As it is known afterwards. */
  readonly conversation?: ConversationRecord
}

export interface CloserParts {
  readonly connector: Connector
  readonly targets: Targets
  readonly conversations: ConversationRegistry
  readonly onStoreError: (error: unknown) => void
}

/** Closes conversations on behalf of their consumers. */
export class ConversationCloser {
  readonly #parts: CloserParts

  constructor(parts: CloserParts) {
    this.#parts = parts
  }

  async close(
    request: UpdateConversationField,
    caller: Pick<Context, 'loaders' | 'viewer' | 'deadline'>,
  ): Promise<Closing> {
    const { connector, targets } = this.#parts
    const { conversationId, conversationField } = request.body
    const target = await targets.find(conversationId as ConversationId, caller)
    if (target.kind !== 'found') return { outcome: target }

    const closesDialog = conversationField.field === 'DialogChange'
    const features = closesDialog ? (['MULTI_DIALOG'] as const) : []
    const outcome = await sendTo(connector, target, { request, read, features }, caller.deadline)
    if (outcome.kind !== 'updated' || closesDialog) {
      return { outcome, conversation: target.conversation }
    }
    return { outcome, conversation: await this.#remember(target.conversation) }
  }

  /** It is closed, whether or not the store takes note of it. */
  async #remember(conversation: ConversationRecord): Promise<ConversationRecord> {
    const now = Date.now()
    const closed = closedByConsumer(conversation, now) ?? conversation
    try {
      const change = (known: ConversationRecord) => closedByConsumer(known, now)
      return (await this.#parts.conversations.update(conversation.id, change)) ?? closed
    } catch (error) {
      this.#parts.onStoreError(error)
      return closed
    }
  }
}

const read = (): Updated => ({ kind: 'updated' })
