import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import { invalidInput } from '../problem.mapper.ts'
import { AcknowledgeMessagesInput } from './acknowledge-messages.input.ts'
import { AcknowledgeMessagesPayload } from './acknowledge-messages.payload.ts'
import { SetChatStateInput } from './chat-state.input.ts'
import { SetChatStatePayload } from './chat-state.payload.ts'
import {
  toMessagePayload,
  toRequestPayload,
  toUnsentMessagePayload,
  toUnsentPayload,
} from './message-payload.mapper.ts'
import type { MessagePublisher } from './message-publisher.ts'
import { toChatStateRequest, toMessageRequest, toReceiptRequest } from './message-request.mapper.ts'
import { chatStateFaults, messageFaults, receiptFaults } from './message-rules.ts'
import { SendMessageInput } from './send-message.input.ts'
import { SendMessagePayload } from './send-message.payload.ts'

@Resolver()
export class MessageResolver {
  readonly #publisher: MessagePublisher

  constructor(publisher: MessagePublisher) {
    this.#publisher = publisher
  }

  @Mutation(() => SendMessagePayload, {
    description:
      "Sends a consumer's message in a conversation: text, structured content, or a file that was uploaded before. What goes wrong at LivePerson is data in the payload, not an error.",
  })
  async sendMessage(
    @Arg('input', () => SendMessageInput, { description: 'The message, and where it goes.' })
    input: SendMessageInput,
    @Ctx() context: Context,
  ): Promise<SendMessagePayload> {
    const { correlationId, idempotencyKey } = context
    const faults = messageFaults(input, idempotencyKey)
    if (faults.length > 0) return toUnsentMessagePayload(invalidInput(faults), correlationId)
    const key = input.idempotencyKey ?? idempotencyKey
    const verdict = await this.#publisher.publishOnce(toMessageRequest(input), key, context)
    return toMessagePayload(verdict, correlationId)
  }

  @Mutation(() => SetChatStatePayload, {
    description:
      'Tells the agent what the consumer is doing, such as typing. LivePerson keeps COMPOSING until another state is set: sending the message does not end it.',
  })
  async setChatState(
    @Arg('input', () => SetChatStateInput, { description: 'The state, and where it holds.' })
    input: SetChatStateInput,
    @Ctx() context: Context,
  ): Promise<SetChatStatePayload> {
    const { correlationId } = context
    const faults = chatStateFaults(input)
    if (faults.length > 0) {
      return toUnsentPayload('ms.PublishEvent', invalidInput(faults), correlationId)
    }
    const outcome = await this.#publisher.publish(toChatStateRequest(input), context)
    return toRequestPayload('ms.PublishEvent', outcome, correlationId)
  }

  @Mutation(() => AcknowledgeMessagesPayload, {
    description:
      "Tells the agent what became of the agent's messages, such as that they were read.",
  })
  async acknowledgeMessages(
    @Arg('input', () => AcknowledgeMessagesInput, { description: 'The messages, and their state.' })
    input: AcknowledgeMessagesInput,
    @Ctx() context: Context,
  ): Promise<AcknowledgeMessagesPayload> {
    const { correlationId } = context
    const faults = receiptFaults(input)
    if (faults.length > 0) {
      return toUnsentPayload('ms.PublishEvent', invalidInput(faults), correlationId)
    }
    const outcome = await this.#publisher.publish(toReceiptRequest(input), context)
    return toRequestPayload('ms.PublishEvent', outcome, correlationId)
  }
}
