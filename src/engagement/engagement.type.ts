import { Field, ID, Int, ObjectType } from 'type-graphql'
import { Conversation } from '../conversation/conversation.type.ts'
import { Problem } from '../problems.ts'

@ObjectType({
  description:
    "A campaign's offer to talk that fits the consumer now. Its ids go into campaignInfo and conversationContext of createConversation.",
})
export class Engagement {
  @Field(() => ID, { description: "The campaign's id: campaignInfo.campaignId." })
  campaignId!: string

  @Field(() => ID, {
    description: "The engagement's id within the campaign: campaignInfo.engagementId.",
  })
  engagementId!: string

  @Field(() => Int, {
    nullable: true,
    description: "The engagement's revision.",
  })
  engagementRevision?: number

  @Field(() => ID, {
    nullable: true,
    description:
      'The id of this offer within the session: conversationContext.interactionContextId.',
  })
  contextId?: string

  @Field(() => ID, {
    nullable: true,
    description: "LivePerson's id of the connector that the engagement is set up with.",
  })
  connectorId?: string

  @Field(() => String, {
    description:
      'In LivePerson\'s words: "expose" where it may be offered, "conversation" where the consumer has one open already.',
  })
  status!: string

  @Field(() => Conversation, {
    nullable: true,
    description:
      'With the status "conversation", that conversation. Null where it cannot be shown to be the caller\'s own.',
  })
  conversation?: Conversation
}

@ObjectType({ description: 'Which campaigns fit a consumer, and the session that was asked in.' })
export class EngagementPayload {
  @Field(() => ID, {
    nullable: true,
    description:
      "LivePerson's id of the monitored session: conversationContext.sessionId. Send it with the next question.",
  })
  sessionId?: string

  @Field(() => ID, {
    nullable: true,
    description:
      "LivePerson's id of the consumer's device: conversationContext.visitorId. Keep it and send it with every question; it can come with a problem, too.",
  })
  visitorId?: string

  @Field(() => ID, {
    nullable: true,
    description: "LivePerson's id of the page or place within the session.",
  })
  pageId?: string

  @Field(() => [Engagement], {
    description:
      "What fits, in LivePerson's order; createConversation uses the first. Empty when no campaign does, and when there is a problem.",
  })
  engagements!: Engagement[]

  @Field(() => Problem, {
    nullable: true,
    description:
      'Why LivePerson could not be asked, or did not say. An account that LivePerson is still loading is UPSTREAM_UNAVAILABLE with retryAfterMs.',
  })
  problem?: Problem

  @Field(() => ID, { description: 'Quote it to whoever runs the gateway: it is in their log.' })
  correlationId!: string
}
