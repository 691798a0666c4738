import { describe, expect, it } from '@jest/globals'
import type { Disturbance } from '../../src/emulator/emulator.ts'
import { CLOSE, startChat } from './chat.ts'
import { startReceiver } from './webhook-receiver.ts'

const SAID = ['one', 'two', 'three', 'four']

/** What a receiver hears of {@link SAID}. */
async function hear(disturbance: Disturbance, said: readonly string[] = SAID) {
  await using receiver = await startReceiver()
  await using chat = await startChat({ webhooks: { url: receiver.url } })
  chat.emulator.disturbWebhooks(disturbance)
  for (const text of said) await chat.say(text)
  await chat.emulator.webhooksIdle()
  return { texts: receiver.texts(), posts: receiver.posts, webhooks: chat.emulator.webhooks() }
}

describe('on request', () => {
  it.each([
    [{}, 'one two three four'],
    [{ duplicate: 2 }, 'one one two two three four'],
    [{ lose: 2 }, 'three four'],
    [{ swap: 1 }, 'two one three four'],
    [{ swap: 2 }, 'two one four three'],
    [{ lose: 1, duplicate: 1 }, 'two two three four'],
    [{ swap: 1, duplicate: 1 }, 'two one one three four'],
  ])('%j of four messages lets %s come', async (disturbance, expected) => {
    const { texts } = await hear(disturbance)

    expect(texts.join(' ')).toBe(expected)
  })

  it('sends a duplicate with the same bytes and signature', async () => {
    const { posts } = await hear({ duplicate: 1 }, ['twice'])

    const [, one, two] = posts
    expect(one?.bytes).toEqual(two?.bytes)
    expect(one?.headers['x-liveperson-signature']).toBe(two?.headers['x-liveperson-signature'])
  })

  it('records what was lost, and what came twice', async () => {
    const { webhooks } = await hear({ lose: 1, duplicate: 1 }, ['lost', 'twice'])

    expect(webhooks).toMatchObject([
      { attempts: [200], delivered: true },
      { attempts: ['lost'], delivered: false },
      { attempts: [200, 200], delivered: true },
    ])
  })

  it('swaps within one conversation only', async () => {
    await using receiver = await startReceiver()
    await using chat = await startChat({ webhooks: { url: receiver.url } })
    chat.emulator.disturbWebhooks({ swap: 1 })

    await chat.say('held')
    await chat.open(await chat.authorize('bob'))
    await chat.emulator.webhooksIdle()
    const before = receiver.texts()
    await chat.say('first')
    await chat.emulator.webhooksIdle()

    expect(before).toEqual([])
    expect(receiver.texts()).toEqual(['first', 'held'])
  })

  it('does not hold back the end of a conversation, after which nothing may come', async () => {
    await using receiver = await startReceiver()
    await using chat = await startChat({ webhooks: { url: receiver.url } })
    chat.emulator.disturbWebhooks({ swap: 1 })

    await chat.update(CLOSE)
    await chat.emulator.webhooksIdle()

    expect(receiver.posts).toHaveLength(2)
  })

  it('lets go what it held back when the disturbance ends', async () => {
    await using receiver = await startReceiver()
    await using chat = await startChat({ webhooks: { url: receiver.url } })
    await chat.post('/__webhooks/disturb', { swap: 1 })
    await chat.say('held')

    await chat.post('/__webhooks/disturb', {})
    await chat.say('next')
    await chat.emulator.webhooksIdle()

    expect(receiver.texts()).toEqual(['held', 'next'])
  })

  it.each(['in the process', 'over HTTP'])('sends a lost one late, %s', async (way) => {
    await using receiver = await startReceiver()
    await using chat = await startChat({ webhooks: { url: receiver.url } })
    chat.emulator.disturbWebhooks({ lose: 1 })
    await chat.say('late')
    await chat.say('in time')
    await chat.emulator.webhooksIdle()

    if (way === 'over HTTP') await chat.post('/__webhooks/1/resend')
    else chat.emulator.resendWebhook(1)
    await chat.emulator.webhooksIdle()

    expect(receiver.texts()).toEqual(['in time', 'late'])
    expect(chat.emulator.webhooks()[1]).toMatchObject({ attempts: ['lost', 200], delivered: true })
  })
})

describe('shuffled', () => {
  const many = Array.from({ length: 30 }, (_, n) => `message ${n}`)

  it('brings everything one to three times, out of order', async () => {
    const { texts, webhooks } = await hear({ shuffle: { seed: 1, quietMs: 20 } }, many)

    expect([...new Set(texts)].toSorted()).toEqual(many.toSorted())
    expect([...new Set(texts)]).not.toEqual(many)
    const counts = new Set(webhooks.slice(1).map(({ attempts }) => attempts.length))
    expect([...counts].toSorted((one, other) => one - other)).toEqual([1, 2, 3])
    expect(webhooks.every(({ delivered }) => delivered)).toBe(true)
  })

  it('sends the last ones when the conversation is quiet', async () => {
    for (const seed of [1, 2, 3]) {
      const { texts } = await hear({ shuffle: { seed, quietMs: 1 } }, ['alone'])

      expect(new Set(texts)).toEqual(new Set(['alone']))
    }
  })
})
