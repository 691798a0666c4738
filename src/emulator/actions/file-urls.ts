import { badRequest, json, okResult } from '../answers.ts'
import { downloadUrlSchema, uploadUrlSchema } from '../requests/bodies.ts'
import { readWith } from '../requests/envelope.ts'
import type { Action } from './action.ts'

/** `ms.GenerateURLForUploadFile`: where one file may be stored within a minute. */
export const createUploadUrl: Action = (request, consumer, { files, fileOptions }) => {
  const body = readWith(uploadUrlSchema, request.body, request.id)
  if (!body.ok) return body.answer
  const { fileType } = body.value
  const isDocument = fileType === 'PDF' || fileType === 'TXT'
  if (isDocument && fileOptions.allowDocuments !== true) {
    return badRequest('Bad Request, expected JPG, JPEG, PNG or GIF at fileType', request.id)
  }
  return json(200, okResult(request.id, { ...files.createUploadUrl(consumer, fileType) }))
}

/** `ms.GenerateURLForDownloadFile`: where one file may be read within a minute. */
export const createDownloadUrl: Action = (request, consumer, { files }) => {
  const body = readWith(downloadUrlSchema, request.body, request.id)
  if (!body.ok) return body.answer
  const url = files.createDownloadUrl(consumer.accountId, body.value.relativePath)
  return url === undefined
    ? badRequest('Bad Request', request.id)
    : json(200, okResult(request.id, { ...url }))
}
