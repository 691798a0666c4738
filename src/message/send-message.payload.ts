import { Field, ID, ObjectType } from 'type-graphql'
import { BatchRequestResult } from '../conversation/create-conversation.payload.ts'
import { Problem } from '../problems.ts'

@ObjectType({ description: 'What sendMessage did.' })
export class SendMessagePayload {
  @Field(() => BatchRequestResult, {
    description: 'EventPublished, with its place in the dialog, when LivePerson took the message.',
  })
  result!: BatchRequestResult

  @Field(() => Problem, {
    nullable: true,
    description: 'What kept the message from being sent. Null when it was.',
  })
  problem?: Problem

  @Field(() => Boolean, {
    description:
      'True when this answer was stored by an earlier call with the same idempotencyKey.',
  })
  replayed!: boolean

  @Field(() => ID, { description: 'Quote it to whoever runs the gateway: it is in their log.' })
  correlationId!: string
}
