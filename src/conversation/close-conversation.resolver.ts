import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import { invalidInput } from '../problem.mapper.ts'
import { CloseConversationInput } from './close-conversation.input.ts'
import { toClosePayload, toCloseRequest } from './close-conversation.mapper.ts'
import { CloseConversationPayload } from './close-conversation.payload.ts'
import type { ConversationCloser } from './close-conversation.ts'
import { at, wireIdRule } from './input-rules.ts'

@Resolver()
export class CloseConversationResolver {
  readonly #closer: ConversationCloser

  constructor(closer: ConversationCloser) {
    this.#closer = closer
  }

  @Mutation(() => CloseConversationPayload, {
    description:
      'Closes a conversation on behalf of its consumer, at once or so that a survey can run. What goes wrong at LivePerson is data in the payload, not an error.',
  })
  async closeConversation(
    @Arg('input', () => CloseConversationInput, { description: 'The conversation to close.' })
    input: CloseConversationInput,
    @Ctx() context: Context,
  ): Promise<CloseConversationPayload> {
    const { correlationId } = context
    const faults = wireIdRule(at('conversationId'), input.conversationId)
    if (faults.length > 0) return { problem: invalidInput(faults), correlationId }
    return toClosePayload(await this.#closer.close(toCloseRequest(input), context), correlationId)
  }
}
