import { at, fault, wireIdRule } from '../conversation/input-rules.ts'
import type { InvalidField } from '../problems.ts'
import type { CreateUploadUrlInput } from './create-upload-url.input.ts'

/** LivePerson: 3 MB. */
export const MAX_FILE_BYTES = 3 * 1024 * 1024

/** What GraphQL's types cannot say about an input. Empty when it is sound. */
export function uploadFaults({ conversationId, fileSize }: CreateUploadUrlInput): InvalidField[] {
  const fits = fileSize >= 1 && fileSize <= MAX_FILE_BYTES
  return [
    ...wireIdRule(at('conversationId'), conversationId),
    ...(fits
      ? []
      : fault(at('fileSize'), `expected 1 to ${MAX_FILE_BYTES} bytes, but got ${fileSize}`)),
  ]
}
