import { describe, expect, it } from '@jest/globals'
import { type Emulator, startEmulator } from '../src/emulator/emulator.ts'
import { CreateConversationDocument } from './generated/graphql.ts'
import { describeWith } from './support/programs.ts'
import { RedisServer } from './support/redis-server.ts'
import { type Replica, startReplica, toEnvironment } from './support/replica.ts'
import { describeSharedStores, type SharedStore } from './support/shared-store.ts'

/** Short, because the lease of a call that died ends only some seconds after its deadline. */
const leaderHeaders = { 'x-request-timeout-ms': '5000' }

interface World extends AsyncDisposable {
  readonly emulator: Emulator
  /** The one that will be killed. */
  readonly doomed: Replica
  readonly other: Replica
  /** The same gateway again, after it was killed. */
  restart(): Promise<Replica>
}

async function startWorld(startStore: () => Promise<SharedStore>): Promise<World> {
  await using parts = new AsyncDisposableStack()
  const emulator = parts.use(await startEmulator())
  const { url } = parts.use(await startStore())
  const env = { ...toEnvironment(emulator), STORE_URL: url, UPSTREAM_TIMEOUT_MS: '45000' }
  const [doomed, other] = await Promise.all([startReplica(env), startReplica(env)])
  parts.use(doomed)
  parts.use(other)
  const running = parts.move()
  return {
    emulator,
    doomed,
    other,
    restart: async () => running.use(await startReplica(env)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function create(
  { client }: Replica,
  idempotencyKey: string | null = 'k-1',
  headers: Readonly<Record<string, string>> = {},
) {
  const input = { idempotencyKey }
  const { data } = await client.execute(CreateConversationDocument, { input }, headers)
  if (!data) throw new Error('expected data')
  return data.createConversation
}

/** One whose answer nobody waits for: its gateway is about to die. */
function startLeader(replica: Replica): void {
  create(replica, 'k-1', leaderHeaders).catch(() => 'killed')
}
const posts = (emulator: Emulator) => emulator.requests('conversation').length

const unknown = {
  outcome: 'UNKNOWN',
  replayed: true,
  problem: { code: 'OUTCOME_UNKNOWN', retryable: false },
  results: [{ __typename: 'RequestOutcomeUnknown' }, { __typename: 'RequestOutcomeUnknown' }],
}

describe('a gateway that is killed', () => {
  describeSharedStores((startStore) => {
    it.concurrent(
      'before it sent anything leaves a free key, which a call that waits takes over',
      async () => {
        await using world = await startWorld(startStore)
        const { emulator, doomed, other } = world
        const mint = emulator.holdNext('appJwt')
        startLeader(doomed)
        await mint.arrived
        const waiter = create(other)

        await doomed.kill()
        const takenOver = await waiter
        const later = await create(await world.restart())

        expect(takenOver).toMatchObject({ outcome: 'CREATED', replayed: false })
        expect(later).toEqual({
          ...takenOver,
          replayed: true,
          correlationId: expect.any(String),
        })
        expect(posts(emulator)).toBe(1)
      },
    )

    it.concurrent.each([
      ['before', 0],
      ['after', 1],
    ] as const)(
      'while its request is at LivePerson, %s the effect, leaves an unknown outcome and no second POST',
      async (phase, conversations) => {
        await using world = await startWorld(startStore)
        const { emulator, doomed, other } = world
        const request = emulator.holdNext('conversation', phase)
        startLeader(doomed)
        await request.arrived
        const waiter = create(other)

        await doomed.kill()
        const released = await waiter
        const onOther = await create(other)
        const onRestarted = await create(await world.restart())

        expect(released).toMatchObject(unknown)
        expect(onOther).toMatchObject(unknown)
        expect(onRestarted).toMatchObject(unknown)
        expect(posts(emulator)).toBe(1)
        expect(emulator.conversations()).toHaveLength(conversations)
      },
    )

    it.concurrent('once its answer is stored is replayed', async () => {
      await using world = await startWorld(startStore)
      const { emulator, doomed, other } = world
      const request = emulator.holdNext('conversation', 'after')
      startLeader(doomed)
      await request.arrived
      const waiter = create(other)

      request.release()
      const replay = await waiter
      await doomed.kill()
      const later = await create(await world.restart())

      const [conversation] = emulator.conversations()
      expect(replay).toMatchObject({
        outcome: 'CREATED',
        replayed: true,
        conversation: { id: conversation?.conversationId },
      })
      expect(later).toEqual({ ...replay, correlationId: expect.any(String) })
      expect(posts(emulator)).toBe(1)
    })
  })
})

describeWith('redis-server', 'a gateway whose Redis is killed', (program) => {
  it('sends nothing for a key, goes on without one, says so, and recovers by itself', async () => {
    await using redis = await RedisServer.start(program)
    await using world = await startWorld(async () => ({
      url: redis.url,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }))
    const { emulator, other } = world

    await redis.kill()
    const refused = await create(other)
    const sentForKey = posts(emulator)
    const withoutKey = await create(other, null)
    const readyWithout = await other.client.statusOf('/readyz')
    const healthyWithout = await other.client.statusOf('/healthz')
    await redis.start()
    while ((await other.client.statusOf('/readyz')) !== 200);
    const headers = { 'x-consumer-id': 'grace' }
    const back = await create(other, 'k-1', headers)
    const replay = await create(other, 'k-1', headers)

    expect(refused).toMatchObject({
      outcome: 'NOT_CREATED',
      problem: { code: 'UPSTREAM_UNAVAILABLE', retryable: true },
    })
    expect(sentForKey).toBe(0)
    expect(withoutKey).toMatchObject({ outcome: 'CREATED' })
    expect([readyWithout, healthyWithout]).toEqual([503, 200])
    expect(back).toMatchObject({ outcome: 'CREATED', replayed: false })
    expect(replay).toMatchObject({ replayed: true, conversation: { id: back.conversation?.id } })
  })
})
