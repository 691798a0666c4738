import { describe, expect, it } from '@jest/globals'
import { startEmulator } from '../src/emulator/emulator.ts'
import { openConversation } from './support/conversations.ts'
import { mutate, sentBodies } from './support/send.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

async function stageOf(gateway: TestGateway, id: string): Promise<unknown> {
  const query = 'query ($id: ID!) { conversation(id: $id) { stage closedAt closeReason } }'
  const answer = await gateway.post({ query, variables: { id } })
  const { data } = (await answer.json()) as { data: { conversation: unknown } }
  return data.conversation
}

describe('closeConversation', () => {
  it('closes it at LivePerson, and tells so from then on', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    const startedAt = Date.now()

    const { conversation, problem } = await mutate(gateway, 'closeConversation', { conversationId })

    expect(problem).toBeNull()
    expect(conversation).toMatchObject({
      id: conversationId,
      stage: 'CLOSE',
      closeReason: 'CONSUMER',
    })
    expect(Date.parse(conversation?.closedAt ?? '')).toBeGreaterThanOrEqual(startedAt)
    expect(Date.parse(conversation?.closedAt ?? '')).toBeLessThanOrEqual(Date.now())
    expect(await stageOf(gateway, conversationId)).toEqual({
      stage: 'CLOSE',
      closeReason: 'CONSUMER',
      closedAt: conversation?.closedAt,
    })
    expect(gateway.emulator.conversations()[0]).toMatchObject({ stage: 'CLOSE' })
    expect(gateway.emulator.requests('send')[0]?.headers).not.toHaveProperty('client-properties')
  })

  it('lets the consumer open another one', async () => {
    await using gateway = await startTestGateway()
    const first = await openConversation(gateway)
    await mutate(gateway, 'closeConversation', { conversationId: first })

    expect(await openConversation(gateway)).not.toBe(first)
  })

  it('of one that is closed answers ConversationClosed, with what is known', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    const first = await mutate(gateway, 'closeConversation', { conversationId })

    const second = await mutate(gateway, 'closeConversation', { conversationId })

    expect(second).toMatchObject({
      conversation: first.conversation,
      problem: { __typename: 'ConversationClosed', code: 'CONVERSATION_CLOSED' },
    })
  })

  it('for a survey closes the main dialog only, and leaves the stage to the webhook', async () => {
    await using emulator = await startEmulator({ survey: true })
    await using gateway = await startTestGateway({}, { emulator })
    const conversationId = await openConversation(gateway)

    const told = await mutate(gateway, 'closeConversation', { conversationId, runSurvey: true })

    expect(told).toMatchObject({
      conversation: { id: conversationId, stage: 'OPEN', closedAt: null },
      problem: null,
    })
    expect(sentBodies(gateway)).toEqual([
      {
        kind: 'req',
        id: '1',
        type: 'cm.UpdateConversationField',
        body: {
          conversationId,
          conversationField: {
            field: 'DialogChange',
            type: 'UPDATE',
            dialog: {
              dialogId: conversationId,
              state: 'CLOSE',
              closedCause: 'Closed by consumer',
            },
          },
        },
      },
    ])
    expect(JSON.parse(emulator.requests('send')[0]?.headers['client-properties'] ?? '')).toEqual({
      type: '.ClientProperties',
      features: ['MULTI_DIALOG'],
    })
    expect(emulator.conversations()[0]).toMatchObject({ state: 'CLOSE', stage: 'OPEN' })
    expect(await stageOf(gateway, conversationId)).toMatchObject({ stage: 'OPEN' })
  })

  it('of which no answer came back is unknown, and stays as it was known', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    gateway.emulator.addFault({ endpoint: 'send', phase: 'after', fault: { kind: 'reset' } })

    const told = await mutate(gateway, 'closeConversation', { conversationId })

    expect(told).toMatchObject({
      conversation: { id: conversationId, stage: 'OPEN' },
      problem: { code: 'OUTCOME_UNKNOWN' },
    })
  })

  it('with an id that is too long is refused, and nothing is sent', async () => {
    await using gateway = await startTestGateway()

    const told = await mutate(gateway, 'closeConversation', { conversationId: 'c'.repeat(65) })

    expect(told).toMatchObject({
      conversation: null,
      problem: { code: 'INVALID_INPUT', fields: [{ path: ['input', 'conversationId'] }] },
    })
    expect(gateway.emulator.requests()).toEqual([])
  })
})
