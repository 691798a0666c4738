import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type Client, DOMAINS, type Headers, rawOpen, startClient } from './client.ts'

let client: Client
let ada: Headers
beforeAll(async () => {
  client = await startClient()
  ada = await client.authorize('ada')
})
beforeEach(() => client.emulator.reset())
afterAll(() => client[Symbol.asyncDispose]())

describe('a hold', () => {
  it('keeps the next call from its effect until it is released', async () => {
    const hold = client.emulator.holdNext('conversation')

    const opening = client.open(ada)
    await hold.arrived
    const whileHeld = client.emulator.conversations().length
    const [pending] = client.emulator.requests('conversation')
    hold.release()
    const { status } = await opening

    expect(whileHeld).toBe(0)
    expect(pending).toMatchObject({ status: undefined })
    expect(status).toBe(200)
  })

  it('keeps the answer after the effect', async () => {
    const hold = client.emulator.holdNext('conversation', 'after')

    const opening = client.open(ada)
    await hold.arrived
    const whileHeld = client.emulator.conversations().length
    hold.release()

    expect(whileHeld).toBe(1)
    expect((await opening).status).toBe(200)
  })

  it('holds one call and lets the others pass', async () => {
    const hold = client.emulator.holdNext('domain')

    const held = client.get(DOMAINS)
    await hold.arrived
    const passing = await client.get(DOMAINS)
    hold.release()

    expect(passing.status).toBe(200)
    expect((await held).status).toBe(200)
  })

  it('may be released before its call arrives', async () => {
    const hold = client.emulator.holdNext('domain')
    hold.release()

    const { status } = await client.get(DOMAINS)

    expect(status).toBe(200)
  })

  it('lets the effect happen though its caller has gone', async () => {
    const hold = client.emulator.holdNext('conversation')
    const socket = connect(Number(new URL(client.emulator.url).port), '127.0.0.1')
    socket.write(rawOpen(ada))
    await hold.arrived

    socket.destroy()
    await once(socket, 'close')
    hold.release()
    while (client.emulator.requests('conversation')[0]?.status === undefined) {
      await client.get(DOMAINS)
    }

    expect(client.emulator.conversations()).toHaveLength(1)
  })

  it('ends without effect when the emulator is reset', async () => {
    const hold = client.emulator.holdNext('conversation')
    const opening = client.open(ada).catch(() => 'cut')
    await hold.arrived

    client.emulator.reset()

    expect(await opening).toBe('cut')
    hold.release()
    await client.get(DOMAINS)
    expect(client.emulator.conversations()).toEqual([])
  })
})
