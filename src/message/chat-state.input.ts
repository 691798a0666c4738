import { Field, ID, InputType } from 'type-graphql'
import { ChatState } from './conversation-event.type.ts'

@InputType({ description: 'What the consumer is doing in a conversation.' })
export class SetChatStateInput {
  @Field(() => ID, { description: 'The conversation.' })
  conversationId!: string

  @Field(() => ID, { nullable: true, description: 'The dialog; when left out, the main one.' })
  dialogId?: string | null

  @Field(() => ChatState, { description: 'What the consumer is doing.' })
  chatState!: ChatState
}
