import { Field, ID, InputType, Int } from 'type-graphql'
import { AcceptStatus } from './conversation-event.type.ts'

@InputType({ description: 'What became of messages at the consumer.' })
export class AcknowledgeMessagesInput {
  @Field(() => ID, { description: 'The conversation.' })
  conversationId!: string

  @Field(() => ID, { nullable: true, description: 'The dialog; when left out, the main one.' })
  dialogId?: string | null

  @Field(() => [Int], {
    description:
      'The places of the messages in the dialog, 1 to 1,000 of them, as events tell them.',
  })
  sequences!: number[]

  @Field(() => AcceptStatus, { description: 'What became of them.' })
  status!: AcceptStatus
}
