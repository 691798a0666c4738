import { createUnionType, Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql'
import { closedEnum } from '../closed-enum.ts'
import { Problem } from '../problems.ts'
import { GraphQLJSONObject, GraphQLUrlText } from '../scalars.ts'
import { Conversation } from './conversation.type.ts'

export const CreateConversationOutcome = closedEnum(
  'CreateConversationOutcome',
  'Whether the conversation exists.',
  {
    CREATED: 'It exists, and every request of the batch succeeded.',
    CREATED_WITH_PROBLEMS: 'It exists; another request of the batch failed, or was not answered.',
    NOT_CREATED: 'It certainly was not created by this call.',
    UNKNOWN: 'The request left and no usable answer came back: it may or may not exist.',
  },
)
export type CreateConversationOutcome = keyof typeof CreateConversationOutcome

export const BatchRequestType = closedEnum(
  'BatchRequestType',
  'The kind of one request to LivePerson.',
  {
    SET_USER_PROFILE: 'userprofile.SetUserProfile: who the consumer is.',
    CONSUMER_REQUEST_CONVERSATION: 'cm.ConsumerRequestConversation: open the conversation.',
    PUBLISH_EVENT: 'ms.PublishEvent: a message, a receipt, or what the consumer is doing.',
  },
)
export type BatchRequestType = keyof typeof BatchRequestType

@InterfaceType({ description: 'What became of one request to LivePerson.' })
export abstract class RequestResult {
  @Field(() => ID, {
    description:
      'The id the request was sent with; unique within its batch, and always 1 without one.',
  })
  requestId!: string

  @Field(() => BatchRequestType, { description: 'The kind of request.' })
  requestType!: BatchRequestType
}

@ObjectType({
  implements: RequestResult,
  description: 'LivePerson stored the profile and attributes.',
})
export class UserProfileSet extends RequestResult {
  readonly __typename!: 'UserProfileSet'

  @Field(() => String, { nullable: true, description: "LivePerson's words." })
  message?: string
}

@ObjectType({ implements: RequestResult, description: 'LivePerson opened the conversation.' })
export class ConversationRequested extends RequestResult {
  readonly __typename!: 'ConversationRequested'

  @Field(() => ID, { description: "The conversation's id." })
  conversationId!: string

  @Field(() => Conversation, { description: 'The conversation.' })
  conversation!: Conversation
}

@ObjectType({
  implements: RequestResult,
  description: 'LivePerson published the message or event.',
})
export class EventPublished extends RequestResult {
  readonly __typename!: 'EventPublished'

  @Field(() => Int, {
    description: 'Its place in the dialog; the first is 0. A chat state has none, and says 0.',
  })
  sequence!: number
}

@ObjectType({
  implements: RequestResult,
  description: 'LivePerson answered this request, and said no.',
})
export class RequestRejected extends RequestResult {
  readonly __typename!: 'RequestRejected'

  @Field(() => String, { description: "LivePerson's code, e.g. BAD_REQUEST." })
  code!: string

  @Field(() => String, { description: "LivePerson's words." })
  message!: string
}

@ObjectType({ implements: RequestResult, description: 'The request certainly had no effect.' })
export class RequestNotPerformed extends RequestResult {
  readonly __typename!: 'RequestNotPerformed'
}

@ObjectType({
  implements: RequestResult,
  description:
    'The request left, and no usable answer to it came back: it may or may not have had its effect.',
})
export class RequestOutcomeUnknown extends RequestResult {
  readonly __typename!: 'RequestOutcomeUnknown'
}

export const BatchRequestResult = createUnionType({
  name: 'BatchRequestResult',
  description: 'What became of one request to LivePerson: of a batch, or on its own.',
  types: () =>
    [
      UserProfileSet,
      ConversationRequested,
      EventPublished,
      RequestRejected,
      RequestNotPerformed,
      RequestOutcomeUnknown,
    ] as const,
})
export type BatchRequestResult = typeof BatchRequestResult

export const AdviceCode = closedEnum('AdviceCode', "A point of LivePerson's own guidance.", {
  NO_SDES: 'No engagement attributes: the agent sees no information about the consumer.',
  NO_CAMPAIGN_INFO: 'No campaign: LivePerson recommends to route by a campaign for messaging.',
  ROUTING_BY_SKILL: 'A skill is set: LivePerson discourages routing by skill.',
  ROUTING_BY_SDE:
    'Attributes without a campaign or skill: LivePerson discourages routing by attributes.',
  CONTEXT_TYPE_NOT_SHARK: 'Monitoring API ids or a campaign need the context type SHARK_CONTEXT.',
  CUSTOMER_ID_SENT:
    'A customerId can make LivePerson treat the consumer as authenticated, and fail where the account is not set up for it.',
})
export type AdviceCode = keyof typeof AdviceCode

@ObjectType({
  description: "What LivePerson's own guidance would change in an input. Never an error.",
})
export class Advice {
  @Field(() => AdviceCode, { description: 'The point of guidance.' })
  code!: AdviceCode

  @Field(() => String, { description: 'For a developer to read.' })
  message!: string

  @Field(() => [String], { description: 'Where in the input, from the argument down.' })
  path!: string[]
}

@ObjectType({ description: 'What createConversation did.' })
export class CreateConversationPayload {
  @Field(() => CreateConversationOutcome, { description: 'Whether the conversation exists.' })
  outcome!: CreateConversationOutcome

  @Field(() => Conversation, {
    nullable: true,
    description:
      'The conversation that was created, or, if one was open already, that one when the gateway knows it.',
  })
  conversation?: Conversation

  @Field(() => [BatchRequestResult], {
    description:
      'One for each request of the batch, in the order sent; always as many as there were requests.',
  })
  results!: BatchRequestResult[]

  @Field(() => Problem, {
    nullable: true,
    description:
      'What kept the whole batch, or part of it, from succeeding. Null when every request answered OK.',
  })
  problem?: Problem

  @Field(() => [Advice], {
    description: "What LivePerson's own guidance would change in this input.",
  })
  advice!: Advice[]

  @Field(() => Boolean, {
    description:
      'True when this answer was stored by an earlier call with the same idempotencyKey.',
  })
  replayed!: boolean

  @Field(() => ID, { description: 'Quote it to whoever runs the gateway: it is in their log.' })
  correlationId!: string
}

@ObjectType({ description: 'A header of an HTTP request.' })
export class HttpHeader {
  @Field(() => String, { description: 'Its name.' })
  name!: string

  @Field(() => String, { description: 'Its value; tokens are replaced by placeholders.' })
  value!: string
}

@ObjectType({ description: 'One request of the batch.' })
export class BatchRequest {
  @Field(() => ID, { description: 'Its id, unique within the batch.' })
  requestId!: string

  @Field(() => BatchRequestType, { description: 'The kind of request.' })
  requestType!: BatchRequestType

  @Field(() => GraphQLJSONObject, { description: "Its body, in LivePerson's own words." })
  body!: object
}

@ObjectType({
  description: 'The one HTTP request that createConversation would send for an input.',
})
export class CreateConversationPreview {
  @Field(() => String, { description: 'The HTTP method.' })
  method!: string

  @Field(() => GraphQLUrlText, { description: 'Where it would go.' })
  url!: string

  @Field(() => [HttpHeader], { description: 'Its headers.' })
  headers!: HttpHeader[]

  @Field(() => String, { description: 'The request body, exactly as it would be sent.' })
  body!: string

  @Field(() => [BatchRequest], { description: 'The requests in that body, in order.' })
  requests!: BatchRequest[]

  @Field(() => String, {
    description: 'The same call for a terminal, with placeholders for both tokens.',
  })
  curl!: string

  @Field(() => [Advice], {
    description: "What LivePerson's own guidance would change in this input.",
  })
  advice!: Advice[]
}
