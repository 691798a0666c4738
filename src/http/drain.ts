import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { ApolloServerPlugin } from '@apollo/server'

export interface DrainedApp {
  readonly server: Server
  /** Stops listening, and waits for what is in flight. */
  close(): PromiseLike<unknown>
}

/**
 * Closes an app when Apollo Server stops. Node closes connections that have answered and are asked
 * nothing more; those that never asked are closed here, and after a time those that still wait.
 * docs/decisions/0028-connections-are-drained-here.md says why this is not Apollo's own plugin.
 */
export function closeOnDrain(app: DrainedApp, graceMs: number): ApolloServerPlugin {
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const closeAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    serverWillStart: async () => ({
      drainServer: async () => {
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
        const grace = setTimeout(closeAll, graceMs)
        await app.close()
        clearTimeout(grace)
      },
    }),
  }
}
