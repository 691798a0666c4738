import type { Duplex } from 'node:stream'
import { handWrittenHeaders } from './security-headers.ts'

// `import` would read each of node:http's exports, and the WebSocket among them takes 30 ms of a start.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/** Where Node hands over a socket and no response, the answer is written by hand. */
export function answerBare(
  socket: Duplex,
  status: number,
  body: string,
  headers: Readonly<Record<string, string | number>> = {},
): void {
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
