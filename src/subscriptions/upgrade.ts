import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws'
import type { Config } from '../config.ts'
import { handWrittenHeaders } from '../http/security-headers.ts'
import { isAllowedOrigin } from './origin.ts'

export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly headers?: Readonly<Record<string, string | number>>
}

/** What is wrong with a request that wants to become a socket, if anything is. */
export function refusalOf(
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  config: Pick<Config, 'cors' | 'publicUrl'>,
): Refusal | undefined {
  if (url.replace(/\?.*/, '') !== '/graphql') {
    return { status: 404, code: 'NOT_FOUND', message: 'There is no socket at this path.' }
  }
  if (!isAllowedOrigin(headers.origin, headers.host, config)) {
    const message = 'Expected a page of an origin that CORS_ORIGINS lists.'
    return { status: 403, code: 'FORBIDDEN', message }
  }
  if (handleProtocols(headers['sec-websocket-protocol'] ?? '') === false) {
    const message = `Expected the WebSocket subprotocol ${GRAPHQL_TRANSPORT_WS_PROTOCOL}.`
    return { status: 400, code: 'BAD_REQUEST', message }
  }
  return undefined
}

/** Written by hand: Node hands over a bare socket. */
export function refuse(socket: Duplex, { status, code, message, headers = {} }: Refusal): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] })
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      ...handWrittenHeaders,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  )
}
