/**
 * Stock Apollo Server behind Fastify, with the schema from type-graphql's classes and its defaults. Node strips types but
 * runs no decorators, so they are applied here as a compiler would: that is what `decorate` does.
 */
import 'reflect-metadata'
import { ApolloServer } from '@apollo/server'
import {
  Arg,
  buildSchema,
  createUnionType,
  Ctx,
  Field,
  ID,
  InputType,
  InterfaceType,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql'
import type { CreateConversationInput as Input } from './batch.ts'
import { serveWithFastify } from './apollo-fastify.ts'
import { createConversation, type Payload } from './conversation.ts'
import type { Context } from './schema.ts'

type Class = abstract new (...args: never[]) => object
type Member = (prototype: object, name: string, descriptor: never) => void
type Members = Readonly<Record<string, Member>>

function decorate<C extends Class>(target: C, decorator: ClassDecorator, members: Members): C {
  for (const [name, member] of Object.entries(members)) {
    const descriptor = Object.getOwnPropertyDescriptor(target.prototype, name)
    member(target.prototype as object, name, descriptor as never)
  }
  decorator(target)
  return target
}

function closedEnum(name: string, ...values: readonly string[]): object {
  const object = Object.fromEntries(values.map((value) => [value, value]))
  registerEnumType(object, { name })
  return object
}

const maybe = { nullable: true }
const text = () => Field(() => String)
const textOrNull = () => Field(() => String, maybe)
const id = () => Field(() => ID)
const idOrNull = () => Field(() => ID, maybe)

const gender = closedEnum('Gender', 'MALE', 'FEMALE', 'OTHER')
const contextType = closedEnum('ConversationContextType', 'SHARK_CONTEXT', 'MOBILE_APP_CONTEXT')
const channelType = closedEnum('ChannelType', 'MESSAGING')
const outcome = closedEnum(
  'CreateConversationOutcome',
  'CREATED',
  'CREATED_WITH_PROBLEMS',
  'NOT_CREATED',
  'UNKNOWN',
)
const requestType = closedEnum(
  'BatchRequestType',
  'SET_USER_PROFILE',
  'CONSUMER_REQUEST_CONVERSATION',
  'PUBLISH_EVENT',
)
const stage = closedEnum('ConversationStage', 'OPEN', 'CLOSE', 'UNKNOWN')

class CustomerInfoInput {}
decorate(CustomerInfoInput, InputType(), {
  ctype: textOrNull(),
  cstatus: textOrNull(),
  customerId: textOrNull(),
  socialId: textOrNull(),
  userName: textOrNull(),
  role: textOrNull(),
})

class PersonalInfoInput {}
decorate(PersonalInfoInput, InputType(), {
  firstName: textOrNull(),
  lastName: textOrNull(),
  gender: Field(() => gender, maybe),
  company: textOrNull(),
  language: textOrNull(),
})

class SdeInput {}
decorate(SdeInput, InputType(), {
  customerInfo: Field(() => CustomerInfoInput, maybe),
  personalInfo: Field(() => PersonalInfoInput, maybe),
})

class CampaignInfoInput {}
decorate(CampaignInfoInput, InputType(), { campaignId: id(), engagementId: id() })

class ConversationContextInput {}
decorate(ConversationContextInput, InputType(), {
  type: Field(() => contextType, { defaultValue: 'SHARK_CONTEXT' }),
  visitorId: idOrNull(),
  sessionId: idOrNull(),
  interactionContextId: idOrNull(),
  lang: textOrNull(),
})

class CreateConversationInput {}
decorate(CreateConversationInput, InputType(), {
  accountId: idOrNull(),
  consumerId: idOrNull(),
  idempotencyKey: idOrNull(),
  sdes: Field(() => [SdeInput], maybe),
  campaignInfo: Field(() => CampaignInfoInput, maybe),
  conversationContext: Field(() => ConversationContextInput, maybe),
  channelType: Field(() => channelType, { defaultValue: 'MESSAGING' }),
  skillId: idOrNull(),
})

class Conversation {}
decorate(Conversation, ObjectType(), { id: id(), stage: Field(() => stage) })

abstract class RequestResult {}
decorate(RequestResult, InterfaceType(), {
  requestId: id(),
  requestType: Field(() => requestType),
})

class UserProfileSet extends RequestResult {}
decorate(UserProfileSet, ObjectType({ implements: RequestResult }), { message: textOrNull() })

class ConversationRequested extends RequestResult {}
decorate(ConversationRequested, ObjectType({ implements: RequestResult }), {
  conversationId: id(),
})

class RequestRejected extends RequestResult {}
decorate(RequestRejected, ObjectType({ implements: RequestResult }), {
  code: text(),
  message: text(),
})

const batchRequestResult = createUnionType({
  name: 'BatchRequestResult',
  types: () => [UserProfileSet, ConversationRequested, RequestRejected] as const,
  resolveType: (value: object) => ('__typename' in value ? String(value.__typename) : undefined),
})

abstract class Problem {}
decorate(Problem, InterfaceType({ resolveType: () => 'RequestRefused' }), {
  code: text(),
  message: text(),
  retryable: Field(() => Boolean),
})

class RequestRefused extends Problem {}
decorate(RequestRefused, ObjectType({ implements: Problem }), {})

class CreateConversationPayload {}
decorate(CreateConversationPayload, ObjectType(), {
  outcome: Field(() => outcome),
  conversation: Field(() => Conversation, maybe),
  results: Field(() => [batchRequestResult]),
  problem: Field(() => Problem, maybe),
  replayed: Field(() => Boolean),
})

class ConversationResolver {
  ok(): boolean {
    return true
  }

  createConversation(input: Input, { headers }: Context): Promise<Payload> {
    return createConversation(input, headers)
  }
}
Arg('input', () => CreateConversationInput)(ConversationResolver.prototype, 'createConversation', 0)
Ctx()(ConversationResolver.prototype, 'createConversation', 1)
decorate(ConversationResolver, Resolver(), {
  ok: Query(() => Boolean),
  createConversation: Mutation(() => CreateConversationPayload),
})

const schema = await buildSchema({
  resolvers: [ConversationResolver],
  orphanedTypes: [RequestRefused],
})
await serveWithFastify(new ApolloServer<Context>({ schema }))
