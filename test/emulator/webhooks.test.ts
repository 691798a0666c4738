import { createHmac } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { AGENT_ID, DEFAULT_ACCOUNT } from '../../src/emulator/emulator.ts'
import { CLOSE, openFor, resultOf, startChat } from './chat.ts'
import {
  ACCOUNT,
  batchOf,
  eventOf,
  OTHER,
  profileOf,
  requestOf,
  startClient,
  textOf,
} from './client.ts'
import { type Post, startReceiver } from './webhook-receiver.ts'

const kindOf = ({ type, change }: Post): string => {
  const event = change['event']
  return typeof event === 'object' && event !== null && 'type' in event
    ? `${type}.${String(event.type)}`
    : type
}

describe('a webhook', () => {
  it.each(['sha1', 'sha256'] as const)(
    'is signed over its very bytes with the secret of the app, by %s',
    async (algorithm) => {
      await using receiver = await startReceiver()
      await using chat = await startChat({ webhooks: { url: receiver.url, algorithm } })

      await chat.say('Grüße 👩‍🚀')
      await chat.emulator.webhooksIdle()

      expect(receiver.posts).toHaveLength(2)
      for (const { bytes, headers, path } of receiver.posts) {
        const hmac = createHmac(algorithm, DEFAULT_ACCOUNT.clientSecret).update(bytes)
        expect(path).toBe(`/webhooks/${ACCOUNT}`)
        expect(headers).toMatchObject({
          'content-type': 'application/json',
          'x-liveperson-account-id': ACCOUNT,
          'x-liveperson-client-id': DEFAULT_ACCOUNT.clientId,
          'x-liveperson-signature': `${algorithm}=${hmac.digest('base64')}`,
        })
      }
      expect(receiver.texts()).toEqual(['Grüße 👩‍🚀'])
    },
  )

  it('goes where a function says for the account, signed with its secret', async () => {
    await using receiver = await startReceiver()
    await using client = await startClient({
      webhooks: { url: (accountId) => receiver.url.replace('{accountId}', `of-${accountId}`) },
    })
    const headers = {
      authorization: await client.mintAppJwt(OTHER),
      'x-lp-on-behalf': await client.mintConsumerJws('ada', OTHER),
    }
    const path = `/api/account/${OTHER.accountId}/messaging/consumer/conversation?v=3`

    await client.post(path, batchOf(profileOf(), requestOf({ brandId: OTHER.accountId })), headers)
    await client.emulator.webhooksIdle()

    const [{ bytes, ...post } = { bytes: '' }] = receiver.posts
    const hmac = createHmac('sha1', OTHER.clientSecret).update(bytes).digest('base64')
    expect(post).toMatchObject({
      path: `/webhooks/of-${OTHER.accountId}`,
      headers: {
        'x-liveperson-account-id': OTHER.accountId,
        'x-liveperson-client-id': OTHER.clientId,
        'x-liveperson-signature': `sha1=${hmac}`,
      },
    })
  })

  it('tells the conversation first and then the message of the same batch', async () => {
    await using receiver = await startReceiver()
    const batch = batchOf(profileOf(), requestOf({ skillId: '7' }), eventOf(textOf('first')))
    await using chat = await startChat({ webhooks: { url: receiver.url } }, batch)
    await chat.emulator.webhooksIdle()

    const { conversationId, lpConsumerId } = chat
    const consumer = { id: lpConsumerId, role: 'CONSUMER' }
    expect(receiver.posts.map(({ bytes }) => JSON.parse(bytes.toString()) as unknown)).toEqual([
      {
        kind: 'notification',
        type: 'cqm.ExConversationChangeNotification',
        body: {
          changes: [
            {
              type: 'UPSERT',
              result: {
                convId: conversationId,
                effectiveTTR: expect.any(Number),
                conversationDetails: {
                  skillId: '7',
                  participants: [consumer],
                  dialogs: [
                    {
                      dialogId: conversationId,
                      participantsDetails: [{ ...consumer, state: 'ACTIVE' }],
                      dialogType: 'MAIN',
                      channelType: 'MESSAGING',
                      state: 'OPEN',
                      creationTs: expect.any(Number),
                      metaDataLastUpdateTs: expect.any(Number),
                    },
                  ],
                  brandId: ACCOUNT,
                  state: 'OPEN',
                  stage: 'OPEN',
                  startTs: expect.any(Number),
                  metaDataLastUpdateTs: expect.any(Number),
                  ttr: { ttrType: 'PRIORITIZED', value: 600 },
                  conversationHandlerDetails: { accountId: ACCOUNT, skillId: '7' },
                },
              },
            },
          ],
        },
      },
      {
        kind: 'notification',
        type: 'ms.MessagingEventNotification',
        body: {
          changes: [
            {
              sequence: 0,
              originatorId: lpConsumerId,
              originatorMetadata: consumer,
              serverTimestamp: expect.any(Number),
              event: textOf('first'),
              conversationId,
              dialogId: conversationId,
              messageAudience: 'ALL',
            },
          ],
        },
      },
    ])
  })

  it.each([
    ['RichContentEvent', { type: 'RichContentEvent', content: { type: 'vertical' } }, 0],
    ['AcceptStatusEvent', { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [3] }, 0],
    ['ChatStateEvent', { type: 'ChatStateEvent', chatState: 'COMPOSING' }, undefined],
  ])("echoes the consumer's own %s", async (kind, event, sequence) => {
    await using receiver = await startReceiver()
    await using chat = await startChat({ webhooks: { url: receiver.url } })

    await chat.publish(event)
    await chat.emulator.webhooksIdle()

    const [, echo] = receiver.posts
    expect(echo).toBeDefined()
    expect(echo && kindOf(echo)).toBe(`ms.MessagingEventNotification.${kind}`)
    expect(echo?.change).toMatchObject({ event, originatorMetadata: { role: 'CONSUMER' } })
    expect(echo?.change['sequence']).toBe(sequence)
    expect('serverTimestamp' in (echo?.change ?? {})).toBe(sequence !== undefined)
  })

  it('carries the metadata of the request', async () => {
    await using receiver = await startReceiver()
    await using chat = await startChat({ webhooks: { url: receiver.url } })
    const metadata = [{ type: 'ExternalId', id: 'card-1' }]
    const { conversationId: dialogId } = chat

    await chat.send(chat.headers, { ...eventOf(textOf('chosen'), { dialogId }), metadata })
    await chat.emulator.webhooksIdle()

    expect(receiver.posts[1]?.change).toMatchObject({ metadata })
  })

  it('tells every change in full, each later than the one before', async () => {
    await using receiver = await startReceiver()
    await using chat = await startChat({ webhooks: { url: receiver.url } })
    const { emulator, conversationId, lpConsumerId } = chat

    emulator.agent.join(conversationId)
    emulator.agent.transfer(conversationId, '42')
    await chat.update({ field: 'TTRField', ttrType: 'URGENT', value: 60 })
    await chat.update(CLOSE)
    await chat.update({ field: 'CSATRate', csatRate: 5, status: 'FILLED' })
    await emulator.webhooksIdle()

    const results = receiver.posts.map(({ change }) => resultOf(change))
    const consumer = { id: lpConsumerId, role: 'CONSUMER' }
    const agent = { id: AGENT_ID, role: 'ASSIGNED_AGENT' }
    const details = results.map((result) => result.conversationDetails)
    expect(details).toMatchObject([
      { stage: 'OPEN', skillId: '-1', participants: [consumer] },
      { stage: 'OPEN', skillId: '-1', participants: [consumer, agent] },
      { stage: 'OPEN', skillId: '42', participants: [consumer] },
      { stage: 'OPEN', ttr: { ttrType: 'URGENT', value: 60 } },
      {
        stage: 'CLOSE',
        state: 'CLOSE',
        closeReason: 'CONSUMER',
        endTs: expect.any(Number),
        dialogs: [{ state: 'CLOSE', closedBy: 'CONSUMER', endTs: expect.any(Number) }],
      },
      { stage: 'CLOSE', csat: { csatRate: 5, status: 'FILLED' } },
    ])
    for (const { effectiveTTR, conversationDetails } of results) {
      expect(effectiveTTR === -1).toBe(conversationDetails.stage === 'CLOSE')
    }
    const times = details.map(({ metaDataLastUpdateTs }) => metaDataLastUpdateTs)
    expect(times).toEqual([...new Set(times)].toSorted((one, other) => one - other))
  })

  it('is not made where nobody is to be told', async () => {
    await using receiver = await startReceiver()
    await using chat = await startChat()

    await chat.say('unheard')
    chat.emulator.sendWebhooksTo({ url: receiver.url })
    await chat.say('heard')
    await chat.emulator.webhooksIdle()
    chat.emulator.sendWebhooksTo(undefined)
    await chat.say('unheard again')

    expect(receiver.texts()).toEqual(['heard'])
    expect(chat.emulator.webhooks()).toHaveLength(1)
  })
})

describe('the webhooks over HTTP', () => {
  it('are sent where a POST says, until a DELETE, and are listed', async () => {
    await using receiver = await startReceiver()
    await using client = await startClient()

    const started = await client.post('/__webhooks', { url: receiver.url, algorithm: 'sha256' })
    const ada = await openFor(client, 'ada')
    await client.emulator.webhooksIdle()
    const stopped = await client.delete('/__webhooks')
    await ada.say('unheard')
    const { json } = await client.get('/__webhooks')

    expect([started.status, stopped.status]).toEqual([204, 204])
    expect(receiver.posts[0]?.headers['x-liveperson-signature']).toMatch(/^sha256=/)
    expect(json).toEqual([
      {
        index: 0,
        accountId: ACCOUNT,
        conversationId: ada.conversationId,
        type: 'cqm.ExConversationChangeNotification',
        body: receiver.posts[0]?.bytes.toString(),
        attempts: [200],
        delivered: true,
      },
    ])
    expect(client.emulator.webhooks()).toEqual(json)
  })

  it.each([
    ['', undefined],
    ['', { url: 'ftp://host/' }],
    ['', { url: 'http://host/', algorithm: 'md5' }],
    ['', { url: 'http://host/', color: 'red' }],
    ['/disturb', { lose: -1 }],
    ['/disturb', { loose: 1 }],
    ['/0/resend', {}],
    ['/first/resend', {}],
  ])('answer 400 to POST /__webhooks%s with %j', async (path, body) => {
    await using client = await startClient()

    const { status } = await client.post(`/__webhooks${path}`, body)

    expect(status).toBe(400)
  })
})
