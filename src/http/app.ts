import type { Socket } from 'node:net'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { correlationIdOf } from '../context.ts'
import type { Logger } from '../logger.ts'
import type { RequestWatch } from '../telemetry/request-watch.ts'
import type { Trust } from '../rates/caller-address.ts'
import { answerBare } from './bare-socket.ts'
import { sendError, toErrorBody } from './error-answer.ts'
import type { Handovers } from './handover.ts'
import { addSecurityHeaders, toSecurityHeaders } from './security-headers.ts'

/** Bodies above it are refused unread. */
export const MAX_BODY_BYTES = 1024 * 1024
/** What a caller may take to send a request. */
const RECEIVE_TIMEOUT_MS = 30_000
/** Fastify writes parameters in this form. RFC 8259, section 8.1: JSON travels in UTF-8. */
const JSON_IN_UTF8 = /^application\/json(?=;|$)(?!.*; charset="(?!utf-?8"))/i

export interface AppOptions {
  /** Told of every request that was answered. */
  readonly requests: Pick<RequestWatch, 'answered'>
  /** Which callers may say who called them. */
  readonly trust: Trust
  readonly publicUrl?: URL | undefined
  readonly handovers: Pick<Handovers, 'of'>
}

/** An app without a path: what it refuses, it refuses in the shape of GraphQL's errors. */
export function createApp(logger: Logger, options: AppOptions): FastifyInstance {
  const refuse = refuser(logger)
  const security = toSecurityHeaders(options)
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    trustProxy: options.trust,
    requestTimeout: RECEIVE_TIMEOUT_MS,
    // it would refuse what the prepared path has let in, too
    return503OnClosing: false,
    // Node would keep the first of two Authorization headers and drop the other unseen.
    http: { joinDuplicateHeaders: true },
    genReqId: (request) =>
      options.handovers.of(request)?.correlationId ?? correlationIdOf(request.headers),
    // no hook sees what has no URL
    frameworkErrors: (error, request, reply) =>
      void refuse(error, request, reply.headers(security)),
    clientErrorHandler: refuseMalformed,
  })
  addSecurityHeaders(app, security)
  app.removeAllContentTypeParsers()
  const parseJson = app.getDefaultJsonParser('error', 'ignore')
  app.addContentTypeParser(JSON_IN_UTF8, { parseAs: 'string' }, parseJson)

  refuseWhenClosing(app, options.handovers)
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-correlation-id', request.id)
    if (!app.server.listening) reply.header('connection', 'close')
  })
  app.addHook('onResponse', async (request, reply) => options.requests.answered(request, reply))
  app.setErrorHandler(refuse)
  const methodsAt = listMethods(app)
  app.setNotFoundHandler((request, reply) => refuseUnrouted(methodsAt, request, reply))
  return app
}

/** But for what was let in before, and may have had its effect already. */
function refuseWhenClosing(app: FastifyInstance, handovers: Pick<Handovers, 'of'>): void {
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  app.addHook('onRequest', async (request, reply) => {
    if (!isClosing || handovers.of(request.raw)) return
    return sendError(request, reply, 503, 'The gateway stops. Nothing was done; ask another.')
  })
}

interface Refusal {
  readonly statusCode?: number
  readonly message: string
}

const expectations: Readonly<Record<number, string>> = {
  413: `Expected a body of at most ${MAX_BODY_BYTES} bytes.`,
  415: 'Expected a body of application/json, in UTF-8.',
}

function refuser(logger: Logger) {
  return (error: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { statusCode = 500, message } = error
    if (statusCode >= 500) {
      logger.error({ correlationId: request.id, err: error }, 'internal fault')
      return sendError(request, reply, 500, 'Internal server error.')
    }
    // Fastify would close at once: who still sends the rest of a body would never read the answer.
    reply.removeHeader('connection')
    return sendError(request, reply, statusCode, expectations[statusCode] ?? message)
  }
}

/** By path. Not `hasRoute`, which takes a path for a pattern and throws for some. */
function listMethods(app: FastifyInstance): ReadonlyMap<string, ReadonlySet<string>> {
  const methodsAt = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = methodsAt.get(url) ?? new Set()
    methodsAt.set(url, methods)
    for (const each of [method].flat()) methods.add(each)
  })
  return methodsAt
}

function refuseUnrouted(
  methodsAt: ReturnType<typeof listMethods>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const methods = methodsAt.get(request.url.replace(/\?.*/, ''))
  const allowed = ['GET', 'HEAD', 'POST'].filter((method) => methods?.has(method))
  if (allowed.length === 0) return sendError(request, reply, 404, 'There is nothing at this path.')
  reply.header('allow', allowed.join(', '))
  return sendError(request, reply, 405, `Expected ${allowed.join(' or ')} at this path.`)
}

const malformed: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Expected shorter headers.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, `Expected the request within ${RECEIVE_TIMEOUT_MS} ms.`],
}

/** What is not even HTTP gets its answer written by hand. */
function refuseMalformed(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, message] = malformed[error.code ?? ''] ?? [400, 'Expected an HTTP/1.1 request.']
  answerBare(socket, status, toErrorBody(status, message))
}
