import { once } from 'node:events'
import http, { type RequestListener } from 'node:http'
import https from 'node:https'
import { createServer, type Socket } from 'node:net'
import { certificate } from './certificate.ts'

/** The first byte of every TLS connection: a handshake record. No HTTP method starts with it. */
const TLS_HANDSHAKE = 0x16

export interface Listener extends AsyncDisposable {
  readonly port: number
  /** The TCP socket below a request's own socket, which is another one under TLS. */
  tcpSocketOf(socket: Socket): Socket
}

/** Listens for HTTP and HTTPS on one port. Stopping cuts every connection. */
export async function startListener(
  onRequest: RequestListener,
  host: string,
  port: number,
): Promise<Listener> {
  const sockets = new Map<string, Socket>()
  const plain = http.createServer({ keepAliveTimeout: 0 }, onRequest)
  let secure: Promise<https.Server> | undefined

  const listener = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    const peer = peerOf(socket)
    sockets.set(peer, socket)
    socket.once('close', () => sockets.delete(peer))
    socket.on('error', () => socket.destroy())
    // half-open connections are for those who have asked; nobody else will close this one
    const endUnasked = (): void => void socket.end()
    socket.once('end', endUnasked)
    socket.once('data', (first: Buffer) => {
      socket.off('end', endUnasked)
      socket.pause()
      socket.unshift(first)
      if (first[0] !== TLS_HANDSHAKE) return hand(socket, plain)
      secure ??= createSecureServer(onRequest)
      secure.then(
        (server) => hand(socket, server),
        () => socket.destroy(),
      )
    })
  })
  listener.listen(port, host)
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address')

  return {
    port: address.port,
    tcpSocketOf: (socket) => sockets.get(peerOf(socket)) ?? socket,
    async [Symbol.asyncDispose]() {
      const closed = once(listener, 'close')
      listener.close()
      for (const socket of sockets.values()) socket.destroy()
      await closed
    },
  }
}

function hand(socket: Socket, server: http.Server | https.Server): void {
  server.emit('connection', socket)
  socket.resume()
}

async function createSecureServer(onRequest: RequestListener): Promise<https.Server> {
  return https.createServer({ ...(await certificate()), keepAliveTimeout: 0 }, onRequest)
}

const peerOf = (socket: Socket): string => `${socket.remoteAddress} ${socket.remotePort}`
