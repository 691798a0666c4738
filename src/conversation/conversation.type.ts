import { Directive, Field, ID, ObjectType } from 'type-graphql'
import { GraphQLDateTime, GraphQLLocale } from '../scalars.ts'
import { closedEnum } from '../closed-enum.ts'

export const ConversationStage = closedEnum('ConversationStage', 'Where a conversation stands.', {
  OPEN: 'It was opened and not closed since, as far as the gateway knows.',
  CLOSE: 'It is closed.',
  UNKNOWN: 'The gateway has not been told.',
})
export type ConversationStage = keyof typeof ConversationStage

export const ConversationContextType = closedEnum(
  'ConversationContextType',
  'The kind of place a conversation was opened from.',
  {
    SHARK_CONTEXT:
      'LivePerson\'s "SharkContext": to be used with the ids of the Monitoring API, so with every campaign.',
    MOBILE_APP_CONTEXT: 'LivePerson\'s "MobileAppContext": a mobile app.',
  },
)
export type ConversationContextType = keyof typeof ConversationContextType

@Directive('@key(fields: "id")')
@ObjectType({
  description:
    'A consumer of the brand. Known here by id alone; another subgraph of the graph may own its fields.',
})
export class Consumer {
  @Field(() => ID, {
    description: "The brand's own stable id of the consumer (LivePerson's ext_consumer_id).",
  })
  id!: string
}

@ObjectType({ description: 'The campaign that routed a conversation.' })
export class CampaignInfo {
  @Field(() => ID, { description: "The campaign's id." })
  campaignId!: string

  @Field(() => ID, { description: "The engagement's id within the campaign." })
  engagementId!: string
}

@ObjectType({
  description: 'Where a conversation was opened from, as it was told when it was created.',
})
export class ConversationContext {
  @Field(() => ConversationContextType, { description: 'The kind of place.' })
  type!: ConversationContextType

  @Field(() => ID, { nullable: true, description: "LivePerson's id of the consumer's device." })
  visitorId?: string

  @Field(() => ID, {
    nullable: true,
    description: "LivePerson's id of the device's monitored session.",
  })
  sessionId?: string

  @Field(() => ID, { nullable: true, description: "The Monitoring API's contextId." })
  interactionContextId?: string

  @Field(() => GraphQLLocale, {
    nullable: true,
    description: 'The language, as an IETF tag, e.g. en-US.',
  })
  lang?: string
}

@Directive('@key(fields: "id")')
@ObjectType({ description: "A conversation between a consumer and a brand's agents." })
export class Conversation {
  @Field(() => ID, { description: "LivePerson's conversationId." })
  id!: string

  @Field(() => ID, { description: 'The LivePerson site it belongs to.' })
  accountId!: string

  @Field(() => Consumer, { description: 'The consumer on whose behalf it was opened.' })
  consumer!: Consumer

  @Field(() => ConversationStage, { description: 'Whether it is open.' })
  stage!: ConversationStage

  @Field(() => ID, {
    description:
      'The dialog that messages go to. LivePerson gives the main dialog the id of its conversation.',
  })
  mainDialogId!: string

  @Field(() => GraphQLDateTime, {
    description: 'When the gateway saw it created or, where it was opened elsewhere, first saw it.',
  })
  createdAt!: Date

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was closed.' })
  closedAt?: Date

  @Field(() => String, {
    nullable: true,
    description: 'Who or what closed it, e.g. AGENT or CONSUMER.',
  })
  closeReason?: string

  @Field(() => ID, { nullable: true, description: 'The skill it was requested for.' })
  skillId?: string

  @Field(() => CampaignInfo, { nullable: true, description: 'The campaign it was requested for.' })
  campaignInfo?: CampaignInfo

  @Field(() => ConversationContext, { nullable: true, description: 'Where it was opened from.' })
  context?: ConversationContext
}
