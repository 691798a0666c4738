import { describe, expect, test } from '@jest/globals'
import { type Disturbance, startEmulator } from '../src/emulator/emulator.ts'
import {
  AcknowledgeMessagesDocument,
  CloseConversationDocument,
  CreateConversationDocument,
  SendMessageDocument,
  SetChatStateDocument,
} from './generated/graphql.ts'
import { type ConversationEvent, Frontend } from './support/frontend.ts'
import { startTestGateway } from './support/start.ts'
import { until } from './support/until.ts'

const isAnswer = (event: ConversationEvent) =>
  event.__typename === 'MessageEvent' && event.from === 'ASSIGNED_AGENT'
const isEnd = (event: ConversationEvent) =>
  event.__typename === 'ConversationChangeEvent' && event.stage === 'CLOSE'

interface Numbered {
  readonly sequence: number | null | undefined
  readonly from: string
  readonly what: string | undefined
}

/** Everything that has a number, by its number. */
function numbered(events: readonly ConversationEvent[]): readonly Numbered[] {
  return events.flatMap((event): Numbered[] => {
    if (event.__typename === 'MessageEvent') {
      const text = event.content.__typename === 'TextContent' ? event.content.text : undefined
      return [{ sequence: event.sequence, from: event.from, what: text }]
    }
    return event.__typename === 'AcceptStatusEvent'
      ? [{ sequence: event.acceptedSequence, from: event.from, what: event.status }]
      : []
  })
}

/** A consumer's whole conversation; what the consumer saw of it, and what the gateway kept. */
async function chat(disturbance: Disturbance) {
  await using emulator = await startEmulator({ agent: { delayMs: 5 } })
  await using gateway = await startTestGateway({}, { emulator, webhooks: true })
  emulator.disturbWebhooks(disturbance)
  const { seen, conversationId } = await (async () => {
    await using page = new Frontend(gateway.url, 'ada')

    const { createConversation } = await page.do(CreateConversationDocument, { input: {} })
    expect(createConversation).toMatchObject({ outcome: 'CREATED' })
    const id = createConversation.conversation?.id ?? ''
    const before = await page.history(id)
    page.seen.push(...before.events)
    page.follow(id, before.endCursor)

    const hello = {
      input: { conversationId: id, content: { text: 'Hello' }, idempotencyKey: 'hello-1' },
    }
    const { sendMessage } = await page.do(SendMessageDocument, hello)
    expect(sendMessage.result).toMatchObject({ __typename: 'EventPublished', sequence: 0 })
    const again = await page.do(SendMessageDocument, hello)
    expect(again.sendMessage).toMatchObject({ replayed: true, result: { sequence: 0 } })

    await until(
      () => page.seen,
      (events) => events.some(isAnswer),
    )
    const read = { conversationId: id, sequences: [3], status: 'READ' as const }
    const receipt = await page.do(AcknowledgeMessagesDocument, { input: read })
    expect(receipt.acknowledgeMessages).toMatchObject({ result: { sequence: 4 }, problem: null })
    const typing = { conversationId: id, chatState: 'COMPOSING' as const }
    const composing = await page.do(SetChatStateDocument, { input: typing })
    expect(composing.setChatState).toMatchObject({ problem: null })
    await until(
      () => page.seen,
      (events) => numbered(events).length === 5,
    )
    expect(page.errors).toEqual([])
    return { seen: page.seen, conversationId: id }
  })()

  // said while nobody listens
  emulator.agent.say(conversationId, 'Are you still there?')

  await using page = new Frontend(gateway.url, 'ada')
  page.follow(conversationId, seen.at(-1)?.cursor)
  await until(
    () => page.seen,
    (events) => events.some(isAnswer),
  )
  const { closeConversation } = await page.do(CloseConversationDocument, {
    input: { conversationId },
  })
  expect(closeConversation).toMatchObject({ problem: null, conversation: { stage: 'CLOSE' } })
  await until(
    () => page.seen,
    (events) => events.some(isEnd),
  )
  await emulator.webhooksIdle()

  const late = { conversationId, content: { text: 'One more thing' } }
  const { sendMessage } = await page.do(SendMessageDocument, { input: late })
  expect(sendMessage).toMatchObject({
    result: { __typename: 'RequestRejected' },
    problem: { __typename: 'ConversationClosed', code: 'CONVERSATION_CLOSED' },
  })
  expect(page.errors).toEqual([])
  const { events } = await until(
    () => page.history(conversationId),
    (history) => history.events.length <= seen.length + page.seen.length,
  )
  return { seen: [...seen, ...page.seen], kept: events }
}

const said = [
  { sequence: 0, from: 'CONSUMER', what: 'Hello' },
  { sequence: 1, from: 'ASSIGNED_AGENT', what: 'ACCEPT' },
  { sequence: 2, from: 'ASSIGNED_AGENT', what: 'READ' },
  { sequence: 3, from: 'ASSIGNED_AGENT', what: expect.stringContaining('Hello') },
  { sequence: 4, from: 'CONSUMER', what: 'READ' },
  { sequence: 5, from: 'ASSIGNED_AGENT', what: 'Are you still there?' },
]

const chatStates = (events: readonly ConversationEvent[]) =>
  events.flatMap((event) =>
    event.__typename === 'ChatStateEvent' ? [`${event.from} ${event.chatState}`] : [],
  )

const changes = (events: readonly ConversationEvent[]) =>
  events.flatMap((event) => (event.__typename === 'ConversationChangeEvent' ? [event] : []))

describe('a whole chat, as a frontend plays it', () => {
  test('is seen once and in order, over a reconnect', async () => {
    const { seen, kept } = await chat({})
    expect(numbered(seen)).toEqual(said)
    expect(chatStates(seen)).toEqual([
      'ASSIGNED_AGENT COMPOSING',
      'ASSIGNED_AGENT ACTIVE',
      'CONSUMER COMPOSING',
    ])
    expect(changes(seen)).toMatchObject([
      { stage: 'OPEN', assignedAgentId: null },
      { stage: 'OPEN', assignedAgentId: expect.any(String) },
      { stage: 'CLOSE', closeReason: 'CONSUMER' },
    ])
    expect(seen).toEqual(kept)
  })

  test.each([1, 2, 3, 4])(
    'is seen once and in order with webhooks doubled and shuffled, seed %d',
    async (seed) => {
      const { seen, kept } = await chat({ shuffle: { seed } })
      expect(numbered(seen)).toEqual(said)
      expect(chatStates(seen).toSorted()).toEqual([
        'ASSIGNED_AGENT ACTIVE',
        'ASSIGNED_AGENT COMPOSING',
        'CONSUMER COMPOSING',
      ])
      expect(changes(seen).at(-1)).toMatchObject({ stage: 'CLOSE', closeReason: 'CONSUMER' })
      expect(seen.filter((event) => event.__typename === 'MessageGapEvent')).toEqual([])
      expect(seen).toEqual(kept)
    },
  )
})
