import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'

/** A connection on which a test writes its own bytes, for what no client library would send. */
export async function openConnection(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  await once(socket, 'connect')
  return socket
}

export interface RawResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/**
 * Sends these lines, ended as HTTP wants it, and reads until the server closes the connection, which
 * the request must ask for with `Connection: close` or by being wrong.
 */
export async function exchange(
  url: string,
  lines: readonly string[],
  body = '',
): Promise<RawResponse> {
  const socket = await openConnection(url)
  socket.write([...lines, '', body].join('\r\n'))
  return toResponse(await text(socket))
}

export function toResponse(received: string): RawResponse {
  const [head = '', ...rest] = received.split('\r\n\r\n')
  const [statusLine = '', ...fields] = head.split('\r\n')
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: new Headers(
      fields.map((field) => {
        const [name = '', ...value] = field.split(':')
        return [name, value.join(':').trim()]
      }),
    ),
    body: rest.join('\r\n\r\n'),
  }
}

/** Resolves once nothing listens at this address any more. */
export async function untilRefused(url: string): Promise<void> {
  for (;;) {
    try {
      const socket = await openConnection(url)
      socket.destroy()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ECONNREFUSED') return
      // It was in the queue of a listener that closed: the next one will be refused.
      if (code !== 'ECONNRESET') throw error
    }
  }
}
