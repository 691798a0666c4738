import { createUnionType, Directive, Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql'
import { closedEnum } from '../closed-enum.ts'
import { ConversationStage } from '../conversation/conversation.type.ts'
import { GraphQLDateTime, GraphQLJSONObject } from '../scalars.ts'

export const ChatState = closedEnum('ChatState', 'What a participant is doing.', {
  ACTIVE: 'Present, and not writing.',
  INACTIVE: 'Present, and not paying attention.',
  GONE: 'Has left.',
  COMPOSING: 'Is writing.',
  PAUSE: 'Has stopped writing, for now.',
})
export type ChatState = keyof typeof ChatState

export const AcceptStatus = closedEnum(
  'AcceptStatus',
  'What became of messages at a participant.',
  {
    ACCEPT: 'They arrived.',
    READ: 'They were read.',
    ACCESS: 'What they link to was opened.',
    NACK: 'They were refused.',
    ACTION: 'An action that they offer was taken.',
  },
)
export type AcceptStatus = keyof typeof AcceptStatus

export const ParticipantRole = closedEnum(
  'ParticipantRole',
  'The part somebody plays in a conversation.',
  {
    CONSUMER: "The brand's consumer.",
    ASSIGNED_AGENT: 'The agent, or bot, to whom the conversation is assigned.',
    AGENT: 'Another agent.',
    MANAGER: 'A manager.',
    AGENT_MANAGER: "The agent's manager.",
    ASSIGNED_MANAGER: 'The manager to whom the conversation is assigned.',
    READER: 'Somebody who only reads.',
    CONTROLLER: 'A program of the brand that takes part, e.g. one that sends automatic messages.',
    UNKNOWN: 'A part that the gateway does not know.',
  },
)
export type ParticipantRole = keyof typeof ParticipantRole

@ObjectType({ description: 'A message of plain text.' })
export class TextContent {
  readonly __typename!: 'TextContent'

  @Field(() => String, { description: 'What was written.' })
  text!: string

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description: "Answers to choose from, in LivePerson's form.",
  })
  quickReplies?: Readonly<Record<string, unknown>>
}

@ObjectType({ description: 'A message of structured content: cards, carousels, buttons.' })
export class RichContent {
  readonly __typename!: 'RichContent'

  @Field(() => GraphQLJSONObject, { description: "LivePerson's structured content." })
  content!: Readonly<Record<string, unknown>>

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description: "Answers to choose from, in LivePerson's form.",
  })
  quickReplies?: Readonly<Record<string, unknown>>
}

@ObjectType({ description: 'A message that is a file.' })
export class FileContent {
  readonly __typename!: 'FileContent'

  @Field(() => String, { description: "Its path in LivePerson's file storage." })
  relativePath!: string

  @Field(() => String, { description: 'The kind of file, as LivePerson names it, e.g. PNG.' })
  fileType!: string

  @Field(() => String, { nullable: true, description: 'A few words on it.' })
  caption?: string

  @Field(() => String, {
    nullable: true,
    description: 'A small picture of it, as a data URL: data:image/png;base64,…',
  })
  preview?: string
}

@ObjectType({ description: 'A message of a kind, or in a form, that the gateway does not know.' })
export class UnknownContent {
  readonly __typename!: 'UnknownContent'

  @Field(() => String, {
    description: 'What LivePerson calls the kind: a content type, or the type of the event.',
  })
  contentType!: string

  @Field(() => GraphQLJSONObject, { description: "The message's event, as LivePerson sent it." })
  raw!: Readonly<Record<string, unknown>>
}

export const MessageContent = createUnionType({
  name: 'MessageContent',
  description: 'What a message says.',
  types: () => [TextContent, RichContent, FileContent, UnknownContent] as const,
})
export type MessageContent = TextContent | RichContent | FileContent | UnknownContent

@InterfaceType({ description: 'Something that happened in a conversation.' })
export abstract class ConversationEvent {
  @Field(() => String, {
    description:
      'The place of the event in its conversation. Give it as `after` to go on from here; it means nothing else.',
  })
  cursor!: string

  @Field(() => ID, { description: "LivePerson's conversationId." })
  conversationId!: string

  @Field(() => ID, {
    nullable: true,
    description: 'The dialog it happened in; null for what concerns the whole conversation.',
  })
  dialogId?: string

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it happened; null where LivePerson does not say.',
  })
  at?: Date
}

@ObjectType({ implements: ConversationEvent, description: 'Somebody sent a message.' })
export class MessageEvent extends ConversationEvent {
  readonly __typename!: 'MessageEvent'

  @Field(() => Int, {
    description: 'Its number in the dialog. Receipts have a number there, too.',
  })
  sequence!: number

  @Field(() => ParticipantRole, { description: 'The part its sender plays.' })
  from!: ParticipantRole

  @Field(() => ID, { nullable: true, description: "LivePerson's id of its sender." })
  participantId?: string

  @Field(() => MessageContent, { description: 'What it says.' })
  content!: MessageContent
}

@ObjectType({
  implements: ConversationEvent,
  description: 'Somebody began or stopped writing, came or went.',
})
export class ChatStateEvent extends ConversationEvent {
  readonly __typename!: 'ChatStateEvent'

  @Field(() => ParticipantRole, { description: 'The part this participant plays.' })
  from!: ParticipantRole

  @Field(() => ChatState, { description: 'What the participant does now.' })
  chatState!: ChatState
}

@ObjectType({
  implements: ConversationEvent,
  description: 'A receipt: messages arrived at somebody, or were read.',
})
export class AcceptStatusEvent extends ConversationEvent {
  readonly __typename!: 'AcceptStatusEvent'

  @Field(() => Int, {
    nullable: true,
    description: "The receipt's own number in the dialog; null where LivePerson does not say.",
  })
  sequence?: number

  @Field(() => ParticipantRole, { description: 'The part its sender plays.' })
  from!: ParticipantRole

  @Field(() => AcceptStatus, { description: 'What became of the messages.' })
  status!: AcceptStatus

  @Field(() => [Int], { description: 'The numbers of the messages.' })
  sequences!: readonly number[]
}

@ObjectType({
  implements: ConversationEvent,
  description: 'The conversation changed: how it stands from now on.',
})
export class ConversationChangeEvent extends ConversationEvent {
  readonly __typename!: 'ConversationChangeEvent'

  @Field(() => ConversationStage, { description: 'Whether it is open.' })
  stage!: ConversationStage

  @Field(() => ID, { nullable: true, description: 'The skill it is routed to.' })
  skillId?: string

  @Field(() => String, {
    nullable: true,
    description: 'Who or what closed it, e.g. AGENT or CONSUMER.',
  })
  closeReason?: string

  @Field(() => ID, {
    nullable: true,
    description: "LivePerson's id of the agent it is assigned to; null when it is nobody's.",
  })
  assignedAgentId?: string
}

@ObjectType({
  implements: ConversationEvent,
  description: 'Messages of these sequences have not arrived; they may still.',
})
export class MessageGapEvent extends ConversationEvent {
  readonly __typename!: 'MessageGapEvent'

  @Field(() => [Int], {
    description: 'The missing numbers in the dialog; the last 1,000 of them when there are more.',
  })
  sequences!: readonly number[]
}

export type AnyConversationEvent =
  MessageEvent | ChatStateEvent | AcceptStatusEvent | ConversationChangeEvent | MessageGapEvent

/** The Relay connection specification fixes the names from here on. */
@Directive('@shareable')
@ObjectType({ description: 'Where a page stands in the whole, as Relay specifies it.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean

  @Field(() => Boolean, { description: 'Whether there is something before this page.' })
  hasPreviousPage!: boolean

  @Field(() => String, { nullable: true, description: 'The cursor of the first edge, if any.' })
  startCursor?: string

  @Field(() => String, {
    nullable: true,
    description:
      'The cursor of the last edge: the next page comes after it, and conversationEvents goes on from it. Given for a page without edges, too.',
  })
  endCursor?: string
}

@ObjectType({ description: 'An event with its place.' })
export class ConversationEventEdge {
  @Field(() => String, { description: "The event's cursor." })
  cursor!: string

  @Field(() => ConversationEvent, { description: 'The event.' })
  node!: AnyConversationEvent
}

@ObjectType({ description: 'A page of the events of a conversation, oldest first.' })
export class ConversationEventConnection {
  @Field(() => [ConversationEventEdge], { description: 'The events with their cursors.' })
  edges!: readonly ConversationEventEdge[]

  @Field(() => PageInfo, { description: 'Where this page stands.' })
  pageInfo!: PageInfo
}
