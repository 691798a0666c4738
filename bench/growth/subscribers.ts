import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { WebSocket } from 'ws'
import { create, passthroughHeaders, toBody } from '../workload.ts'

const AT_ONCE = 50
const query = `subscription ($id: ID!) { conversationEvents(conversationId: $id) { __typename cursor } }`

/** One conversation for each consumer, so that there is something to subscribe to. */
export async function openConversations(url: string, count: number): Promise<readonly string[]> {
  const pool = new Pool(url, { connections: AT_ONCE })
  const body = toBody(create)
  const ids: string[] = []
  while (ids.length < count) {
    const consumers = Array.from(
      { length: Math.min(AT_ONCE, count - ids.length) },
      (_, index) => ids.length + index,
    )
    ids.push(
      ...(await Promise.all(
        consumers.map(async (consumer) => {
          const headers = { 'content-type': 'application/json', ...passthroughHeaders(consumer) }
          const answer = await pool.request({ method: 'POST', path: '/graphql', headers, body })
          const text = await answer.body.text()
          const id = /"conversation":\{"id":"([^"]+)"/.exec(text)?.[1]
          if (id === undefined) throw new Error(`expected a conversation, got ${text}`)
          return id
        }),
      )),
    )
  }
  await pool.close()
  return ids
}

/**
 * Each on a socket of its own, as browsers do it. Every one is open when this resolves.
 * @param ids of each consumer's conversation
 */
export async function subscribeToAll(url: string, ids: readonly string[]): Promise<Disposable> {
  const sockets: WebSocket[] = []
  while (sockets.length < ids.length) {
    const some = ids.slice(sockets.length, sockets.length + AT_ONCE)
    sockets.push(
      ...(await Promise.all(some.map((id, index) => subscribe(url, id, sockets.length + index)))),
    )
  }
  while ((await countActive(url)) < ids.length) await pause(50)
  return {
    [Symbol.dispose]() {
      for (const socket of sockets) socket.terminate()
    },
  }
}

async function subscribe(url: string, id: string, consumer: number): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload: passthroughHeaders(consumer) }))
  await once(socket, 'message')
  socket.on('message', (data: Buffer) => {
    throw new Error(`expected no message, got ${data.toString()}`)
  })
  socket.send(JSON.stringify({ type: 'subscribe', id, payload: { query, variables: { id } } }))
  return socket
}

async function countActive(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  return Number(/^gateway_subscriptions_active (.+)$/m.exec(metrics)?.[1])
}
