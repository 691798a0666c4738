import { type AnswerItem, isRecord } from '../connector/answer.ts'
import type { GenerateUploadUrl } from '../connector/protocol.ts'
import { REQUEST_ID } from '../message/message-request.mapper.ts'
import type { CreateUploadUrlInput } from './create-upload-url.input.ts'

/** What LivePerson's file storage wants to see with an upload. */
export interface UploadTicket {
  readonly kind: 'upload-ticket'
  readonly relativePath: string
  readonly signature: string
  /** Seconds since the epoch. */
  readonly expires: string
}

export function toUploadRequest({ fileSize, fileType }: CreateUploadUrlInput): GenerateUploadUrl {
  return {
    kind: 'req',
    id: REQUEST_ID,
    type: 'ms.GenerateURLForUploadFile',
    body: { fileSize: String(fileSize), fileType },
  }
}

/** Undefined where a part is missing. */
export function toUploadTicket({
  relativePath,
  queryParams,
}: AnswerItem['body']): UploadTicket | undefined {
  if (typeof relativePath !== 'string' || !relativePath.startsWith('/')) return undefined
  if (!isRecord(queryParams)) return undefined
  const { temp_url_sig: signature, temp_url_expires } = queryParams
  if (typeof signature !== 'string' || signature === '') return undefined
  if (typeof temp_url_expires !== 'string' && typeof temp_url_expires !== 'number') return undefined
  const expires = String(temp_url_expires)
  return /^\d{1,12}$/.test(expires)
    ? { kind: 'upload-ticket', relativePath, signature, expires }
    : undefined
}

/** @param origin of the file storage */
export function toUploadUrl(
  { relativePath, signature, expires }: UploadTicket,
  origin: string,
): string {
  const url = new URL(origin)
  // not resolved against the origin: a path of two slashes would name another host
  url.pathname = relativePath
  url.search = new URLSearchParams({
    temp_url_sig: signature,
    temp_url_expires: expires,
  }).toString()
  return url.href
}
