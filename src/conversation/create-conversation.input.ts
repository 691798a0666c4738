import { Directive, Field, ID, InputType } from 'type-graphql'
import { closedEnum } from '../closed-enum.ts'
import { EngagementInput } from '../engagement/engagement.input.ts'
import { GraphQLLocale } from '../scalars.ts'
import { ConversationContextType } from './conversation.type.ts'
import { MessageContentInput } from './message.input.ts'
import { SdeInput } from './sde.input.ts'
import { UserProfileInput } from './user-profile.input.ts'
import { PII } from '../privacy/pii.ts'

export const TtrDefName = closedEnum(
  'TtrDefName',
  'How urgent a conversation is: which time to respond the agent is given.',
  {
    NORMAL: 'Normal.',
    URGENT: 'Urgent.',
    PRIORITIZED: 'Prioritized: what LivePerson assumes when nothing is said.',
    CUSTOM: "The account's own. LivePerson's current documents no longer list it.",
  },
)
export type TtrDefName = keyof typeof TtrDefName

export const ChannelType = closedEnum('ChannelType', 'The channel of a conversation.', {
  MESSAGING: 'Messaging, the only channel of the Connector API.',
})
export type ChannelType = keyof typeof ChannelType

@InputType({
  description: "The campaign to route by; both ids come from LivePerson's Monitoring API.",
})
export class CampaignInfoInput {
  @Field(() => ID, { description: "The campaign's id." })
  campaignId!: string

  @Field(() => ID, { description: "The engagement's id within the campaign." })
  engagementId!: string
}

@Directive(PII)
@InputType({
  description:
    "Where the conversation is opened from; the ids come from LivePerson's Monitoring API.",
})
export class ConversationContextInput {
  @Field(() => ConversationContextType, {
    defaultValue: 'SHARK_CONTEXT',
    description: 'The kind of place.',
  })
  type!: ConversationContextType

  @Field(() => ID, { nullable: true, description: "LivePerson's id of the consumer's device." })
  visitorId?: string | null

  @Field(() => ID, {
    nullable: true,
    description: "LivePerson's id of the device's monitored session.",
  })
  sessionId?: string | null

  @Field(() => ID, { nullable: true, description: "The Monitoring API's contextId." })
  interactionContextId?: string | null

  @Field(() => GraphQLLocale, {
    nullable: true,
    description:
      'Language as an IETF tag, e.g. en-US. It must be one of those the engagement is configured for.',
  })
  lang?: string | null
}

@InputType({
  description: 'A conversation to open. Everything is optional; see the advice in the answer.',
})
export class CreateConversationInput {
  @Field(() => ID, {
    nullable: true,
    description: 'LivePerson site id. May be left out where the gateway serves one account.',
  })
  accountId?: string | null

  @Directive(PII)
  @Field(() => ID, {
    nullable: true,
    description:
      'Your own stable id of the consumer. Only callers allowed to act for consumers may set it.',
  })
  consumerId?: string | null

  @Field(() => ID, {
    nullable: true,
    description:
      'The same key with the same input creates at most one conversation, however often it is sent. The header Idempotency-Key says the same.',
  })
  idempotencyKey?: string | null

  @Field(() => [SdeInput], {
    nullable: true,
    description: 'What the agent is to know of the consumer.',
  })
  sdes?: SdeInput[] | null

  @Field(() => UserProfileInput, { nullable: true, description: "The consumer's flat profile." })
  profile?: UserProfileInput | null

  @Field(() => TtrDefName, { nullable: true, description: 'How urgent it is.' })
  ttrDefName?: TtrDefName | null

  @Field(() => CampaignInfoInput, { nullable: true, description: 'The campaign to route by.' })
  campaignInfo?: CampaignInfoInput | null

  @Field(() => ConversationContextInput, {
    nullable: true,
    description: 'Where it is opened from.',
  })
  conversationContext?: ConversationContextInput | null

  @Field(() => ChannelType, { defaultValue: 'MESSAGING', description: 'The channel.' })
  channelType!: ChannelType

  @Field(() => ID, {
    nullable: true,
    description:
      'The skill to route to; "-1" stands for all. LivePerson discourages it: prefer a campaign.',
  })
  skillId?: string | null

  @Field(() => EngagementInput, {
    nullable: true,
    description:
      'Look campaignInfo and conversationContext up with the Monitoring API first, and use the first engagement found. Not together with either. Where the consumer turns out to have an open conversation, nothing is sent.',
  })
  engagement?: EngagementInput | null

  @Field(() => MessageContentInput, {
    nullable: true,
    description: "The consumer's first message, sent in the same batch.",
  })
  firstMessage?: MessageContentInput | null
}
