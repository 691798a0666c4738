import { describe, expect, it } from '@jest/globals'
import { badRequest, CLOSE, CLOSED, closeDialog, startChat, updateOf } from './chat.ts'
import {
  batchOf,
  conversationIdOf,
  eventOf,
  INVALID_CONSUMER_JWS,
  profileOf,
  requestOf,
  startClient,
  textOf,
} from './client.ts'

describe('ms.PublishEvent', () => {
  it('numbers messages and receipts of a dialog from 0, and chat states not at all', async () => {
    await using chat = await startChat()
    const { headers, conversationId: dialogId } = chat
    const events = [
      textOf('one'),
      { type: 'ChatStateEvent', chatState: 'COMPOSING' },
      { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [0] },
      { type: 'RichContentEvent', content: { type: 'vertical' } },
    ]

    const replies = []
    for (const event of events) replies.push(await chat.send(headers, eventOf(event, { dialogId })))

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
    const { headers, conversationId: dialogId } = chat
    await chat.send(headers, updateOf(dialogId, CLOSE))

    const { status, json } = await chat.send(headers, eventOf(textOf('hi'), { dialogId }))

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

    const { status, json } = await chat.send(
      chat.headers,
      eventOf(textOf('hi'), { dialogId: 'none' }),
    )

    expect(status).toBe(400)
    expect(json).toEqual(badRequest('c'))
  })

  it('refuses a dialog that is not of the conversation', async () => {
    await using chat = await startChat()

    const body = { dialogId: 'none', conversationId: chat.conversationId }
    const { json } = await chat.send(chat.headers, eventOf(textOf('hi'), body))

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
    const { headers, conversationId } = chat

    const reply = await chat.send(headers, updateOf(conversationId, fieldOf(conversationId)))

    const msg = 'OK Conversation resolved successfully'
    expect(reply.status).toBe(200)
    expect(reply.json).toEqual({ code: 'OK', body: { msg }, reqId: 'u' })
    expect(chat.emulator.conversations()).toMatchObject([
      { state: 'CLOSE', stage: 'CLOSE', closeReason: 'CONSUMER', endTs: expect.any(Number) },
    ])
  })

  it('lets the consumer open another one', async () => {
    await using chat = await startChat()
    await chat.send(chat.headers, updateOf(chat.conversationId, CLOSE))

    const { status } = await chat.open(chat.headers)

    expect(status).toBe(200)
  })

  it('refuses to close twice', async () => {
    await using chat = await startChat()
    await chat.send(chat.headers, updateOf(chat.conversationId, CLOSE))

    const { status, json } = await chat.send(chat.headers, updateOf(chat.conversationId, CLOSE))

    expect(status).toBe(400)
    expect(json).toEqual(badRequest('u', CLOSED))
  })

  it.each([
    ['a rating', { field: 'CSATRate', csatRate: 4, csatResolutionConfirmation: true }],
    ['a skipped rating', { field: 'CSATRate', status: 'SKIPPED' }],
  ])('takes %s, after the end too', async (_, field) => {
    await using chat = await startChat()

    const before = await chat.update(field)
    await chat.update(CLOSE)
    const after = await chat.update(field)

    const { field: _name, ...csat } = field
    expect(before.json).toMatchObject({ code: 'OK' })
    expect(after.json).toMatchObject({ code: 'OK' })
    expect(chat.emulator.conversations()).toMatchObject([{ csat }])
  })

  it('leaves the next conversation alone when an earlier one is rated', async () => {
    await using chat = await startChat()
    await chat.update(CLOSE)
    await chat.open(chat.headers)

    await chat.update({ field: 'CSATRate', csatRate: 1 })

    expect((await chat.open(chat.headers)).status).toBe(400)
    expect(chat.emulator.conversations()).toMatchObject([{ stage: 'CLOSE' }, { stage: 'OPEN' }])
  })

  it('takes another time to respond, while the conversation is open', async () => {
    await using chat = await startChat()
    const field = { field: 'TTRField', ttrType: 'URGENT', value: 120 }

    const before = await chat.update(field)
    await chat.update(CLOSE)
    const after = await chat.update(field)

    expect(before.json).toMatchObject({ code: 'OK' })
    expect(after.json).toEqual(badRequest('u', CLOSED))
    expect(chat.emulator.conversations()).toMatchObject([
      { ttr: { ttrType: 'URGENT', value: 120 } },
    ])
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
      chat.headers,
      updateOf(chat.conversationId, closeDialog('another')),
    )

    expect(status).toBe(400)
    expect(chat.emulator.conversations()).toMatchObject([{ state: 'OPEN' }])
  })
})

describe('userprofile.SetUserProfile', () => {
  it('replaces the profile', async () => {
    await using chat = await startChat()

    const { status, json } = await chat.send(chat.headers, profileOf({ firstName: 'Ada' }))

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
    ['a rating of 6', updateOf('none', { field: 'CSATRate', csatRate: 6 })],
    [
      'a time to respond that is not known',
      updateOf('none', { field: 'TTRField', ttrType: 'SOON' }),
    ],
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

describe('a conversation that is new', () => {
  it('is not there for SEND until it is old enough, and nothing happens to it', async () => {
    await using chat = await startChat({ staleForMs: 60_000 })

    const tooEarly = [await chat.say('early'), await chat.update(CLOSE)]
    chat.emulator.advanceClock(61)
    const inTime = await chat.say('in time')

    expect(tooEarly.map(({ status }) => status)).toEqual([400, 400])
    expect(tooEarly.map(({ json }) => json)).toEqual([badRequest('c'), badRequest('u')])
    expect(inTime.json).toMatchObject({ code: 'OK', body: { sequence: 0 } })
    expect(chat.emulator.conversations()).toMatchObject([{ stage: 'OPEN' }])
  })
})
