import { describe, expect, it } from '@jest/globals'
import { openConversation } from './support/conversations.ts'
import { mutate, sends, sentBodies } from './support/send.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'
import { until } from './support/until.ts'

const published = (sequence: number) => ({
  result: {
    __typename: 'EventPublished',
    requestId: '1',
    requestType: 'PUBLISH_EVENT',
    sequence,
  },
  problem: null,
})

/** The events that LivePerson has of the only conversation there is. */
const eventsAt = ({ emulator }: TestGateway) =>
  emulator.conversations()[0]?.dialogs[0]?.messages.map(({ event }) => event)

describe('sendMessage', () => {
  it('publishes texts, files and structured content in order', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    const contents = [
      { text: 'Hello' },
      { file: { relativePath: '/v1/a.PNG', fileType: 'PNG', caption: 'A' } },
      { richContent: { type: 'text', text: 'Yes' } },
    ]

    const told = []
    for (const content of contents) {
      told.push(await mutate(gateway, 'sendMessage', { conversationId, content }))
    }

    expect(told).toEqual([0, 1, 2].map((sequence) => expect.objectContaining(published(sequence))))
    expect(told.map(({ replayed }) => replayed)).toEqual([false, false, false])
    expect(eventsAt(gateway)).toEqual([
      { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' },
      {
        type: 'ContentEvent',
        contentType: 'hosted/file',
        message: { relativePath: '/v1/a.PNG', fileType: 'PNG', caption: 'A' },
      },
      { type: 'RichContentEvent', content: { type: 'text', text: 'Yes' } },
    ])
  })

  it('sends one POST with both tokens, and says what it answers to', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)

    await mutate(gateway, 'sendMessage', {
      conversationId,
      content: { text: 'Yes' },
      externalId: 'card-1',
    })

    const [request] = gateway.emulator.requests('send')
    expect(sends(gateway)).toBe(1)
    expect(request).toMatchObject({ query: { v: '3' } })
    expect(request?.headers).toMatchObject({
      authorization: expect.stringMatching(/^ey/),
      'x-lp-on-behalf': expect.stringMatching(/^ey/),
    })
    expect(request?.headers).not.toHaveProperty('client-properties')
    expect(sentBodies(gateway)).toEqual([
      {
        kind: 'req',
        id: '1',
        type: 'ms.PublishEvent',
        body: {
          dialogId: conversationId,
          conversationId,
          event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Yes' },
        },
        metadata: [{ type: 'ExternalId', id: 'card-1' }],
      },
    ])
  })

  it('goes to the dialog that it names', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)

    await mutate(gateway, 'sendMessage', {
      conversationId,
      dialogId: 'survey',
      content: { text: 'Good' },
    })

    expect(sentBodies(gateway)[0]).toMatchObject({ body: { dialogId: 'survey', conversationId } })
  })

  it('takes 5,000 characters, JSON and all, and sends nothing above', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    await mutate(gateway, 'sendMessage', { conversationId, content: { text: '.' } })
    const around = (gateway.emulator.requests('send')[0]?.body.length ?? 0) - 1
    const text = (length: number) => ({
      conversationId,
      content: { text: 'x'.repeat(length - around) },
    })

    const longest = await mutate(gateway, 'sendMessage', text(5000))
    const tooLong = await mutate(gateway, 'sendMessage', text(5001))

    expect(longest).toMatchObject(published(1))
    expect(tooLong).toMatchObject({
      result: { __typename: 'RequestNotPerformed', requestType: 'PUBLISH_EVENT' },
      problem: { code: 'INVALID_INPUT', fields: [{ path: ['input', 'content'] }] },
    })
    expect(sends(gateway)).toBe(2)
  })
})

describe('acknowledgeMessages', () => {
  it('publishes a receipt, which takes a place in the dialog', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)
    await mutate(gateway, 'sendMessage', { conversationId, content: { text: 'Hello' } })

    const told = await mutate(gateway, 'acknowledgeMessages', {
      conversationId,
      sequences: [3, 4],
      status: 'READ',
    })

    expect(told).toMatchObject(published(1))
    expect(sentBodies(gateway)[1]).toMatchObject({
      type: 'ms.PublishEvent',
      body: {
        dialogId: conversationId,
        event: { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [3, 4] },
      },
    })
  })

  it('of nothing is refused, and sends nothing', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)

    const told = await mutate(gateway, 'acknowledgeMessages', {
      conversationId,
      sequences: [],
      status: 'READ',
    })

    expect(told).toMatchObject({
      result: { __typename: 'RequestNotPerformed' },
      problem: { code: 'INVALID_INPUT', fields: [{ path: ['input', 'sequences'] }] },
    })
    expect(sends(gateway)).toBe(0)
  })
})

describe('setChatState', () => {
  it('tells what the consumer is doing', async () => {
    await using gateway = await startTestGateway()
    const conversationId = await openConversation(gateway)

    const told = await mutate(gateway, 'setChatState', { conversationId, chatState: 'COMPOSING' })

    expect(told).toMatchObject(published(0))
    expect(sentBodies(gateway)[0]).toMatchObject({
      body: { event: { type: 'ChatStateEvent', chatState: 'COMPOSING' } },
    })
  })

  it('with a blank id is refused, and sends nothing', async () => {
    await using gateway = await startTestGateway()

    const told = await mutate(gateway, 'setChatState', { conversationId: ' ', chatState: 'GONE' })

    expect(told).toMatchObject({
      result: { __typename: 'RequestNotPerformed' },
      problem: { code: 'INVALID_INPUT', fields: [{ path: ['input', 'conversationId'] }] },
    })
  })
})

interface History {
  readonly data?: {
    readonly conversation?: {
      readonly events: { readonly edges: readonly { readonly node: object }[] }
    }
  }
}

it('what was sent is told as events of the conversation, chat states aside', async () => {
  await using gateway = await startTestGateway()
  const conversationId = await openConversation(gateway)
  await mutate(gateway, 'setChatState', { conversationId, chatState: 'COMPOSING' })
  await mutate(gateway, 'sendMessage', { conversationId, content: { text: 'Hello' } })
  await mutate(gateway, 'acknowledgeMessages', { conversationId, sequences: [0], status: 'READ' })

  const query = `query ($id: ID!) { conversation(id: $id) { events { edges { node {
    __typename
    ... on MessageEvent { sequence from content { ... on TextContent { text } } }
    ... on AcceptStatusEvent { place: sequence from status sequences }
  } } } } }`
  const read = async () => {
    const answer = await gateway.post({ query, variables: { id: conversationId } })
    const { data } = (await answer.json()) as History
    return data?.conversation?.events.edges.map(({ node }) => node) ?? []
  }
  const events = await until(read, ({ length }) => length >= 2)

  expect(events).toEqual([
    { __typename: 'MessageEvent', sequence: 0, from: 'CONSUMER', content: { text: 'Hello' } },
    {
      __typename: 'AcceptStatusEvent',
      place: 1,
      from: 'CONSUMER',
      status: 'READ',
      sequences: [0],
    },
  ])
})
