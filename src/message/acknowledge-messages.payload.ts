import { Field, ID, ObjectType } from 'type-graphql'
import { BatchRequestResult } from '../conversation/create-conversation.payload.ts'
import { Problem } from '../problems.ts'

@ObjectType({ description: 'What acknowledgeMessages did.' })
export class AcknowledgeMessagesPayload {
  @Field(() => BatchRequestResult, {
    description: 'EventPublished, with the place of the receipt itself, when LivePerson took it.',
  })
  result!: BatchRequestResult

  @Field(() => Problem, {
    nullable: true,
    description: 'What kept the receipt from being sent. Null when it was.',
  })
  problem?: Problem

  @Field(() => ID, { description: 'Quote it to whoever runs the gateway: it is in their log.' })
  correlationId!: string
}
