import { Directive, Field, ID, InputType } from 'type-graphql'
import { MessageContentInput } from '../conversation/message.input.ts'
import { PII } from '../privacy/pii.ts'

@InputType({ description: "A consumer's message in a conversation." })
export class SendMessageInput {
  @Field(() => ID, { description: 'The conversation.' })
  conversationId!: string

  @Field(() => ID, {
    nullable: true,
    description:
      "The dialog; when left out, the main one. A survey's has an id that its events tell.",
  })
  dialogId?: string | null

  @Field(() => MessageContentInput, { description: 'The message.' })
  content!: MessageContentInput

  @Directive(PII)
  @Field(() => ID, {
    nullable: true,
    description:
      'What the message answers to: the identifier of the card or button that was clicked. Up to 64 characters.',
  })
  externalId?: string | null

  @Field(() => ID, {
    nullable: true,
    description:
      'The same key with the same input sends at most one message, however often it is sent. The header Idempotency-Key says the same.',
  })
  idempotencyKey?: string | null
}
