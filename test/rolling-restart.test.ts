import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from '@jest/globals'
import { startEmulator } from '../src/emulator/emulator.ts'
import { CreateConversationDocument } from './generated/graphql.ts'
import { openConversation } from './support/conversations.ts'
import { type Replica, startReplica, toEnvironment } from './support/replica.ts'
import { describeSharedStores } from './support/shared-store.ts'
import { createSubscriber, follow } from './support/subscriber.ts'
import { until } from './support/until.ts'
import { postWebhook, textNotification } from './support/webhooks.ts'

const TIMEOUT_MS = 60_000
const CREATORS = 6
const watcher = { 'x-consumer-id': 'watcher' }

/** Sends each call to the next gateway, whether or not that one still lives. */
class RoundRobin {
  readonly #replicas: Replica[]
  #calls = 0

  constructor(replicas: readonly Replica[]) {
    this.#replicas = [...replicas]
  }

  next(): Replica {
    const replica = this.#replicas[(this.#calls += 1) % this.#replicas.length]
    if (replica === undefined) throw new Error('expected a gateway')
    return replica
  }

  replace(old: Replica, replacement: Replica): void {
    this.#replicas[this.#replicas.indexOf(old)] = replacement
  }
}

/** What a client does whose call may have been lost: the same again, with the same key, elsewhere. */
async function create(front: RoundRobin, consumer: string): Promise<string> {
  for (;;) {
    const answer = await front
      .next()
      .client.execute(
        CreateConversationDocument,
        { input: { idempotencyKey: consumer } },
        { 'x-consumer-id': consumer },
      )
      .catch(() => undefined)
    const payload = answer?.data?.createConversation
    if (payload?.conversation) return payload.conversation.id
    if (payload?.problem && !payload.problem.retryable) {
      throw new Error(`expected a conversation, got ${JSON.stringify(payload)}`)
    }
    await turn()
  }
}

/** What LivePerson does with a webhook that was not taken. */
async function tell(front: RoundRobin, id: string, sequence: number): Promise<void> {
  const body = textNotification(id, sequence, `text ${sequence}`)
  for (;;) {
    const response = await postWebhook(front.next(), body).catch(() => undefined)
    await response?.text()
    if (response?.status === 200) return
    await turn()
  }
}

/** What a page does: it comes back with its last cursor, until it is told to stop. */
class Subscriber {
  readonly seen: number[] = []
  connections = 0
  #isDone = false
  #cursor: string | undefined
  #hangUp: () => unknown = () => undefined

  async run(front: RoundRobin, id: string, first: string): Promise<void> {
    this.#cursor = first
    while (!this.#isDone) {
      this.connections += 1
      const client = createSubscriber(`${front.next().url.replace('http', 'ws')}/graphql`, watcher)
      this.#hangUp = () => client.dispose()
      try {
        for await (const { data } of follow(client, id, this.#cursor)) this.#take(data)
      } catch {
        await turn()
      }
      await client.dispose()
    }
  }

  stop(): void {
    this.#isDone = true
    void this.#hangUp()
  }

  #take(data: { conversationEvents: { cursor: string; sequence?: number } } | null | undefined) {
    if (!data) throw new Error('expected an event')
    const { cursor, sequence } = data.conversationEvents
    this.#cursor = cursor
    if (sequence !== undefined) this.seen.push(sequence)
  }
}

describeSharedStores((startStore) => {
  it(
    'two gateways are replaced in turn, and nothing is lost, done twice or told twice',
    async () => {
      await using parts = new AsyncDisposableStack()
      const emulator = parts.use(await startEmulator({ requestLogLimit: 100_000 }))
      const { url } = parts.use(await startStore())
      const env = { ...toEnvironment(emulator), STORE_URL: url }
      const start = async () => parts.use(await startReplica(env))
      const replicas = await Promise.all([start(), start()])
      const front = new RoundRobin(replicas)
      const watched = await openConversation(replicas[0].client, watcher)

      const created = new Map<string, string>()
      let told = 0
      const rolled = new AbortController()
      const creating = Array.from({ length: CREATORS }, async (_, creator) => {
        for (let count = 0; !rolled.signal.aborted; count += 1) {
          const consumer = `consumer-${creator}-${count}`
          created.set(consumer, await create(front, consumer))
        }
      })
      const telling = (async () => {
        for (; !rolled.signal.aborted; told += 1) await tell(front, watched, told)
      })()
      const subscriber = new Subscriber()
      const start0 = Buffer.from('event:0').toString('base64url')
      const watching = subscriber.run(front, watched, start0)

      await until(
        () => Math.min(created.size, subscriber.seen.length),
        (each) => each >= CREATORS,
      )
      for (const old of replicas) {
        const before = { created: created.size, told }
        const [replacement] = await Promise.all([start(), old.stop()])
        front.replace(old, replacement)
        await until(
          () => created.size > before.created + CREATORS && told > before.told,
          (isGoingOn) => isGoingOn,
        )
      }
      rolled.abort()
      await Promise.all([...creating, telling])
      await until(
        () => subscriber.seen.length,
        (length) => length >= told,
      )
      subscriber.stop()
      await watching

      const existing = emulator
        .conversations()
        .map(({ conversationId }) => conversationId)
        .filter((id) => id !== watched)
      expect(existing.toSorted()).toEqual([...created.values()].toSorted())
      // one call for each key: what LivePerson refused as a second one would show here
      expect(emulator.requests('conversation')).toHaveLength(created.size + 1)
      expect(subscriber.seen).toEqual(Array.from({ length: told }, (_, sequence) => sequence))
      expect(subscriber.connections).toBeGreaterThanOrEqual(2)
    },
    TIMEOUT_MS,
  )
})
