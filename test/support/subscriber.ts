import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { json } from 'node:stream/consumers'
import { type Client, createClient } from 'graphql-ws'
import { type ClientOptions, WebSocket } from 'ws'

export const conversationEvents = /* GraphQL */ `
  subscription ($id: ID!, $after: String) {
    conversationEvents(conversationId: $id, after: $after) {
      __typename
      cursor
      ... on MessageEvent {
        sequence
        content {
          ... on TextContent {
            text
          }
        }
      }
    }
  }
`

export interface SeenEvent {
  readonly __typename: string
  readonly cursor: string
  readonly sequence?: number
  readonly content?: { readonly text?: string }
}

interface Seen {
  readonly [field: string]: unknown
  readonly conversationEvents: SeenEvent
}

export interface SeenResult {
  readonly data?: Seen | null | undefined
  readonly errors?: readonly { readonly message: string }[] | undefined
}

/** The client that most frontends use, with nothing retried. */
export function createSubscriber(
  url: string,
  connectionParams: Readonly<Record<string, unknown>> = {},
): Client {
  return createClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 })
}

export function follow(
  client: Client,
  id: string,
  after?: string,
): AsyncIterableIterator<SeenResult> {
  const variables = { id, ...(after !== undefined && { after }) }
  return client.iterate<Seen>({ query: conversationEvents, variables })
}

/** The next event, of which there has to be one. */
export async function nextOf(events: AsyncIterator<SeenResult, unknown>): Promise<SeenEvent> {
  const step = await events.next()
  const event = step.done ? undefined : step.value.data?.conversationEvents
  if (event === undefined) throw new Error(`expected an event, got ${JSON.stringify(step)}`)
  return event
}

/** A socket on which a test writes its own messages. */
export class RawSubscriber implements Disposable {
  readonly socket: WebSocket
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly #received: unknown[] = []
  #arrived = Promise.withResolvers<void>()

  private constructor(socket: WebSocket) {
    this.socket = socket
    this.closed = once(socket, 'close').then(([code, reason]) => ({
      code: Number(code),
      reason: String(reason),
    }))
    socket.on('error', () => undefined)
    socket.on('message', (data) => {
      this.#received.push(JSON.parse((data as Buffer).toString()))
      this.#arrived.resolve()
    })
  }

  static async open(url: string, options: ClientOptions = {}): Promise<RawSubscriber> {
    const subscriber = new RawSubscriber(new WebSocket(url, 'graphql-transport-ws', options))
    await once(subscriber.socket, 'open')
    return subscriber
  }

  /** One that has been let in. */
  static async connect(url: string, options: ClientOptions = {}): Promise<RawSubscriber> {
    const subscriber = await RawSubscriber.open(url, options)
    subscriber.send({ type: 'connection_init' })
    await subscriber.next()
    return subscriber
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message))
  }

  subscribe(id: string, query: string, variables: object = {}): void {
    this.send({ type: 'subscribe', id, payload: { query, variables } })
  }

  /** The oldest message that has not been asked for. */
  async next(): Promise<unknown> {
    while (this.#received.length === 0) {
      this.#arrived = Promise.withResolvers()
      await this.#arrived.promise
    }
    return this.#received.shift()
  }

  [Symbol.dispose](): void {
    this.socket.terminate()
  }
}

/** Why an upgrade was refused. */
export async function refusalOf(
  url: string,
  protocol: string | undefined,
  options: ClientOptions = {},
): Promise<{ readonly status: number | undefined; readonly body: unknown }> {
  const socket = new WebSocket(url, protocol, options)
  socket.on('error', () => undefined)
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  return { status: response.statusCode, body: await json(response) }
}
