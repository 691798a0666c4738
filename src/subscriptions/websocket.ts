import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { handleProtocols } from 'graphql-ws'
import { WebSocketServer } from 'ws'
import type { Config } from '../config.ts'
import type { Metrics } from '../metrics.ts'
import { toSeconds } from '../rates/rate-headers.ts'
import { rateLimited } from '../rates/rate-limited.ts'
import { goingAway } from './closing.ts'
import { createGraphQLWs, type GraphQLWsParts } from './graphql-ws.ts'
import { SubscriberSocket } from './subscriber-socket.ts'
import { type Refusal, refusalOf, refuse } from './upgrade.ts'

/** A subscription and its variables are far smaller. */
const MAX_MESSAGE_BYTES = 64 * 1024

export interface WebSocketParts extends GraphQLWsParts {
  readonly app: FastifyInstance
  readonly config: Pick<Config, 'cors' | 'publicUrl'>
  readonly metrics: Pick<Metrics, 'slowReaders'>
  readonly slowReaderMs: number
}

/** Opens sockets at /graphql, and closes them when the app closes. */
export function serveWebSockets(parts: WebSocketParts): void {
  const { app, config, metrics, rates, slowReaderMs } = parts
  const speak = createGraphQLWs(parts)
  const open = new Set<SubscriberSocket>()
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_MESSAGE_BYTES,
    autoPong: false,
    handleProtocols,
  })
  const onSlow = (): void => metrics.slowReaders.inc()
  let isClosing = false

  // Else every request with an Upgrade header would come here: some clients ask for h2c by default.
  Object.assign(app.server, {
    shouldUpgradeCallback: ({ method, headers }: IncomingMessage) =>
      method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket',
  })
  const onUpgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // counted first, whatever comes of it; meanwhile nobody else listens to this socket
    socket.on('error', ignore)
    const excess = await excessOf(request, rates)
    socket.off('error', ignore)
    const refusal = isClosing ? closing : (excess ?? refusalOf(request, config))
    if (refusal) {
      refuse(socket, refusal)
      return
    }
    server.handleUpgrade(request, socket, head, (accepted) => {
      const subscriber = new SubscriberSocket(accepted, request, { slowReaderMs, onSlow })
      open.add(subscriber)
      subscriber.onClose(() => open.delete(subscriber))
      speak(subscriber)
    })
  }
  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    void onUpgrade(request, socket, head)
  })
  app.addHook('preClose', async () => {
    isClosing = true
    for (const subscriber of open) subscriber.close(goingAway)
  })
}

/** Every attempt counts, for each costs a handshake and perhaps a token to verify. */
async function excessOf(
  request: IncomingMessage,
  rates: WebSocketParts['rates'],
): Promise<Refusal | undefined> {
  const standing = await rates.countAddress(request)
  if (!standing?.isOver) return undefined
  return {
    status: 429,
    code: 'RATE_LIMITED',
    message: rateLimited(standing).message,
    headers: { 'retry-after': toSeconds(standing.resetMs) },
  }
}

const ignore = (): void => undefined

const closing = { status: 503, code: 'OVERLOADED', message: 'The gateway stops.' }
