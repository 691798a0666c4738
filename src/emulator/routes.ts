import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Call, ENDPOINT_NAMES, type EndpointName, type Handler } from './call.ts'
import { FILE_ROUTE } from './files.ts'
import type { Listener } from './listener.ts'
import type { Pipeline } from './pipeline.ts'
import type { RequestLog } from './request-log.ts'
import { respond } from './respond.ts'
import { authorityOf } from './services.ts'

const ACCOUNT = '/api/account/:accountId'
const DOMAINS = `${ACCOUNT}/service`
const CONVERSATION = `${ACCOUNT}/messaging/consumer/conversation`
const INSTALLATIONS = `${ACCOUNT}/configuration/app-install/installations`

interface PathParams {
  Params: Readonly<Record<string, string>>
}

interface Routes {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly paths: readonly string[]
}

/** Where each endpoint lives. One emulator plays all hosts, so all paths share one table. */
const ROUTES: Readonly<Record<EndpointName, Routes>> = {
  domain: {
    method: 'GET',
    paths: [
      `${DOMAINS}/baseURI`,
      `${DOMAINS}/baseURI.json`,
      `${DOMAINS}/:service/baseURI`,
      `${DOMAINS}/:service/baseURI.json`,
    ],
  },
  appJwt: { method: 'POST', paths: [`/sentinel${ACCOUNT}/app/token`] },
  consumerJws: { method: 'POST', paths: [`${ACCOUNT}/consumer`] },
  conversation: { method: 'POST', paths: [CONVERSATION] },
  send: { method: 'POST', paths: [`${CONVERSATION}/send`] },
  upload: { method: 'PUT', paths: [FILE_ROUTE] },
  download: { method: 'GET', paths: [FILE_ROUTE] },
  engagement: { method: 'POST', paths: [`${ACCOUNT}/app/:appInstallationId/engagement`] },
  login: { method: 'POST', paths: [`${ACCOUNT}/login`] },
  installations: { method: 'GET', paths: [INSTALLATIONS, `${INSTALLATIONS}/:installationId`] },
}

export interface RoutesOptions {
  readonly handlers: Readonly<Record<EndpointName, Handler>>
  readonly pipeline: Pipeline
  readonly log: RequestLog
  /** Known only once the server listens. */
  readonly listener: () => Listener
}

export function addRoutes(app: FastifyInstance, options: RoutesOptions): void {
  for (const endpoint of ENDPOINT_NAMES) {
    const { method, paths } = ROUTES[endpoint]
    for (const url of paths) {
      app.route<PathParams>({
        method,
        url,
        exposeHeadRoute: false,
        handler: (request, reply) => serve(endpoint, request, reply, options),
      })
    }
  }
}

async function serve(
  endpoint: EndpointName,
  request: FastifyRequest<PathParams>,
  reply: FastifyReply,
  { handlers, pipeline, log, listener }: RoutesOptions,
): Promise<FastifyReply> {
  const url = new URL(request.url, 'http://localhost')
  const call = toCall(endpoint, request, url, `127.0.0.1:${listener().port}`)
  const answered = log.add(endpoint, request.method, url.pathname, call)
  const tcpSocket = listener().tcpSocketOf(request.raw.socket)
  const { signal } = pipeline

  try {
    const outcome = await pipeline.run(endpoint, call, handlers[endpoint])
    if (outcome.kind === 'answer' || outcome.kind === 'truncate') answered(outcome.answer.status)
    await respond(reply, outcome, tcpSocket, signal)
  } catch (error) {
    if (!signal.aborted) throw error
    reply.hijack()
    tcpSocket.destroy()
  }
  return reply
}

function toCall(
  endpoint: EndpointName,
  request: FastifyRequest<PathParams>,
  url: URL,
  fallbackAuthority: string,
): Call {
  const { accountId = '', ...params } = request.params
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  return {
    accountId,
    params,
    query: Object.fromEntries(url.searchParams),
    headers: toHeaders(request.headers),
    // a file is no text, and the request log must not keep whole files
    body: endpoint === 'upload' ? `${bytes.length} bytes` : bytes.toString('utf8'),
    bytes,
    authority: authorityOf(request.headers.host, fallbackAuthority),
  }
}

const toHeaders = (headers: IncomingHttpHeaders): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  )
