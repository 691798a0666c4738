import { Field, ID, InputType, Int } from 'type-graphql'
import { FileType } from '../conversation/message.input.ts'

@InputType({ description: 'A file that the consumer wants to send.' })
export class CreateUploadUrlInput {
  @Field(() => ID, { description: 'The conversation it is meant for.' })
  conversationId!: string

  @Field(() => FileType, { description: 'The kind of file.' })
  fileType!: FileType

  @Field(() => Int, { description: 'Its size in bytes: 1 to 3,145,728 (3 MB).' })
  fileSize!: number
}
