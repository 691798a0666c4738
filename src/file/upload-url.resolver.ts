import { Arg, Ctx, Mutation, Resolver } from 'type-graphql'
import type { Context } from '../context.ts'
import type { ConversationId } from '../ids.ts'
import { invalidInput } from '../problem.mapper.ts'
import { CreateUploadUrlInput } from './create-upload-url.input.ts'
import { CreateUploadUrlPayload } from './create-upload-url.payload.ts'
import { uploadFaults } from './upload-rules.ts'
import { toUploadRequest } from './upload-ticket.ts'
import type { UploadUrlCreator } from './upload-url-creator.ts'
import { toUploadUrlPayload, withProblem } from './upload-url.mapper.ts'

@Resolver()
export class UploadUrlResolver {
  readonly #creator: UploadUrlCreator

  constructor(creator: UploadUrlCreator) {
    this.#creator = creator
  }

  @Mutation(() => CreateUploadUrlPayload, {
    description:
      'Has LivePerson make a URL to upload a file to. PUT the bytes there within a minute, then call sendMessage with content.file. What goes wrong at LivePerson is data in the payload, not an error.',
  })
  async createUploadUrl(
    @Arg('input', () => CreateUploadUrlInput, { description: 'The file.' })
    input: CreateUploadUrlInput,
    @Ctx() context: Context,
  ): Promise<CreateUploadUrlPayload> {
    const { correlationId } = context
    const faults = uploadFaults(input)
    if (faults.length > 0) return withProblem(invalidInput(faults), correlationId)
    const conversationId = input.conversationId as ConversationId
    const outcome = await this.#creator.create(conversationId, toUploadRequest(input), context)
    return toUploadUrlPayload(outcome, correlationId)
  }
}
