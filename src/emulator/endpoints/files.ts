import { json } from '../answers.ts'
import type { Answer, Call, Handler } from '../call.ts'
import { type FileMethod, filePath, type Files, MAX_FILE_BYTES } from '../files.ts'

/** Swift: stores the bytes at the path that their URL was signed for. */
export function createUpload(files: Files): Handler {
  return (call) => {
    const relativePath = readPath('PUT', call, files)
    if (relativePath === undefined) return UNAUTHORIZED
    if (call.bytes.length > MAX_FILE_BYTES) return text(413, 'Request Entity Too Large')
    const contentType = call.headers['content-type'] ?? 'application/octet-stream'
    files.store(relativePath, { contentType, bytes: call.bytes })
    return text(201, '')
  }
}

export function createDownload(files: Files): Handler {
  return (call) => {
    const relativePath = readPath('GET', call, files)
    if (relativePath === undefined) return UNAUTHORIZED
    const found = files.find(relativePath)
    if (found === undefined) return json(404, { error: 'no such file' })
    return { status: 200, headers: { 'content-type': found.contentType }, body: found.bytes }
  }
}

function readPath(
  method: FileMethod,
  { accountId, params, query }: Call,
  files: Files,
): string | undefined {
  const relativePath = filePath(accountId, params['name'] ?? '')
  return files.isAllowed(method, relativePath, query) ? relativePath : undefined
}

const text = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain;charset=utf-8' },
  body,
})

const UNAUTHORIZED = text(401, '401 Unauthorized: Temp URL invalid')
