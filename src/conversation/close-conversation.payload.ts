import { Field, ID, ObjectType } from 'type-graphql'
import { Problem } from '../problems.ts'
import { Conversation } from './conversation.type.ts'

@ObjectType({ description: 'What closeConversation did.' })
export class CloseConversationPayload {
  @Field(() => Conversation, {
    nullable: true,
    description: 'The conversation as it is known now. With a survey to run it is not closed yet.',
  })
  conversation?: Conversation

  @Field(() => Problem, {
    nullable: true,
    description: 'What kept it from being closed. Null when LivePerson closed it.',
  })
  problem?: Problem

  @Field(() => ID, { description: 'Quote it to whoever runs the gateway: it is in their log.' })
  correlationId!: string
}
