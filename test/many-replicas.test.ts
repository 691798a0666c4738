import { describe, expect, it } from '@jest/globals'
import { type Emulator, startEmulator } from '../src/emulator/emulator.ts'
import {
  ConversationDocument,
  CreateConversationDocument,
  type CreateConversationInput,
} from './generated/graphql.ts'
import { type Replica, startReplica, toEnvironment } from './support/replica.ts'
import { describeSharedStores, type SharedStore } from './support/shared-store.ts'

const CALLS = 1_000
const withKey: CreateConversationInput = { idempotencyKey: 'k-1', skillId: '7' }

interface World extends AsyncDisposable {
  readonly emulator: Emulator
  readonly replicas: readonly [Replica, Replica]
}

async function startWorld(startStore: () => Promise<SharedStore>): Promise<World> {
  await using parts = new AsyncDisposableStack()
  const emulator = parts.use(await startEmulator())
  const { url } = parts.use(await startStore())
  const env = {
    ...toEnvironment(emulator),
    STORE_URL: url,
    // a slow machine that does other things too must not end what this is about
    UPSTREAM_TIMEOUT_MS: '60000',
  }
  const start = () => startReplica(env, { connections: 20, pipelining: CALLS / 40 })
  const replicas = await Promise.all([start(), start()])
  for (const replica of replicas) parts.use(replica)
  const running = parts.move()
  return { emulator, replicas, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function create({ client }: Replica, input: CreateConversationInput = withKey) {
  const { data } = await client.execute(CreateConversationDocument, { input })
  if (!data) throw new Error('expected data')
  return data.createConversation
}
const posts = (emulator: Emulator) => emulator.requests('conversation').length

describe('two gateway processes', () => {
  describeSharedStores((startStore) => {
    it('make one POST of 1,000 concurrent calls with one key, and answer all of them alike', async () => {
      await using world = await startWorld(startStore)
      const { emulator, replicas } = world
      const upstream = emulator.holdNext('conversation')

      const calls = Array.from({ length: CALLS / 2 }, () => replicas.map((each) => create(each)))
      await upstream.arrived
      upstream.release()
      const answers = await Promise.all(calls.flat())

      const [conversation] = emulator.conversations()
      expect(posts(emulator)).toBe(1)
      expect(answers).toHaveLength(CALLS)
      expect(new Set(answers.map((answer) => answer.conversation?.id))).toEqual(
        new Set([conversation?.conversationId]),
      )
      expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
      const [first, ...others] = answers.map((answer) => ({
        ...answer,
        replayed: true,
        correlationId: 'its own',
      }))
      expect(first?.outcome).toBe('CREATED')
      expect(others).toEqual(others.map(() => first))
    })

    it('both refuse another input under the key that one of them has seen', async () => {
      await using world = await startWorld(startStore)
      const { emulator, replicas } = world
      await create(replicas[0])

      const others = await Promise.all(
        replicas.map((each) => create(each, { ...withKey, skillId: '8' })),
      )

      const refused = { outcome: 'NOT_CREATED', problem: { code: 'IDEMPOTENCY_KEY_REUSED' } }
      expect(others).toMatchObject([refused, refused])
      expect(posts(emulator)).toBe(1)
    })

    it('know the conversations of each other', async () => {
      await using world = await startWorld(startStore)
      const [one, other] = world.replicas
      const { conversation } = await create(one)
      const id = conversation?.id ?? ''

      const { data } = await other.client.execute(ConversationDocument, { id })
      const second = await create(other, {})

      expect(data?.conversation).toMatchObject({ id, stage: 'OPEN', skillId: '7' })
      expect(second).toMatchObject({
        outcome: 'NOT_CREATED',
        problem: { code: 'CONVERSATION_ALREADY_OPEN', conversation: { id } },
      })
    })
  })
})
