import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { Agent } from 'undici'
import { z } from 'zod'
import { DEFAULT_ACCOUNT, DEFAULT_USER } from '../../src/emulator/emulator.ts'
import { ACCOUNT, type Client, exchange, type Reply, startClient } from './client.ts'

const domainsSchema = z.array(z.object({ service: z.string(), baseURI: z.string() }))
const loginSchema = z.object({
  bearer: z.string(),
  sessionTTl: z.string(),
  config: z.object({ userId: z.string(), isAdmin: z.literal(true) }),
  csdsCollectionResponse: z.object({ baseURIs: domainsSchema }),
})

const FEATURES = ['AUTO_MESSAGES', 'QUICK_REPLIES']

/**
 * The calls of LivePerson's published sample, request for request: http for the Domain API and
 * https for the rest, every token parameter in the query, ids with commas, ids as numbers.
 */
describe('the sample connector', () => {
  let client: Client
  let agent: Agent
  beforeAll(async () => {
    client = await startClient()
    agent = new Agent({ connect: { ca: (await client.get('/__certificate')).text } })
  })
  afterAll(async () => {
    await agent.close()
    await client[Symbol.asyncDispose]()
  })

  const call = (
    method: 'GET' | 'POST',
    url: string,
    headers: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<Reply> =>
    exchange(url, {
      method,
      headers,
      dispatcher: agent,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })

  async function logIn() {
    const list = await exchange(
      `${client.emulator.url}/api/account/${ACCOUNT}/service/baseURI.json?version=1.0`,
    )
    const found = z.object({ baseURIs: domainsSchema }).parse(list.json).baseURIs
    const agentVep = found.find(({ service }) => service === 'agentVep')?.baseURI
    const reply = await call(
      'POST',
      `https://${agentVep}/api/account/${ACCOUNT}/login`,
      { 'content-type': 'application/json' },
      DEFAULT_USER,
    )
    const session = loginSchema.parse(reply.json)
    const hostOf = (service: string): string =>
      session.csdsCollectionResponse.baseURIs.find((uri) => uri.service === service)?.baseURI ?? ''
    return { ...session, hostOf }
  }

  async function authenticate(hostOf: (service: string) => string, consumerId: string) {
    const parameters = new URLSearchParams({
      v: '1.0',
      grant_type: 'client_credentials',
      client_id: DEFAULT_ACCOUNT.clientId,
      client_secret: DEFAULT_ACCOUNT.clientSecret,
    })
    const app = await call(
      'POST',
      `https://${hostOf('sentinel')}/sentinel/api/account/${ACCOUNT}/app/token?${parameters.toString()}`,
      { 'content-type': 'application/x-www-form-urlencoded' },
    )
    const appJwt = z.object({ access_token: z.string() }).parse(app.json).access_token
    const consumer = await call(
      'POST',
      `https://${hostOf('idp')}/api/account/${ACCOUNT}/consumer?v=1.0`,
      { 'content-type': 'application/json', Authorization: appJwt },
      { ext_consumer_id: consumerId },
    )
    const consumerJws = z.object({ token: z.string() }).parse(consumer.json).token
    return {
      'content-type': 'application/json',
      authorization: appJwt,
      'X-LP-ON-BEHALF': consumerJws,
      'Client-Properties': JSON.stringify({ type: '.ClientProperties', features: FEATURES }),
    }
  }

  it('logs in and reads the installed apps', async () => {
    const { bearer, hostOf } = await logIn()
    const host = hostOf('accountConfigReadWrite')
    const base = `https://${host}/api/account/${ACCOUNT}/configuration/app-install/installations`
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${bearer}` }

    const all = await call('GET', `${base}?v=1.0`, headers)
    const [{ id }] = z.tuple([z.object({ id: z.string() })]).parse(all.json)
    const one = await call('GET', `${base}/${id}?v=1.0`, headers)

    expect(one.json).toMatchObject({ id, client_secret: DEFAULT_ACCOUNT.clientSecret })
  })

  it('opens a conversation, writes, types, reads, and closes', async () => {
    const { hostOf } = await logIn()
    const headers = await authenticate(hostOf, '0.7431')
    const host = hostOf('asyncMessagingEnt')
    const base = `https://${host}/api/account/${ACCOUNT}/messaging/consumer/conversation`
    const send = (id: string, type: string, body: object) =>
      call('POST', `${base}/send?v=3`, headers, { kind: 'req', id, type, body })

    const opened = await call('POST', `${base}?v=3`, headers, sampleBatch())
    const conversationId = z
      .tuple([z.unknown(), z.object({ body: z.object({ conversationId: z.string() }) })])
      .parse(opened.json)[1].body.conversationId
    const publish = (id: string, event: object) =>
      send(id, 'ms.PublishEvent', { dialogId: conversationId, conversationId, event })
    const text = { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' }
    const replies = [
      await publish('3', text),
      await publish('1,', { type: 'ChatStateEvent', chatState: 'COMPOSING' }),
      await publish('1,', { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [0] }),
      await publish('3', {
        type: 'ContentEvent',
        contentType: 'hosted/file',
        message: {
          caption: '',
          relativePath: '/v1/AUTH_async-images/a.PNG',
          fileType: 'PNG',
          preview: 'data:image/jpeg;base64,AA==',
        },
      }),
      await send('1,', 'cm.UpdateConversationField', {
        conversationId,
        conversationField: { field: 'ConversationStateField', conversationState: 'CLOSE' },
      }),
    ]

    expect(opened.status).toBe(200)
    expect(opened.json).toMatchObject([
      { code: 'OK', reqId: '2,' },
      { code: 'OK', reqId: '1,' },
    ])
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(replies.map(({ json }) => json)).toEqual([
      { code: 'OK', body: { sequence: 0 }, reqId: '3' },
      { code: 'OK', body: { sequence: 0 }, reqId: '1,' },
      { code: 'OK', body: { sequence: 1 }, reqId: '1,' },
      { code: 'OK', body: { sequence: 2 }, reqId: '3' },
      { code: 'OK', body: { msg: 'OK Conversation resolved successfully' }, reqId: '1,' },
    ])
    expect(client.emulator.conversations()).toMatchObject([{ conversationId, state: 'CLOSE' }])
  })

  it('closes the way that lets a survey follow', async () => {
    const { hostOf } = await logIn()
    const headers = await authenticate(hostOf, '0.1187')
    const host = hostOf('asyncMessagingEnt')
    const base = `https://${host}/api/account/${ACCOUNT}/messaging/consumer/conversation`
    const opened = await call('POST', `${base}?v=3`, headers, sampleBatch())
    const conversationId = z
      .tuple([z.unknown(), z.object({ body: z.object({ conversationId: z.string() }) })])
      .parse(opened.json)[1].body.conversationId

    const { json } = await call('POST', `${base}/send?v=3`, headers, {
      kind: 'req',
      id: '2',
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
    })

    expect(json).toEqual({
      code: 'OK',
      body: { msg: 'OK Conversation resolved successfully' },
      reqId: '2',
    })
  })
})

/** With the odd ids and the loose types that the sample's page sends. */
function sampleBatch() {
  return [
    {
      kind: 'req',
      id: '2,',
      type: 'userprofile.SetUserProfile',
      body: {
        firstName: 'Web user',
        lastName: '',
        avatarUrl: 'http://avatar.example.com',
        role: 'consumer',
        backgndImgUri: 'http://image.example.com',
        description: 'A description',
        privateData: {
          mobileNum: '1750000000',
          mail: 'test@example.com',
          pushNotificationData: { serviceName: 'Service', certName: 'Cert', token: 'TOKEN' },
        },
      },
    },
    {
      kind: 'req',
      id: '1,',
      type: 'cm.ConsumerRequestConversation',
      body: {
        ttrDefName: null,
        campaignInfo: { campaignId: 2_894_629_312, engagementId: 2_894_629_412 },
        channelType: 'MESSAGING',
        brandId: ACCOUNT,
        skillId: '-1',
        conversationContext: {
          visitorId: '',
          sessionId: '',
          interactionContextId: 2,
          type: 'SharkContext',
          lang: 'en-US',
          features: FEATURES,
        },
      },
    },
  ]
}
