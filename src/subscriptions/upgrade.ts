import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws'
import type { Config } from '../config.ts'
import { answerBare } from '../http/bare-socket.ts'
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

export function refuse(socket: Duplex, { status, code, message, headers }: Refusal): void {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] })
  socket.on('error', () => socket.destroy())
  socket.once('finish', () => socket.destroy())
  answerBare(socket, status, body, headers)
}
