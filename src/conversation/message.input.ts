import { Directive, Field, InputType } from 'type-graphql'
import { closedEnum } from '../closed-enum.ts'
import { GraphQLJSONObject } from '../scalars.ts'
import { PII } from '../privacy/pii.ts'

export const FileType = closedEnum('FileType', 'The kind of a file, by its ending.', {
  JPG: 'A JPEG picture.',
  JPEG: 'A JPEG picture.',
  PNG: 'A PNG picture.',
  GIF: 'A GIF picture.',
  PDF: 'A PDF document.',
  TXT: 'A text file.',
})
export type FileType = keyof typeof FileType

@Directive(PII)
@InputType({ description: "A file that was uploaded to LivePerson's file storage before." })
export class FileContentInput {
  @Field(() => String, { description: 'Its path there, starting with a slash.' })
  relativePath!: string

  @Field(() => FileType, { description: 'The kind of file.' })
  fileType!: FileType

  @Field(() => String, { nullable: true, description: 'A few words on it.' })
  caption?: string | null

  @Field(() => String, {
    nullable: true,
    description: 'A small picture of it, as a data URL: data:image/png;base64,… Below 30 KB.',
  })
  preview?: string | null
}

@Directive(PII)
@Directive('@oneOf')
@InputType({
  description:
    'A message: exactly one of its kinds. LivePerson takes up to 5,000 characters, JSON and all.',
})
export class MessageContentInput {
  @Field(() => String, { nullable: true, description: 'Plain text.' })
  text?: string

  @Field(() => GraphQLJSONObject, {
    nullable: true,
    description: "LivePerson's structured content.",
  })
  richContent?: Record<string, unknown>

  @Field(() => FileContentInput, { nullable: true, description: 'A file.' })
  file?: FileContentInput
}
