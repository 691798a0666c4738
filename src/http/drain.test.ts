import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it } from '@jest/globals'
import { closeOnDrain } from './drain.ts'

const request = 'GET / HTTP/1.1\r\nHost: gateway\r\n'

/** A server that answers when a test does, and what drains it. */
async function start(graceMs: number) {
  const server = createServer()
  const app = {
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
      }),
  }
  const listener = await closeOnDrain(app, graceMs).serverWillStart?.({} as never)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    server,
    drain: async () => listener?.drainServer?.(),
    open: async () => {
      const taken = once(server, 'connection')
      const socket = connect(port, '127.0.0.1')
      sockets.push(socket)
      await taken
      return socket
    },
  }
}
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

describe('draining', () => {
  it('closes a connection that never asked', async () => {
    const { drain, open } = await start(60_000)
    const silent = await open()

    await drain()

    expect(await text(silent)).toBe('')
  })

  it('waits for an answer', async () => {
    const { server, drain, open } = await start(60_000)
    const asking = await open()
    const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>
    asking.write(`${request}\r\n`)
    const [, response] = await asked

    const drained = drain()
    response.setHeader('connection', 'close')
    response.end('an answer')
    const [received] = await Promise.all([text(asking), drained])

    expect(received).toMatch(/an answer/)
  })

  it('closes a connection whose answer has not come when the time is over', async () => {
    const { server, drain, open } = await start(1)
    const asking = await open()
    const asked = once(server, 'request')
    asking.write(`${request}\r\n`)
    await asked

    await drain()

    expect(await text(asking)).toBe('')
  })
})
