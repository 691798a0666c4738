import { type CreateConversationInput } from './batch.ts'
import { createConversation, type Headers, type Payload } from './conversation.ts'

/** The part of the gateway's schema that createConversation with attributes, campaign and context needs. */
export const typeDefs = /* GraphQL */ `
  type Query {
    ok: Boolean!
  }
  type Mutation {
    createConversation(input: CreateConversationInput!): CreateConversationPayload!
  }
  enum Gender {
    MALE
    FEMALE
    OTHER
  }
  enum ConversationContextType {
    SHARK_CONTEXT
    MOBILE_APP_CONTEXT
  }
  enum ChannelType {
    MESSAGING
  }
  input CustomerInfoInput {
    ctype: String
    cstatus: String
    customerId: String
    socialId: String
    userName: String
    role: String
  }
  input PersonalInfoInput {
    firstName: String
    lastName: String
    gender: Gender
    company: String
    language: String
  }
  input SdeInput @oneOf {
    customerInfo: CustomerInfoInput
    personalInfo: PersonalInfoInput
  }
  input CampaignInfoInput {
    campaignId: ID!
    engagementId: ID!
  }
  input ConversationContextInput {
    type: ConversationContextType! = SHARK_CONTEXT
    visitorId: ID
    sessionId: ID
    interactionContextId: ID
    lang: String
  }
  input CreateConversationInput {
    accountId: ID
    consumerId: ID
    idempotencyKey: ID
    sdes: [SdeInput!]
    campaignInfo: CampaignInfoInput
    conversationContext: ConversationContextInput
    channelType: ChannelType! = MESSAGING
    skillId: ID
  }
  enum CreateConversationOutcome {
    CREATED
    CREATED_WITH_PROBLEMS
    NOT_CREATED
    UNKNOWN
  }
  enum BatchRequestType {
    SET_USER_PROFILE
    CONSUMER_REQUEST_CONVERSATION
    PUBLISH_EVENT
  }
  enum ConversationStage {
    OPEN
    CLOSE
    UNKNOWN
  }
  type Conversation {
    id: ID!
    stage: ConversationStage!
  }
  interface RequestResult {
    requestId: ID!
    requestType: BatchRequestType!
  }
  type UserProfileSet implements RequestResult {
    requestId: ID!
    requestType: BatchRequestType!
    message: String
  }
  type ConversationRequested implements RequestResult {
    requestId: ID!
    requestType: BatchRequestType!
    conversationId: ID!
  }
  type RequestRejected implements RequestResult {
    requestId: ID!
    requestType: BatchRequestType!
    code: String!
    message: String!
  }
  union BatchRequestResult = UserProfileSet | ConversationRequested | RequestRejected
  interface Problem {
    code: String!
    message: String!
    retryable: Boolean!
  }
  type RequestRefused implements Problem {
    code: String!
    message: String!
    retryable: Boolean!
  }
  type CreateConversationPayload {
    outcome: CreateConversationOutcome!
    conversation: Conversation
    results: [BatchRequestResult!]!
    problem: Problem
    replayed: Boolean!
  }
`

export interface Context {
  readonly headers: Headers
}

export const resolvers = {
  Query: { ok: (): boolean => true },
  Mutation: {
    createConversation: (
      _: unknown,
      { input }: { input: CreateConversationInput },
      { headers }: Context,
    ): Promise<Payload> => createConversation(input, headers),
  },
}
