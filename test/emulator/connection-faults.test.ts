import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type Client, type Headers, rawOpen, startClient } from './client.ts'

let client: Client
let ada: Headers
let ca: string
beforeAll(async () => {
  client = await startClient()
  ada = await client.authorize('ada')
  ca = (await client.get('/__certificate')).text
})
beforeEach(() => client.emulator.reset())
afterAll(() => client[Symbol.asyncDispose]())

type Scheme = 'http' | 'https'
const SCHEMES = ['http', 'https'] as const
const PHASES = ['before', 'after'] as const
const CASES = SCHEMES.flatMap((scheme) => PHASES.map((phase) => [scheme, phase] as const))

/** What came until the connection ended, and how it ended. */
interface Ending {
  readonly received: string
  readonly by: 'FIN' | 'RST'
}

async function openOn(scheme: Scheme): Promise<Socket> {
  const port = Number(new URL(client.emulator.url).port)
  const options = { host: '127.0.0.1', port }
  const socket = scheme === 'http' ? connectTcp(options) : connectTls({ ...options, ca })
  await once(socket, scheme === 'http' ? 'connect' : 'secureConnect')
  return socket
}

function writeOpen(socket: Socket): Promise<Ending> {
  const { promise, resolve } = Promise.withResolvers<Ending>()
  let received = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    received += text
  })
  socket.once('end', () => {
    resolve({ received, by: 'FIN' })
    socket.destroy()
  })
  socket.once('error', () => resolve({ received, by: 'RST' }))

  socket.write(rawOpen(ada))
  return promise
}

const conversationsAfter = (phase: 'before' | 'after'): number => (phase === 'after' ? 1 : 0)

describe.each(CASES)('over %s, %s the effect', (scheme, phase) => {
  it('resets the connection without an answer', async () => {
    client.emulator.addFault({ endpoint: 'conversation', phase, fault: { kind: 'reset' } })

    const ending = await writeOpen(await openOn(scheme))

    expect(ending).toEqual({ received: '', by: 'RST' })
    expect(client.emulator.conversations()).toHaveLength(conversationsAfter(phase))
  })

  it('closes the connection without an answer', async () => {
    client.emulator.addFault({ endpoint: 'conversation', phase, fault: { kind: 'close' } })

    const ending = await writeOpen(await openOn(scheme))

    expect(ending).toEqual({ received: '', by: 'FIN' })
    expect(client.emulator.conversations()).toHaveLength(conversationsAfter(phase))
  })

  it('closes the connection after half of the body', async () => {
    client.emulator.addFault({ endpoint: 'conversation', phase, fault: { kind: 'truncate' } })

    const { received, by } = await writeOpen(await openOn(scheme))

    const [head = '', body = ''] = received.split('\r\n\r\n')
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
    expect(by).toBe('FIN')
    expect(body).toHaveLength(Math.floor(length / 2))
    expect(body.length).toBeGreaterThan(0)
    expect(client.emulator.conversations()).toHaveLength(conversationsAfter(phase))
  })

  it('never answers, until it is reset', async () => {
    client.emulator.addFault({ endpoint: 'conversation', phase, fault: { kind: 'hang' } })
    const hold = client.emulator.holdNext('conversation', phase)

    const ending = writeOpen(await openOn(scheme))
    await hold.arrived
    hold.release()
    await client.get('/__conversations') // whatever was to be answered has been answered by now
    const first = await Promise.race([ending, Promise.resolve('nothing yet')])
    const made = client.emulator.conversations().length
    client.emulator.reset()

    expect(first).toBe('nothing yet')
    expect(made).toBe(conversationsAfter(phase))
    expect(await ending).toMatchObject({ received: '' })
  })
})

it('ends idle connections when it stops', async () => {
  const stopping = await startClient()
  const socket = connectTcp(Number(new URL(stopping.emulator.url).port), '127.0.0.1')
  await once(socket, 'connect')
  const closed = once(socket, 'close')

  await stopping[Symbol.asyncDispose]()

  expect(await closed).toEqual([expect.any(Boolean)])
})

it('ends hanging calls when it stops', async () => {
  const stopping = await startClient()
  stopping.emulator.addFault({ endpoint: 'domain', fault: { kind: 'hang' } })
  const hold = stopping.emulator.holdNext('domain')
  const hanging = stopping.get('/api/account/1/service/baseURI.json').catch(() => 'ended')
  await hold.arrived
  hold.release()

  await stopping[Symbol.asyncDispose]()

  expect(await hanging).toBe('ended')
})
