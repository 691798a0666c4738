import { describe, expect, it } from '@jest/globals'
import { decodeJwt } from 'jose'
import {
  ACCOUNT,
  batchOf,
  conversationIdOf,
  eventOf,
  profileOf,
  requestOf,
  startClient,
  textOf,
} from './client.ts'

describe('CONVERSATION', () => {
  it('opens a conversation and answers each request in order', async () => {
    await using client = await startClient()
    const headers = await client.authorize('ada')

    const reply = await client.open(headers)

    expect(reply.status).toBe(200)
    expect(reply.json).toEqual([
      { code: 'OK', body: { msg: 'OK User Profile set successfully' }, reqId: 'a' },
      { code: 'OK', body: { conversationId: expect.any(String) }, reqId: 'b' },
    ])
    expect(client.emulator.conversations()).toMatchObject([
      { conversationId: conversationIdOf(reply), accountId: ACCOUNT, consumerId: 'ada' },
    ])
  })

  it('publishes the first message into the dialog it opens', async () => {
    await using client = await startClient()
    const headers = await client.authorize('ada')

    const reply = await client.open(headers, batchOf(profileOf(), requestOf(), eventOf()))

    expect(reply.json).toMatchObject([{}, {}, { code: 'OK', body: { sequence: 0 }, reqId: 'c' }])
    expect(client.emulator.conversations()).toMatchObject([
      {
        dialogs: [
          { dialogId: conversationIdOf(reply), messages: [{ sequence: 0, event: textOf('hi') }] },
        ],
      },
    ])
  })

  it('keeps what was asked for, and the profile', async () => {
    await using client = await startClient()
    const headers = await client.authorize('ada')
    const request = { skillId: '7', campaignInfo: { campaignId: '1', engagementId: '2' } }
    const profile = { authenticatedData: { lp_sdes: [{ type: 'ctmrinfo', info: { role: 'x' } }] } }

    await client.open(headers, batchOf(profileOf(profile), requestOf(request)))

    expect(client.emulator.conversations()).toMatchObject([
      { request: { brandId: ACCOUNT, ...request }, profile, state: 'OPEN', stage: 'OPEN' },
    ])
  })

  it('echoes numeric ids as strings and odd ones as they are', async () => {
    await using client = await startClient()
    const headers = await client.authorize('ada')

    const batch = batchOf({ ...profileOf(), id: 1 }, { ...requestOf(), id: '2,' })
    const { json } = await client.open(headers, batch)

    expect(json).toMatchObject([{ reqId: '1' }, { reqId: '2,' }])
  })

  it('refuses a second open conversation after it has replaced the profile', async () => {
    await using client = await startClient()
    const headers = await client.authorize('ada')
    await client.open(headers, batchOf(profileOf({ firstName: 'Ada' })))

    const batch = batchOf(profileOf({ lastName: 'Lovelace' }), requestOf(), eventOf())
    const { status, json } = await client.open(headers, batch)

    const { lp_consumer_id: user } = decodeJwt(headers['x-lp-on-behalf'] ?? '')
    const msg =
      `Consumer request conversation failed: User ${String(user)} already has open conversation. ` +
      "Can't open another one."
    expect(status).toBe(400)
    expect(json).toEqual([
      { code: 'OK', body: { msg: 'OK User Profile set successfully' }, reqId: 'a' },
      { code: 'BAD_REQUEST', body: { msg }, reqId: 'b' },
      { code: 'BAD_REQUEST', body: { msg: 'Bad Request' }, reqId: 'c' },
    ])
    expect(client.emulator.conversations()).toMatchObject([
      { profile: { lastName: 'Lovelace' }, dialogs: [{ messages: [] }] },
    ])
    expect(client.emulator.conversations()[0]?.profile).not.toHaveProperty('firstName')
  })

  it('refuses the second conversation with HTTP 200 when told to', async () => {
    await using client = await startClient({ refusalStatus: 200 })
    const headers = await client.authorize('ada')
    await client.open(headers)

    const { status, json } = await client.open(headers)

    expect(status).toBe(200)
    expect(json).toMatchObject([{ code: 'OK' }, { code: 'BAD_REQUEST' }])
  })

  it('opens one conversation of two that are asked for at once', async () => {
    await using client = await startClient()
    const headers = await client.authorize('ada')

    const replies = await Promise.all([client.open(headers), client.open(headers)])

    const statuses = replies.map(({ status }) => status)
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 400])
    expect(client.emulator.conversations()).toHaveLength(1)
  })

  it('lets every consumer have one', async () => {
    await using client = await startClient()
    const ada = await client.authorize('ada')
    const bob = await client.authorize('bob')

    const replies = [await client.open(ada), await client.open(bob)]

    expect(replies.map(({ status }) => status)).toEqual([200, 200])
  })
})
