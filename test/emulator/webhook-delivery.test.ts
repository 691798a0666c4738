import { describe, expect, it } from '@jest/globals'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { openFor, startChat } from './chat.ts'
import { startClient } from './client.ts'
import { startReceiver } from './webhook-receiver.ts'

const attemptsOf = (emulator: Emulator) => emulator.webhooks().map(({ attempts }) => attempts)

describe('delivery', () => {
  it('tries again after anything but 200 and 201, with the same bytes, before the next', async () => {
    const answers = [500, 204, 404, 201]
    await using receiver = await startReceiver((_, n) => answers[n] ?? 200)
    await using chat = await startChat({ webhooks: { url: receiver.url, retryBaseMs: 1 } })

    await chat.say('after it')
    await chat.emulator.webhooksIdle()

    expect(attemptsOf(chat.emulator)).toEqual([[500, 204, 404, 201], [200]])
    const bodies = receiver.posts.map(({ bytes }) => bytes.toString())
    expect(new Set(bodies.slice(0, 4))).toEqual(new Set([bodies[0]]))
    expect(chat.emulator.webhooks()).toMatchObject([{ delivered: true }, { delivered: true }])
  })

  it('waits twice as long before each further attempt', async () => {
    const times: number[] = []
    await using receiver = await startReceiver(() =>
      times.push(performance.now()) < 4 ? 503 : 200,
    )
    await using chat = await startChat({ webhooks: { url: receiver.url, retryBaseMs: 50 } })

    await chat.emulator.webhooksIdle()

    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    expect(pauses).toHaveLength(3)
    // timers may fire a millisecond early
    for (const [index, least] of [50, 100, 200].entries()) {
      expect(pauses[index]).toBeGreaterThanOrEqual(least - 2)
    }
  })

  it('gives up when the retention time is over, and goes on with the next', async () => {
    await using receiver = await startReceiver(({ type }) => (type.startsWith('cqm') ? 500 : 200))
    await using chat = await startChat({
      webhooks: { url: receiver.url, retryBaseMs: 100, retentionSeconds: 0.05 },
    })

    await chat.say('still heard')
    await chat.emulator.webhooksIdle()

    expect(attemptsOf(chat.emulator)).toEqual([[500], [200]])
    expect(chat.emulator.webhooks()).toMatchObject([{ delivered: false }, { delivered: true }])
  })

  it('tries again when no answer comes in time', async () => {
    await using receiver = await startReceiver((_, n) => (n === 0 ? 'silence' : 200))
    await using chat = await startChat({
      webhooks: { url: receiver.url, retryBaseMs: 1, answerTimeoutMs: 100 },
    })

    await chat.emulator.webhooksIdle()

    expect(attemptsOf(chat.emulator)).toEqual([['no answer', 200]])
  })

  it('tries again until somebody listens', async () => {
    const gone = await startReceiver()
    await gone[Symbol.asyncDispose]()
    await using receiver = await startReceiver()
    let calls = 0
    const url = (): string => (calls++ === 0 ? gone.url : receiver.url)
    await using chat = await startChat({ webhooks: { url, retryBaseMs: 1 } })

    await chat.emulator.webhooksIdle()

    expect(attemptsOf(chat.emulator)).toEqual([['no answer', 200]])
  })

  it('lets no conversation wait for another', async () => {
    const blocked = Promise.withResolvers<200>()
    const heard = Promise.withResolvers<void>()
    await using receiver = await startReceiver(({ change }, n) => {
      if (n === 0) return blocked.promise
      if (JSON.stringify(change).includes('from Bob')) heard.resolve()
      return 200
    })
    await using chat = await startChat({ webhooks: { url: receiver.url } })
    await chat.say('from Ada')
    const bob = await openFor(chat, 'bob')

    await bob.say('from Bob')
    await heard.promise
    const whileBlocked = receiver.texts()
    blocked.resolve(200)
    await chat.emulator.webhooksIdle()

    expect(whileBlocked).toEqual(['from Bob'])
    expect(receiver.texts()).toEqual(['from Bob', 'from Ada'])
  })

  it('keeps the order of one conversation', async () => {
    await using receiver = await startReceiver((_, n) => (n % 3 === 0 ? 500 : 200))
    await using chat = await startChat({ webhooks: { url: receiver.url, retryBaseMs: 1 } })
    const said = Array.from({ length: 10 }, (_, n) => `message ${n}`)

    for (const text of said) await chat.say(text)
    await chat.emulator.webhooksIdle()

    expect([...new Set(receiver.texts())]).toEqual(said)
    expect(receiver.texts().length).toBeGreaterThan(said.length)
  })
})

describe('what waits to be delivered', () => {
  it.each(['reset', 'stop', 'sendWebhooksTo'] as const)('ends with %s', async (way) => {
    const arrived = Promise.withResolvers<void>()
    await using receiver = await startReceiver(() => {
      arrived.resolve()
      return 'silence'
    })
    await using client = await startClient({ webhooks: { url: receiver.url } })
    const ada = await openFor(client, 'ada')
    await ada.say('never sent')
    await arrived.promise

    if (way === 'reset') client.emulator.reset()
    else if (way === 'stop') await client.emulator[Symbol.asyncDispose]()
    else client.emulator.sendWebhooksTo(undefined)
    await client.emulator.webhooksIdle()

    expect(receiver.posts).toHaveLength(1)
    expect(client.emulator.webhooks()).toHaveLength(way === 'sendWebhooksTo' ? 2 : 0)
  })

  it('goes to the new target when another is named', async () => {
    const arrived = Promise.withResolvers<void>()
    await using deaf = await startReceiver(() => {
      arrived.resolve()
      return 500
    })
    await using receiver = await startReceiver()
    await using chat = await startChat({ webhooks: { url: deaf.url, retryBaseMs: 50 } })
    await arrived.promise

    chat.emulator.sendWebhooksTo({ url: receiver.url, retryBaseMs: 50 })
    await chat.emulator.webhooksIdle()

    expect(attemptsOf(chat.emulator)).toEqual([[500, 200]])
    expect(receiver.posts).toHaveLength(1)
  })

  it('is told to the same target after a reset, counted from 0', async () => {
    await using receiver = await startReceiver()
    await using client = await startClient({ webhooks: { url: receiver.url } })
    await openFor(client, 'ada')
    await client.emulator.webhooksIdle()

    client.emulator.reset()
    await openFor(client, 'ada')
    await client.emulator.webhooksIdle()

    expect(receiver.posts).toHaveLength(2)
    expect(client.emulator.webhooks()).toMatchObject([{ index: 0, delivered: true }])
  })
})
