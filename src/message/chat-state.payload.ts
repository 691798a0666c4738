import { Field, ID, ObjectType } from 'type-graphql'
import { BatchRequestResult } from '../conversation/create-conversation.payload.ts'
import { Problem } from '../problems.ts'

@ObjectType({ description: 'What setChatState did.' })
export class SetChatStatePayload {
  @Field(() => BatchRequestResult, {
    description: 'EventPublished when LivePerson took it; a chat state has no place in the dialog.',
  })
  result!: BatchRequestResult

  @Field(() => Problem, {
    nullable: true,
    description: 'What kept it from being told. Null when it was.',
  })
  problem?: Problem

  @Field(() => ID, { description: 'Quote it to whoever runs the gateway: it is in their log.' })
  correlationId!: string
}
