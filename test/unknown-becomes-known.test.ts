import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from '@jest/globals'
import { DEFAULT_ACCOUNT } from '../src/emulator/emulator.ts'
import {
  CreateConversationDocument,
  type CreateConversationInput,
  EngagementDocument,
} from './generated/graphql.ts'
import { readConversation } from './support/conversations.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'
import { until } from './support/until.ts'
import { changeNotification, postWebhook, textNotification } from './support/webhooks.ts'

let gateway: TestGateway
afterEach(async () => {
  await gateway[Symbol.asyncDispose]()
})

const ada = { 'x-consumer-id': 'ada' }

/** As the emulator derives it. */
const lpConsumerIdOf = (consumerId: string) =>
  createHash('sha256')
    .update(JSON.stringify([DEFAULT_ACCOUNT.accountId, consumerId]))
    .digest('hex')

async function create(input: CreateConversationInput, headers = ada) {
  const { data } = await gateway.execute(CreateConversationDocument, { input }, headers)
  if (!data) throw new Error('expected data')
  return data.createConversation
}

/** LivePerson does the work, or does not, and its answer is lost. */
async function createUnanswered(
  input: CreateConversationInput,
  phase: 'before' | 'after' = 'after',
): Promise<void> {
  gateway.emulator.addFault({ endpoint: 'conversation', phase, fault: { kind: 'reset' } })
  expect(await create(input)).toMatchObject({ outcome: 'UNKNOWN', replayed: false })
}

interface Opened {
  readonly id?: string
  readonly consumerId?: string
  readonly startTs?: number
}

/** What a webhook tells of a conversation that began now, if not said otherwise. */
async function tell({
  id,
  consumerId = 'ada',
  startTs = Date.now(),
}: Opened = {}): Promise<string> {
  const conversationId = id ?? gateway.emulator.conversations().at(-1)?.conversationId ?? ''
  const lpConsumerId = lpConsumerIdOf(consumerId)
  const body = changeNotification(conversationId, {
    lpConsumerId,
    startTs,
    metaDataLastUpdateTs: startTs,
  })
  expect((await postWebhook(gateway, body)).status).toBe(200)
  return conversationId
}

/** The work on what came before this one began before, and waits for nothing. */
async function untilWorked(): Promise<void> {
  const { conversation } = await create({}, { 'x-consumer-id': `marker-${Date.now()}` })
  const id = conversation?.id ?? ''
  await postWebhook(gateway, textNotification(id, 0, 'marker'))
  await until(
    () => readConversation(gateway, id),
    ({ events }) => events.length > 0,
  )
}

async function replay(idempotencyKey = 'k-1') {
  await untilWorked()
  return create({ idempotencyKey })
}
const stillUnknown = { outcome: 'UNKNOWN', replayed: true, conversation: null }

const posts = () => gateway.emulator.requests('conversation').length

describe('a create whose answer was lost', () => {
  test('is known by the webhook of its consumer: the same key answers CREATED with the id', async () => {
    gateway = await startTestGateway()
    await createUnanswered({ idempotencyKey: 'k-1', skillId: '7' })
    expect(await create({ idempotencyKey: 'k-1', skillId: '7' })).toMatchObject({
      outcome: 'UNKNOWN',
      replayed: true,
    })
    const id = await tell()

    const settled = await until(
      () => create({ idempotencyKey: 'k-1', skillId: '7' }),
      ({ outcome }) => outcome !== 'UNKNOWN',
    )

    expect(settled).toMatchObject({
      outcome: 'CREATED',
      replayed: true,
      conversation: { id, stage: 'OPEN' },
      results: [
        { __typename: 'UserProfileSet' },
        { __typename: 'ConversationRequested', conversationId: id },
      ],
      problem: null,
    })
    const again = await create({ idempotencyKey: 'k-1', skillId: '7' })
    expect(again).toEqual({ ...settled, correlationId: expect.any(String) })
    expect((await readConversation(gateway, id, ada)).stage).toBe('OPEN')
    expect(posts()).toBe(1)
  })

  test('is known by a webhook that came before the loss', async () => {
    gateway = await startTestGateway()
    const hold = gateway.emulator.holdNext('conversation', 'after')
    gateway.emulator.addFault({
      endpoint: 'conversation',
      phase: 'after',
      fault: { kind: 'reset' },
    })
    const lost = create({ idempotencyKey: 'k-1' })
    await hold.arrived
    const id = await tell()
    await untilWorked()
    hold.release()
    expect(await lost).toMatchObject({ outcome: 'UNKNOWN' })

    expect(await create({ idempotencyKey: 'k-1' })).toMatchObject({
      outcome: 'CREATED',
      conversation: { id },
    })
  })

  test('is known although it was found open in between', async () => {
    gateway = await startTestGateway()
    await createUnanswered({ idempotencyKey: 'k-1' })
    const id = await tell()
    await untilWorked()
    const { data } = await gateway.execute(EngagementDocument, { input: {} }, ada)
    expect(data?.engagement.engagements).toMatchObject([{ conversation: { id } }])

    expect(await create({ idempotencyKey: 'k-1' })).toMatchObject({
      outcome: 'CREATED',
      conversation: { id },
    })
  })

  test('has published its first message when a webhook shows that one too', async () => {
    gateway = await startTestGateway()
    const input = { idempotencyKey: 'k-1', firstMessage: { text: 'hello' } }
    await createUnanswered(input)
    const id = await tell()
    const first = textNotification(id, 0, 'hello').replace('"ASSIGNED_AGENT"', '"CONSUMER"')
    await postWebhook(gateway, first)
    await untilWorked()

    expect(await create(input)).toMatchObject({
      outcome: 'CREATED',
      results: [{}, {}, { __typename: 'EventPublished', sequence: 0 }],
    })
  })

  test('has a first message of unknown outcome when no webhook shows it', async () => {
    gateway = await startTestGateway()
    const input = { idempotencyKey: 'k-1', firstMessage: { text: 'hello' } }
    await createUnanswered(input)
    await tell()
    await untilWorked()

    expect(await create(input)).toMatchObject({
      outcome: 'CREATED_WITH_PROBLEMS',
      problem: { code: 'OUTCOME_UNKNOWN' },
      results: [{}, {}, { __typename: 'RequestOutcomeUnknown' }],
    })
  })

  test('and that was closed meanwhile is known as closed', async () => {
    gateway = await startTestGateway()
    await createUnanswered({ idempotencyKey: 'k-1' })
    const id = await tell()
    const now = Date.now()
    const closing = changeNotification(id, {
      lpConsumerId: lpConsumerIdOf('ada'),
      startTs: now,
      metaDataLastUpdateTs: now + 10,
      endTs: now + 9,
      stage: 'CLOSE',
      closeReason: 'AGENT',
    })
    await postWebhook(gateway, closing)
    await untilWorked()

    expect(await create({ idempotencyKey: 'k-1' })).toMatchObject({
      outcome: 'CREATED',
      conversation: { id, stage: 'CLOSE' },
    })
  })
})

describe('a create whose answer was lost stays UNKNOWN', () => {
  test('when the conversation is of another consumer', async () => {
    gateway = await startTestGateway()
    await createUnanswered({ idempotencyKey: 'k-1' }, 'before')
    await tell({ id: 'c-1', consumerId: 'bob' })
    expect(await replay()).toMatchObject(stillUnknown)
  })

  test('when the conversation began before it', async () => {
    gateway = await startTestGateway()
    await createUnanswered({ idempotencyKey: 'k-1' }, 'before')
    await tell({ id: 'c-1', startTs: Date.now() - 60_000 })
    expect(await replay()).toMatchObject(stillUnknown)
  })

  test('when the conversation began after it was over', async () => {
    gateway = await startTestGateway()
    await createUnanswered({ idempotencyKey: 'k-1' }, 'before')
    await tell({ id: 'c-1', startTs: Date.now() + 60_000 })
    expect(await replay()).toMatchObject(stillUnknown)
  })

  test('when another call has opened the conversation', async () => {
    gateway = await startTestGateway()
    await createUnanswered({ idempotencyKey: 'k-1' }, 'before')
    expect(await create({ idempotencyKey: 'k-2' })).toMatchObject({ outcome: 'CREATED' })
    await tell()
    expect(await replay()).toMatchObject(stillUnknown)
  })

  test('when another one of the same consumer, also without an answer, may have opened it', async () => {
    gateway = await startTestGateway()
    await createUnanswered({ idempotencyKey: 'k-1' }, 'before')
    await createUnanswered({ idempotencyKey: 'k-2' })
    await tell()
    expect(await replay('k-1')).toMatchObject(stillUnknown)
    expect(await replay('k-2')).toMatchObject(stillUnknown)
  })

  test('when the consumer has had two conversations in that time', async () => {
    gateway = await startTestGateway()
    await createUnanswered({ idempotencyKey: 'k-1' }, 'before')
    await tell({ id: 'c-1' })
    await tell({ id: 'c-2' })
    expect(await replay()).toMatchObject(stillUnknown)
  })
})
