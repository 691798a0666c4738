import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from '@jest/globals'
import { print } from 'graphql'
import { CreateConversationDocument } from '../generated/graphql.ts'
import { openConnection, toResponse, untilRefused } from '../support/raw-http.ts'
import { startTestGateway } from '../support/start.ts'

const body = JSON.stringify({
  query: print(CreateConversationDocument),
  variables: { input: { firstMessage: { text: 'Hello' } } },
})
const head = [
  'POST /graphql HTTP/1.1',
  'Host: gateway',
  'Content-Type: application/json',
  `Content-Length: ${Buffer.byteLength(body)}`,
  '\r\n',
].join('\r\n')

describe('a gateway that stops', () => {
  it('answers what is in flight, says that the connection ends, and ends it', async () => {
    await using gateway = await startTestGateway()
    const upstream = gateway.emulator.holdNext('conversation')
    const caller = await openConnection(gateway.url)
    caller.write(head + body)
    await upstream.arrived

    const stopped = gateway[Symbol.asyncDispose]()
    await untilRefused(gateway.url)
    upstream.release()
    const response = toResponse(await text(caller))
    await stopped

    expect(response.status).toBe(200)
    expect(response.headers.get('connection')).toBe('close')
    expect(JSON.parse(response.body)).toMatchObject({
      data: { createConversation: { outcome: 'CREATED' } },
    })
  })

  it('does nothing about a request that comes after one in flight on the same connection', async () => {
    await using gateway = await startTestGateway()
    const upstream = gateway.emulator.holdNext('conversation')
    const other = await openConnection(gateway.url)
    other.write(head)
    const caller = await openConnection(gateway.url)
    caller.write(head + body)
    await upstream.arrived

    const stopped = gateway[Symbol.asyncDispose]()
    await untilRefused(gateway.url)
    caller.write(head.replace('\r\n', '\r\nX-Consumer-Id: late\r\n') + body)
    // The answer to this one shows that the bytes before it have been read, too.
    other.write(body)
    await text(other)
    upstream.release()
    const received = await text(caller)
    await stopped

    expect(received.match(/^HTTP\/1\.1 200/gm)).toHaveLength(1)
    const senders = gateway.emulator.requests('consumerJws').map(({ body: sent }) => sent)
    expect(senders.join()).not.toContain('late')
  })

  it('answers a request whose body is still on its way', async () => {
    await using gateway = await startTestGateway()
    const upstream = gateway.emulator.holdNext('conversation')
    const other = await openConnection(gateway.url)
    const caller = await openConnection(gateway.url)
    caller.write(head)
    other.write(head + body)
    await upstream.arrived

    const stopped = gateway[Symbol.asyncDispose]()
    await untilRefused(gateway.url)
    caller.write(body)
    const response = toResponse(await text(caller))
    upstream.release()
    await stopped

    expect(response.status).toBe(200)
    expect(response.headers.get('connection')).toBe('close')
    expect(JSON.parse(response.body)).toMatchObject({
      data: { createConversation: { results: expect.any(Array) } },
    })
  })

  it('waits for no connection that has nothing in flight', async () => {
    await using gateway = await startTestGateway()
    const idle = await openConnection(gateway.url)
    idle.write('GET /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n')
    const [answer] = await once(idle, 'data')
    const unused = await openConnection(gateway.url)

    const ended = Promise.all([once(idle, 'end'), once(unused.resume(), 'end')])
    await gateway[Symbol.asyncDispose]()
    await ended

    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('cuts a connection that is still not done some seconds after the deadline of a request', async () => {
    await using gateway = await startTestGateway({ UPSTREAM_TIMEOUT_MS: '100' })
    const stuck = await openConnection(gateway.url)
    stuck.write('POST /graphql HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n')
    stuck.write('Content-Length: 1000\r\n\r\n{')
    await fetch(`${gateway.url}/healthz`)

    const closed = once(stuck.resume(), 'close')
    await gateway[Symbol.asyncDispose]()
    await closed

    expect(stuck.bytesRead).toBe(0)
  }, 10_000)
})
