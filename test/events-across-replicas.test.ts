import { afterEach, expect, test } from '@jest/globals'
import { startEmulator } from '../src/emulator/emulator.ts'
import { openConversation, readConversation } from './support/conversations.ts'
import { Frontend } from './support/frontend.ts'
import { type Replica, startReplica, toEnvironment } from './support/replica.ts'
import { describeSharedStores } from './support/shared-store.ts'
import { until } from './support/until.ts'
import { postWebhook, textNotification } from './support/webhooks.ts'

const ada = { 'x-consumer-id': 'ada' }

let parts = new AsyncDisposableStack()
afterEach(async () => {
  await parts.disposeAsync()
  parts = new AsyncDisposableStack()
})

const tell = (replica: Replica, id: string, sequence: number) =>
  postWebhook(replica, textNotification(id, sequence, `text ${sequence}`))

const untilSeen = ({ seen }: Frontend, count: number) =>
  until(
    () => seen,
    (events) => events.length >= count,
  )

describeSharedStores((startStore) => {
  async function startTwo(): Promise<{
    readonly one: Replica
    readonly other: Replica
    readonly startAnother: () => Promise<Replica>
  }> {
    const emulator = parts.use(await startEmulator())
    const { url } = parts.use(await startStore())
    const env = { ...toEnvironment(emulator), STORE_URL: url }
    const startAnother = async () => parts.use(await startReplica(env))
    const [one, other] = await Promise.all([startAnother(), startAnother()])
    return { one, other, startAnother }
  }

  test('a webhook to one replica reaches a subscriber of another', async () => {
    const { one, other } = await startTwo()
    const id = await openConversation(one.client, ada)
    const page = parts.use(new Frontend(other.url, 'ada'))
    page.follow(id, (await page.history(id)).endCursor)
    for (const sequence of [0, 1, 2]) await tell(one, id, sequence)
    await untilSeen(page, 3)
    expect(page.seen).toMatchObject([{ sequence: 0 }, { sequence: 1 }, { sequence: 2 }])
    expect(page.errors).toEqual([])
  })

  test('webhooks to both at once are told once and in order', async () => {
    const { one, other } = await startTwo()
    const id = await openConversation(one.client, ada)
    const page = parts.use(new Frontend(other.url, 'ada'))
    page.follow(id, (await page.history(id)).endCursor)
    const sequences = Array.from({ length: 30 }, (_, sequence) => sequence)
    const answers = await Promise.all(
      sequences.flatMap((sequence) => [tell(one, id, sequence), tell(other, id, sequence)]),
    )
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    await untilSeen(page, sequences.length)
    expect(page.seen).toMatchObject(sequences.map((sequence) => ({ sequence })))
  })

  test('a cursor is good on another replica, and on one that was started later', async () => {
    const { one, other, startAnother } = await startTwo()
    const id = await openConversation(one.client, ada)
    await tell(one, id, 0)
    await tell(one, id, 1)
    const { events } = await until(
      () => readConversation(other.client, id, ada),
      (read) => read.events.length === 2,
    )
    const cursor = events[0]?.cursor
    await one.kill()
    const later = await startAnother()
    for (const replica of [other, later]) {
      const page = parts.use(new Frontend(replica.url, 'ada'))
      page.follow(id, cursor)
      await untilSeen(page, 1)
      expect(page.seen).toMatchObject([{ sequence: 1 }])
    }
    await tell(later, id, 2)
    const page = parts.use(new Frontend(other.url, 'ada'))
    page.follow(id, cursor)
    await untilSeen(page, 2)
    expect(page.seen).toMatchObject([{ sequence: 1 }, { sequence: 2 }])
  })
})
