import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { together } from '../together.ts'

const CONTENT_TYPE = /^application\/json(?:; ?charset=utf-8)?$/i
/** Written as it is or escaped: Fastify's parser refuses it. */
const PROTOTYPE = /__proto__|\\u00[5-7]/

/**
 * A POST whose headers leave no question open: JSON of a known length, in UTF-8, for an answer in one piece.
 * What is not that may still be fine, and is looked at more closely elsewhere.
 */
export function isPlainJson(
  { method, url, headers }: IncomingMessage,
  { path, maxBytes }: { readonly path: string; readonly maxBytes: number },
): boolean {
  return (
    method === 'POST' &&
    url === path &&
    CONTENT_TYPE.test(headers['content-type'] ?? '') &&
    lengthOf(headers) <= maxBytes &&
    headers['transfer-encoding'] === undefined &&
    headers['content-encoding'] === undefined &&
    !headers.accept?.includes('text/event-stream') &&
    isPlainHost(headers.host) &&
    isPlainHost(headers['x-forwarded-host'])
  )
}

function isPlainHost(host: string | string[] | undefined): boolean {
  if (host === undefined) return true
  return typeof host === 'string' && URL.canParse(`http://${host}/`)
}

/** In bytes; not a number where the header does not say. */
function lengthOf(headers: IncomingHttpHeaders): number {
  return Number(headers['content-length'])
}

/** For several requests together. Undefined when the connection ends before the body does. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  await together()
  // most bodies come with their headers, and are there by now
  if (request.complete) return (request.read() as Buffer | null) ?? EMPTY
  if (request.destroyed) return undefined
  const body = await restOf(request)
  await together()
  return body
}

const EMPTY = Buffer.alloc(0)

function restOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Buffer | undefined>()
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const [first] = chunks
    resolve(chunks.length === 1 ? first : Buffer.concat(chunks))
  })
  request.on('error', () => resolve(undefined))
  return promise
}

/** Undefined when it is no JSON, or none that is above suspicion. */
export function parsePlainJson(body: Buffer): unknown {
  const text = body.toString()
  if (PROTOTYPE.test(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
