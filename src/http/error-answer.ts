import type { FastifyReply, FastifyRequest } from 'fastify'
import { chooseMediaType } from './media-type.ts'

const codes: Readonly<Record<number, string>> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'RATE_LIMITED',
  431: 'HEADERS_TOO_LARGE',
  503: 'OVERLOADED',
}

/** The body of an answer to what GraphQL never saw, in the shape GraphQL's own errors have. */
export function toErrorBody(status: number, message: string, correlationId?: string): string {
  const extensions =
    status === 500
      ? { code: 'INTERNAL_SERVER_ERROR', correlationId }
      : { code: codes[status] ?? 'BAD_REQUEST' }
  return JSON.stringify({ errors: [{ message, extensions }] })
}

export function sendError(
  { headers, id }: FastifyRequest,
  reply: FastifyReply,
  status: number,
  message: string,
): FastifyReply {
  return reply
    .code(status)
    .header('x-correlation-id', id)
    .type(`${chooseMediaType(headers.accept)}; charset=utf-8`)
    .send(toErrorBody(status, message, id))
}
