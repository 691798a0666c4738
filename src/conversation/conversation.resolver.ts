import { GraphQLError } from 'graphql'
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql'
import type { Accounts } from '../accounts.ts'
import type { Connector } from '../connector/connector.ts'
import { StepFailed } from '../connector/failure.ts'
import type { Context } from '../context.ts'
import { invalidInput, problemOf } from '../problem.mapper.ts'
import { adviseOn } from './advice.ts'
import type { ConversationCreator } from './conversation-creator.ts'
import { readConversation } from './conversation.reference.ts'
import { Conversation } from './conversation.type.ts'
import { CreateConversationInput } from './create-conversation.input.ts'
import {
  CreateConversationPayload,
  CreateConversationPreview,
} from './create-conversation.payload.ts'
import { toOrder } from './creation-order.ts'
import { toInvalidPayload, toPayload } from './payload.mapper.ts'
import { toPreview } from './preview.mapper.ts'

@Resolver()
export class ConversationResolver {
  readonly #accounts: Accounts
  readonly #connector: Connector
  readonly #creator: ConversationCreator

  constructor(accounts: Accounts, connector: Connector, creator: ConversationCreator) {
    this.#accounts = accounts
    this.#connector = connector
    this.#creator = creator
  }

  @Mutation(() => CreateConversationPayload, {
    description:
      "Opens a conversation: the consumer's profile, the conversation and, when given, the first message, in one ordered batch. What goes wrong at LivePerson is data in the payload, not an error.",
  })
  async createConversation(
    @Arg('input', () => CreateConversationInput, { description: 'The conversation to open.' })
    input: CreateConversationInput,
    @Ctx() context: Context,
  ): Promise<CreateConversationPayload> {
    const { correlationId, deadline } = context
    const request = toOrder(input, context, this.#accounts)
    if (request.kind === 'invalid') {
      const advice = adviseOn(input)
      return toInvalidPayload(request.fields, { batch: request.batch, advice, correlationId })
    }
    const verdict = await this.#creator.create(request.order, deadline)
    const advice = adviseOn(input, 'answer' in verdict ? verdict.answer : undefined)
    return toPayload(verdict, { batch: request.order.batch, advice, correlationId })
  }

  @Query(() => CreateConversationPreview, {
    description:
      'The exact ordered batch createConversation would send for this input, with nothing sent. Secrets are placeholders. An unsound input is a BAD_USER_INPUT error with the same fields, and so is one with `engagement`, because looking a campaign up opens a session at LivePerson.',
  })
  async previewCreateConversation(
    @Arg('input', () => CreateConversationInput, { description: 'The conversation to preview.' })
    input: CreateConversationInput,
    @Ctx() context: Context,
  ): Promise<CreateConversationPreview> {
    const request = toOrder(input, context, this.#accounts)
    if (request.kind === 'invalid') throw badUserInput(request)
    if (input.engagement) throw badUserInput({ fields: [previewOfEngagement] })
    const { order } = request
    try {
      const url = await this.#connector.conversationUrl(order.subject.accountId, context.deadline)
      return toPreview(order, url, adviseOn(input))
    } catch (error) {
      throw error instanceof StepFailed ? upstreamError(error) : error
    }
  }

  @Query(() => Conversation, {
    nullable: true,
    description:
      'A conversation that the caller may see: its consumer, or a caller that acts for consumers. Null otherwise.',
  })
  async conversation(
    @Arg('id', () => ID, { description: "LivePerson's conversationId." }) id: string,
    @Ctx() context: Context,
  ): Promise<Conversation | undefined> {
    return readConversation(id, context)
  }
}

const previewOfEngagement = {
  path: ['input', 'engagement'],
  message:
    'expected none in a preview, which sends nothing; ask the engagement query first, and put its ids into campaignInfo and conversationContext',
}

function badUserInput({ fields }: { fields: Parameters<typeof invalidInput>[0] }): GraphQLError {
  const { message } = invalidInput(fields)
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', fields } })
}

/** A preview has no payload to tell it in. */
function upstreamError({ failure }: StepFailed): GraphQLError {
  const { code, message } = problemOf(failure)
  return new GraphQLError(message, { extensions: { code } })
}
