import { describe, expect, it } from '@jest/globals'
import { AGENT_ID } from '../../src/emulator/emulator.ts'
import { type Chat, CLOSE, startChat } from './chat.ts'
import { batchOf, eventOf, profileOf, requestOf, textOf } from './client.ts'
import { startReceiver } from './webhook-receiver.ts'

const messagesOf = ({ emulator }: Chat) => emulator.conversations()[0]?.dialogs[0]?.messages ?? []
const answersOf = (chat: Chat) =>
  messagesOf(chat).filter(
    ({ originator, event }) =>
      originator.role === 'ASSIGNED_AGENT' && event['type'] === 'ContentEvent',
  )
const accepted = (status: string, ...sequenceList: number[]) => ({
  type: 'AcceptStatusEvent',
  status,
  sequenceList,
})
const chatState = (state: string) => ({ type: 'ChatStateEvent', chatState: state })

describe('the agent', () => {
  it('joins after the first message, reads it, types and answers', async () => {
    await using receiver = await startReceiver()
    const options = { webhooks: { url: receiver.url }, agent: { delayMs: 1 } }
    const batch = batchOf(profileOf(), requestOf(), eventOf(textOf('where is my order')))
    await using chat = await startChat(options, batch)

    await chat.emulator.agent.idle()
    await chat.emulator.webhooksIdle()

    const agent = { id: AGENT_ID, role: 'ASSIGNED_AGENT' }
    const by = { originatorId: AGENT_ID, originatorMetadata: agent }
    const [, , joined] = receiver.posts
    expect(joined?.change).toMatchObject({
      result: { conversationDetails: { participants: [{ role: 'CONSUMER' }, agent] } },
    })
    expect(receiver.posts.slice(3).map(({ change }) => change)).toMatchObject([
      { ...by, sequence: 1, event: accepted('ACCEPT', 0) },
      { ...by, sequence: 2, event: accepted('READ', 0) },
      { ...by, event: chatState('COMPOSING') },
      {
        ...by,
        sequence: 3,
        event: { type: 'ContentEvent', message: expect.stringContaining('“where is my order”') },
      },
      { ...by, event: chatState('ACTIVE') },
    ])
    expect(messagesOf(chat).map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3])
  })

  it('answers each message in turn, and joins once', async () => {
    await using receiver = await startReceiver()
    const options = { webhooks: { url: receiver.url }, agent: { delayMs: 30 } }
    await using chat = await startChat(options)

    await chat.say('first')
    await chat.say('second')
    await chat.emulator.agent.idle()
    await chat.emulator.webhooksIdle()

    const changes = receiver.posts.filter(({ type }) => type.startsWith('cqm.'))
    expect(changes).toHaveLength(2)
    const events = messagesOf(chat).filter(({ originator }) => originator.id === AGENT_ID)
    expect(events.map(({ event }) => event)).toMatchObject([
      accepted('ACCEPT', 0),
      accepted('READ', 0),
      { message: expect.stringContaining('first') },
      accepted('ACCEPT', 1),
      accepted('READ', 1),
      { message: expect.stringContaining('second') },
    ])
  })

  it.each([
    ['a card', { type: 'RichContentEvent', content: { type: 'vertical' } }, /choice/],
    [
      'a file with a caption',
      {
        type: 'ContentEvent',
        contentType: 'hosted/file',
        message: { caption: 'receipt', relativePath: '/v1/x.PNG', fileType: 'PNG' },
      },
      /“receipt”/,
    ],
    [
      'a file without',
      {
        type: 'ContentEvent',
        contentType: 'hosted/file',
        message: { relativePath: '/v1/x.PNG', fileType: 'PNG' },
      },
      /file/,
    ],
    ['a long text', textOf(`${'x'.repeat(199)}${'😀'.repeat(9)}`), /x…”/],
  ])('answers %s', async (_, event, expected) => {
    await using chat = await startChat({ agent: { delayMs: 0 } })

    await chat.publish(event)
    await chat.emulator.agent.idle()

    expect(answersOf(chat)).toMatchObject([{ event: { message: expect.stringMatching(expected) } }])
  })

  it.each([
    ['typing', chatState('COMPOSING')],
    ['receipts', accepted('READ', 0)],
  ])('does not answer %s', async (_, event) => {
    await using chat = await startChat({ agent: { delayMs: 0 } })

    await chat.publish(event)
    await chat.emulator.agent.idle()

    expect(chat.emulator.conversations()).toMatchObject([{ participants: [{ role: 'CONSUMER' }] }])
  })

  it('says nothing after the conversation is closed', async () => {
    await using chat = await startChat({ agent: { delayMs: 20 } })

    await chat.say('never mind')
    await chat.update(CLOSE)
    await chat.emulator.agent.idle()

    expect(messagesOf(chat)).toHaveLength(1)
  })

  it('is absent unless it is asked for', async () => {
    await using chat = await startChat()

    await chat.say('anybody there?')
    await chat.emulator.agent.idle()

    expect(messagesOf(chat)).toHaveLength(1)
  })

  it('forgets what it was about to say at a reset', async () => {
    await using chat = await startChat({ agent: { delayMs: 60_000 } })
    await chat.say('hello')

    chat.emulator.reset()
    await chat.emulator.agent.idle()

    expect(chat.emulator.conversations()).toEqual([])
  })
})

describe('the agent at hand', () => {
  it('does what it is told, at once', async () => {
    await using receiver = await startReceiver()
    await using chat = await startChat({ webhooks: { url: receiver.url } })
    const { emulator, conversationId } = chat
    const card = { type: 'RichContentEvent', content: { type: 'vertical', elements: [] } }
    await chat.say('hello')

    emulator.agent.join(conversationId)
    emulator.agent.join(conversationId)
    const read = emulator.agent.read(conversationId, [0])
    emulator.agent.type(conversationId, 'COMPOSING')
    const said = emulator.agent.say(conversationId, 'hi')
    const shown = emulator.agent.say(conversationId, card)
    emulator.agent.close(conversationId)
    await emulator.webhooksIdle()

    expect([read, said, shown]).toEqual([1, 2, 3])
    expect(receiver.posts.slice(2).map(({ change }) => change)).toMatchObject([
      { result: { conversationDetails: { stage: 'OPEN', participants: [{}, { id: AGENT_ID }] } } },
      { sequence: 1, event: accepted('READ', 0) },
      { event: chatState('COMPOSING') },
      { sequence: 2, event: textOf('hi') },
      { sequence: 3, event: card },
      {
        result: {
          conversationDetails: {
            stage: 'CLOSE',
            closeReason: 'AGENT',
            dialogs: [{ closedBy: 'AGENT' }],
          },
        },
      },
    ])
  })

  it('joins before it says its first word', async () => {
    await using chat = await startChat()

    chat.emulator.agent.say(chat.conversationId, 'hi')

    expect(chat.emulator.conversations()).toMatchObject([{ participants: [{}, { id: AGENT_ID }] }])
  })

  it.each(['join', 'say', 'type', 'read', 'transfer', 'close'] as const)(
    'cannot %s when the conversation is closed or not there',
    async (action) => {
      await using chat = await startChat()
      await chat.update(CLOSE)
      const orders = {
        join: (id: string) => chat.emulator.agent.join(id),
        say: (id: string) => chat.emulator.agent.say(id, 'hi'),
        type: (id: string) => chat.emulator.agent.type(id, 'ACTIVE'),
        read: (id: string) => chat.emulator.agent.read(id, [0]),
        transfer: (id: string) => chat.emulator.agent.transfer(id, '7'),
        close: (id: string) => chat.emulator.agent.close(id),
      }

      expect(() => orders[action](chat.conversationId)).toThrow(/it is closed/)
      expect(() => orders[action]('none')).toThrow(/expected the id of a conversation/)
    },
  )

  it('takes orders over HTTP', async () => {
    await using chat = await startChat()
    const { conversationId } = chat
    const order = (body: object) => chat.post('/__agent', { conversationId, ...body })

    const replies = [
      await order({ action: 'join' }),
      await order({ action: 'read', sequences: [0] }),
      await order({ action: 'type', chatState: 'COMPOSING' }),
      await order({ action: 'say', text: 'hi' }),
      await order({ action: 'say', event: { type: 'RichContentEvent', content: {} } }),
      await order({ action: 'transfer', skillId: '7' }),
      await order({ action: 'close' }),
    ]

    expect(replies.map(({ status, json }) => json ?? status)).toEqual([
      204,
      { sequence: 0 },
      204,
      { sequence: 1 },
      { sequence: 2 },
      204,
      204,
    ])
    expect(chat.emulator.conversations()).toMatchObject([
      { skillId: '7', stage: 'CLOSE', closeReason: 'AGENT' },
    ])
  })

  it.each([
    [{ action: 'dance' }],
    [{ action: 'say' }],
    [{ action: 'say', text: 'hi', event: { type: 'ContentEvent' } }],
    [{ action: 'type', chatState: 'SINGING' }],
    [{ action: 'join', conversationId: 'none' }],
  ])('answers 400 to %j', async (body) => {
    await using chat = await startChat()

    const { status } = await chat.post('/__agent', {
      conversationId: chat.conversationId,
      ...body,
    })

    expect(status).toBe(400)
  })
})
