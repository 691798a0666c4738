import { Field, ID, ObjectType } from 'type-graphql'
import { Problem } from '../problems.ts'
import { GraphQLDateTime, GraphQLUrlText } from '../scalars.ts'

@ObjectType({ description: 'Where to upload a file to, and how to send it then.' })
export class CreateUploadUrlPayload {
  @Field(() => GraphQLUrlText, {
    nullable: true,
    description: "Where to PUT the file's bytes. It needs no token, and works for a minute.",
  })
  uploadUrl?: string

  @Field(() => String, {
    nullable: true,
    description: "The file's path there: what sendMessage wants as content.file.relativePath.",
  })
  relativePath?: string

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the URL ceases to work.',
  })
  expiresAt?: Date

  @Field(() => Problem, {
    nullable: true,
    description: 'What kept the URL from being made. Null when there is one.',
  })
  problem?: Problem

  @Field(() => ID, { description: 'Quote it to whoever runs the gateway: it is in their log.' })
  correlationId!: string
}
