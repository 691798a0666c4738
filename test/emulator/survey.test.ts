import { describe, expect, it } from '@jest/globals'
import { badRequest, type Chat, CLOSE, CLOSED, closeDialog, resultOf, startChat } from './chat.ts'
import { textOf } from './client.ts'
import { startReceiver } from './webhook-receiver.ts'

/** The dialog that opened when the MAIN dialog was closed. */
async function startSurvey(chat: Chat): Promise<string> {
  await chat.update(closeDialog(chat.conversationId))
  const [, survey] = chat.emulator.conversations()[0]?.dialogs ?? []
  return survey?.dialogId ?? ''
}

describe('a survey', () => {
  it('opens in a dialog of its own when the MAIN dialog is closed', async () => {
    await using receiver = await startReceiver()
    await using chat = await startChat({ survey: true, webhooks: { url: receiver.url } })

    const { json } = await chat.update(closeDialog(chat.conversationId))
    await chat.emulator.webhooksIdle()

    const msg = 'OK Conversation resolved successfully'
    const { conversationDetails } = resultOf(receiver.posts[1]?.change)
    expect(json).toEqual({ code: 'OK', body: { msg }, reqId: 'u' })
    expect(conversationDetails).toMatchObject({
      state: 'CLOSE',
      stage: 'OPEN',
      dialogs: [
        { dialogId: chat.conversationId, dialogType: 'MAIN', state: 'CLOSE' },
        {
          dialogType: 'POST_SURVEY',
          state: 'OPEN',
          metaData: { appInstallId: expect.any(String) },
        },
      ],
    })
    expect(conversationDetails.dialogs[1]?.dialogId).not.toBe(chat.conversationId)
    expect(conversationDetails).not.toHaveProperty('closeReason')
  })

  it('takes content, numbered from 0, while the MAIN dialog takes no more', async () => {
    await using receiver = await startReceiver()
    await using chat = await startChat({ survey: true, webhooks: { url: receiver.url } })
    await chat.say('before')
    const survey = await startSurvey(chat)

    const toMain = await chat.say('too late')
    const toSurvey = await chat.publish(textOf('5 stars'), survey)
    await chat.emulator.webhooksIdle()

    expect(toMain.status).toBe(400)
    expect(toMain.json).toEqual(badRequest('c', CLOSED))
    expect(toSurvey.json).toMatchObject({ code: 'OK', body: { sequence: 0 } })
    expect(receiver.posts.at(-1)?.change).toMatchObject({
      sequence: 0,
      conversationId: chat.conversationId,
      dialogId: survey,
    })
  })

  it('takes no chat states', async () => {
    await using chat = await startChat({ survey: true })
    const survey = await startSurvey(chat)

    const reply = await chat.publish({ type: 'ChatStateEvent', chatState: 'COMPOSING' }, survey)

    expect(reply.status).toBe(400)
    expect(reply.json).toEqual(badRequest('c'))
  })

  it('keeps its conversation open until it is closed itself', async () => {
    await using chat = await startChat({ survey: true })
    const survey = await startSurvey(chat)

    const meanwhile = await chat.open(chat.headers)
    await chat.update(closeDialog(survey))
    const after = await chat.open(chat.headers)

    expect(meanwhile.status).toBe(400)
    expect(after.status).toBe(200)
    expect(chat.emulator.conversations()[0]).toMatchObject({
      state: 'CLOSE',
      stage: 'CLOSE',
      closeReason: 'CONSUMER',
      dialogs: [{ state: 'CLOSE' }, { dialogType: 'POST_SURVEY', state: 'CLOSE' }],
    })
  })

  it('does not start twice', async () => {
    await using chat = await startChat({ survey: true })
    await startSurvey(chat)

    const { json } = await chat.update(closeDialog(chat.conversationId))

    expect(json).toEqual(badRequest('u', CLOSED))
    expect(chat.emulator.conversations()[0]?.dialogs).toHaveLength(2)
  })

  it('is skipped when the conversation is closed directly', async () => {
    await using chat = await startChat({ survey: true })

    await chat.update(CLOSE)

    expect(chat.emulator.conversations()).toMatchObject([
      { state: 'CLOSE', stage: 'CLOSE', dialogs: [{ dialogType: 'MAIN', state: 'CLOSE' }] },
    ])
    expect(chat.emulator.conversations()[0]?.dialogs).toHaveLength(1)
  })

  it('is not answered by the agent', async () => {
    await using chat = await startChat({ survey: true, agent: { delayMs: 0 } })
    const survey = await startSurvey(chat)

    await chat.publish(textOf('5 stars'), survey)
    await chat.emulator.agent.idle()

    expect(chat.emulator.conversations()[0]?.dialogs[1]?.messages).toHaveLength(1)
  })
})
