import { describe, expect, it } from '@jest/globals'
import {
  batchOf,
  type Client,
  conversationIdOf,
  eventOf,
  type Headers,
  INVALID_CONSUMER_JWS,
  profileOf,
  requestOf,
  startClient,
  textOf,
} from './client.ts'

interface Chat extends Client {
  readonly ada: Headers
  readonly conversationId: string
}

async function startChat(): Promise<Chat> {
  const client = await startClient()
  const ada = await client.authorize('ada')
  const conversationId = conversationIdOf(await client.open(ada))
  return { ...client, ada, conversationId }
}

const updateOf = (conversationId: string, conversationField: unknown) => ({
  kind: 'req',
  id: 'u',
  type: 'cm.UpdateConversationField',
  body: { conversationId, conversationField },
})
const CLOSE = { field: 'ConversationStateField', conversationState: 'CLOSE' }
const closeDialog = (dialogId: string) => ({
  field: 'DialogChange',
  type: 'UPDATE',
  dialog: { dialogId, state: 'CLOSE', closedCause: 'Closed by consumer' },
})

const badRequest = (reqId: string, msg = 'Bad Request') => ({
  code: 'BAD_REQUEST',
  body: { msg },
  reqId,
})
const CLOSED = 'Bad Request, Conversation is close'

describe('ms.PublishEvent', () => {
  it('numbers messages and receipts of a dialog from 0, and chat states not at all', async () => {
    await using chat = await startChat()
    const { ada, conversationId: dialogId } = chat
    const events = [
      textOf('one'),
      { type: 'ChatStateEvent', chatState: 'COMPOSING' },
      { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [0] },
      { type: 'RichContentEvent', content: { type: 'vertical' } },
    ]

    const replies = []
    for (const event of events) replies.push(await chat.send(ada, eventOf(event, { dialogId })))

    expect(replies.map(({ json }) => json)).toEqual(
      [0, 0, 1, 2].map((sequence) => ({ code: 'OK', body: { sequence }, reqId: 'c' })),
    )
  })

  it('goes on counting after the message of the batch', async () => {
    await using client = await startClient()
    const bob = await client.authorize('bob')
    const opened = await client.open(bob, batchOf(profileOf(), requestOf(), eventOf()))

    const event = eventOf(textOf('two'), { dialogId: conversationIdOf(opened) })
    const { json } = await client.send(bob, event)

    expect(json).toMatchObject({ body: { sequence: 1 } })
  })

  it('refuses a conversation that is closed', async () => {
    await using chat = await startChat()
    const { ada, conversationId: dialogId } = chat
    await chat.send(ada, updateOf(dialogId, CLOSE))

    const { status, json } = await chat.send(ada, eventOf(textOf('hi'), { dialogId }))

    expect(status).toBe(400)
    expect(json).toEqual(badRequest('c', CLOSED))
  })

  it("refuses another consumer's conversation as if the ConsumerJWS were wrong", async () => {
    await using chat = await startChat()
    const bob = await chat.authorize('bob')

    const event = eventOf(textOf('hi'), { dialogId: chat.conversationId })
    const { status, json } = await chat.send(bob, event)

    expect(status).toBe(401)
    expect(json).toEqual(INVALID_CONSUMER_JWS)
  })

  it('refuses a dialog that does not exist', async () => {
    await using chat = await startChat()

    const { status, json } = await chat.send(chat.ada, eventOf(textOf('hi'), { dialogId: 'none' }))

    expect(status).toBe(400)
    expect(json).toEqual(badRequest('c'))
  })

  it('refuses a dialog that is not of the conversation', async () => {
    await using chat = await startChat()

    const body = { dialogId: 'none', conversationId: chat.conversationId }
    const { json } = await chat.send(chat.ada, eventOf(textOf('hi'), body))

    expect(json).toEqual(badRequest('c'))
  })
})

describe('cm.UpdateConversationField', () => {
  it.each([
    ['the conversation', () => CLOSE],
    ['its MAIN dialog', closeDialog],
    ['the conversation, in an array of one', () => [CLOSE]],
  ])('closes %s', async (_, fieldOf) => {
    await using chat = await startChat()
    const { ada, conversationId } = chat

    const reply = await chat.send(ada, updateOf(conversationId, fieldOf(conversationId)))

    const msg = 'OK Conversation resolved successfully'
    expect(reply.status).toBe(200)
    expect(reply.json).toEqual({ code: 'OK', body: { msg }, reqId: 'u' })
    expect(chat.emulator.conversations()).toMatchObject([
      { state: 'CLOSE', stage: 'CLOSE', closeReason: 'CONSUMER', endTs: expect.any(Number) },
    ])
  })

  it('lets the consumer open another one', async () => {
    await using chat = await startChat()
    await chat.send(chat.ada, updateOf(chat.conversationId, CLOSE))

    const { status } = await chat.open(chat.ada)

    expect(status).toBe(200)
  })

  it('refuses to close twice', async () => {
    await using chat = await startChat()
    await chat.send(chat.ada, updateOf(chat.conversationId, CLOSE))

    const { status, json } = await chat.send(chat.ada, updateOf(chat.conversationId, CLOSE))

    expect(status).toBe(400)
    expect(json).toEqual(badRequest('u', CLOSED))
  })

  it("leaves another consumer's conversation open", async () => {
    await using chat = await startChat()
    const bob = await chat.authorize('bob')

    const { status } = await chat.send(bob, updateOf(chat.conversationId, CLOSE))

    expect(status).toBe(401)
    expect(chat.emulator.conversations()).toMatchObject([{ state: 'OPEN' }])
  })

  it('leaves the conversation open when the dialog is another', async () => {
    await using chat = await startChat()

    const { status } = await chat.send(
      chat.ada,
      updateOf(chat.conversationId, closeDialog('another')),
    )

    expect(status).toBe(400)
    expect(chat.emulator.conversations()).toMatchObject([{ state: 'OPEN' }])
  })
})

describe('userprofile.SetUserProfile', () => {
  it('replaces the profile', async () => {
    await using chat = await startChat()

    const { status, json } = await chat.send(chat.ada, profileOf({ firstName: 'Ada' }))

    const msg = 'OK User Profile set successfully'
    expect(status).toBe(200)
    expect(json).toEqual({ code: 'OK', body: { msg }, reqId: 'a' })
    expect(chat.emulator.conversations()).toMatchObject([{ profile: { firstName: 'Ada' } }])
  })
})

describe('SEND', () => {
  it.each([
    ['no JSON', '{'],
    ['an array', [profileOf()]],
    ['an unknown type', { ...profileOf(), type: 'cm.Surprise' }],
    ['a type that is a property of every object', { ...profileOf(), type: 'toString' }],
    ['CONVERSATION’s own request', requestOf()],
    ['an unknown profile attribute', profileOf({ authenticatedData: { lp_sdes: [{}] } })],
    ['an event without dialog', eventOf()],
    ['a field that is not known', updateOf('none', { field: 'Mood' })],
    ['a null', profileOf({ firstName: null })],
    ['a request of more than 5000 characters', profileOf({ description: 'x'.repeat(5000) })],
  ])('refuses %s', async (_, body) => {
    await using client = await startClient()
    const ada = await client.authorize('ada')

    const { status, json } = await client.send(ada, body)

    expect(status).toBe(400)
    expect(json).toMatchObject({ code: 'BAD_REQUEST' })
  })
})
