import { Field, ID, ObjectType } from 'type-graphql'
import { Advice, BatchRequestResult } from '../conversation/create-conversation.payload.ts'
import { Problem } from '../problems.ts'

@ObjectType({ description: 'What updateUserProfile did.' })
export class UpdateUserProfilePayload {
  @Field(() => BatchRequestResult, {
    description: 'UserProfileSet when LivePerson stored the profile.',
  })
  result!: BatchRequestResult

  @Field(() => Problem, {
    nullable: true,
    description: 'What kept the profile from being stored. Null when it was.',
  })
  problem?: Problem

  @Field(() => [Advice], {
    description: "What LivePerson's own guidance would change in this input.",
  })
  advice!: Advice[]

  @Field(() => ID, { description: 'Quote it to whoever runs the gateway: it is in their log.' })
  correlationId!: string
}
