import { Field, ID, InputType } from 'type-graphql'

@InputType({ description: 'A conversation to close.' })
export class CloseConversationInput {
  @Field(() => ID, { description: 'The conversation.' })
  conversationId!: string

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Close the main dialog only, so that a post-conversation survey can run. LivePerson closes the conversation after it.',
  })
  runSurvey!: boolean
}
