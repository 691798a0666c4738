import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import {
  DEFAULT_ACCOUNT,
  DEFAULT_CAMPAIGN,
  type EmulatorOptions,
} from '../../src/emulator/emulator.ts'
import {
  ACCOUNT,
  batchOf,
  conversationIdOf,
  type Headers,
  OTHER,
  profileOf,
  requestOf,
  startClient,
} from './client.ts'

const pathOf = (accountId: string, appInstallationId: string) =>
  `/api/account/${accountId}/app/${appInstallationId}/engagement`
const PATH = pathOf(ACCOUNT, DEFAULT_ACCOUNT.clientId)

async function startVisit(options: EmulatorOptions = {}) {
  const client = await startClient(options)
  return {
    ...client,
    ask: (query = 'v=1.1', body: unknown = {}, headers: Headers = {}) =>
      client.post(`${PATH}?${query}`, body, headers),
  }
}

const idsOf = (json: unknown) =>
  z.looseObject({ visitorId: z.string(), sessionId: z.string(), pageId: z.string() }).parse(json)
const expose = { ...DEFAULT_CAMPAIGN, contextId: '1', status: 'expose' }
const codeIs = (internalCode: number) => ({
  time: expect.any(Number),
  message: expect.any(String),
  internalCode,
})

describe('a visitor', () => {
  it('that is new gets ids, a session and the campaign', async () => {
    await using visit = await startVisit()

    const { status, json, headers } = await visit.ask()

    expect(status).toBe(201)
    expect(json).toEqual({
      visitorId: expect.any(String),
      sessionId: expect.any(String),
      pageId: expect.any(String),
      engagementDetails: [expose],
    })
    expect(headers['content-type']).toBe('application/octet-stream')
  })

  it('that is known with its session stays in it', async () => {
    await using visit = await startVisit()
    const first = await visit.ask()
    const { visitorId, sessionId } = idsOf(first.json)

    const again = await visit.ask(`v=1.1&vid=${visitorId}&sid=${sessionId}`)

    expect(again.status).toBe(200)
    expect(again.json).toEqual(first.json)
  })

  it('that is known without a session gets a new one', async () => {
    await using visit = await startVisit()
    const first = idsOf((await visit.ask()).json)

    const again = await visit.ask(`v=1.1&vid=${first.visitorId}`)

    expect(again.status).toBe(201)
    expect(idsOf(again.json).visitorId).toBe(first.visitorId)
    expect(idsOf(again.json).sessionId).not.toBe(first.sessionId)
  })

  it('is forgotten by a reset', async () => {
    await using visit = await startVisit()
    const { visitorId } = idsOf((await visit.ask()).json)

    visit.emulator.reset()

    expect((await visit.ask(`v=1.1&vid=${visitorId}`)).json).toEqual(codeIs(37))
  })

  it('gets no details where no campaign fits', async () => {
    await using visit = await startVisit({ monitoring: { hasEngagement: false } })

    const { status, json } = await visit.ask()

    expect(status).toBe(201)
    expect(Object.keys(idsOf(json)).toSorted()).toEqual(['pageId', 'sessionId', 'visitorId'])
  })

  it('gives ids that CONVERSATION takes', async () => {
    await using visit = await startVisit()
    const { visitorId, sessionId } = idsOf((await visit.ask()).json)
    const { campaignId, engagementId } = DEFAULT_CAMPAIGN
    const body = {
      campaignInfo: { campaignId: String(campaignId), engagementId: String(engagementId) },
      conversationContext: {
        type: 'SharkContext',
        visitorId,
        sessionId,
        interactionContextId: '1',
      },
    }

    const { status } = await visit.open(
      await visit.authorize('ada'),
      batchOf(profileOf(), requestOf(body)),
    )

    expect(status).toBe(200)
  })
})

describe('a consumer with an open conversation', () => {
  it.each([
    ['an identity', { identities: [{ iss: 'https://id.example', acr: 'loa1', sub: 'ada' }] }],
    [
      'one of two identities',
      {
        identities: [
          { acr: '0', sub: 'bob' },
          { acr: '0', sub: 'ada' },
        ],
      },
    ],
    ['the deprecated consumerId', { consumerId: 'ada' }],
  ])('is told which one it is, known by %s', async (_, body) => {
    await using visit = await startVisit()
    const opened = await visit.open(await visit.authorize('ada'))

    const { status, json } = await visit.ask('v=1.1', body)

    expect(status).toBe(201)
    expect(json).toMatchObject({
      engagementDetails: [
        { ...DEFAULT_CAMPAIGN, conversationId: conversationIdOf(opened), status: 'conversation' },
      ],
    })
  })

  it.each([
    ['nobody', {}],
    ['another consumer', { identities: [{ acr: '0', sub: 'bob' }] }],
  ])('is not told to %s', async (_, body) => {
    await using visit = await startVisit()
    await visit.open(await visit.authorize('ada'))

    expect((await visit.ask('v=1.1', body)).json).toMatchObject({ engagementDetails: [expose] })
  })

  it('is not told to another account', async () => {
    await using visit = await startVisit()
    await visit.open(await visit.authorize('ada'))

    const { json } = await visit.post(`${pathOf(OTHER.accountId, OTHER.clientId)}?v=1.1`, {
      consumerId: 'ada',
    })

    expect(json).toMatchObject({ engagementDetails: [expose] })
  })

  it('gets a campaign again once it is closed', async () => {
    await using visit = await startVisit()
    const ada = await visit.authorize('ada')
    const conversationId = conversationIdOf(await visit.open(ada))
    const conversationField = { field: 'ConversationStateField', conversationState: 'CLOSE' }
    const body = { conversationId, conversationField }
    await visit.send(ada, { kind: 'req', id: '1', type: 'cm.UpdateConversationField', body })

    const { json } = await visit.ask('v=1.1', { consumerId: 'ada' })

    expect(json).toMatchObject({ engagementDetails: [expose] })
  })
})

describe('an account that is loading', () => {
  it.each([
    ['1.1', 202, 38],
    ['1.0', 500, 20],
  ])('says so in version %s, and knows the visitor it names', async (version, status, code) => {
    await using visit = await startVisit({ monitoring: { loadingAnswers: 1 } })

    const loading = await visit.ask(`v=${version}`)
    const { message } = z.object({ message: z.string() }).parse(loading.json)
    const visitorId = /vid=(\S+)/.exec(message)?.[1]
    const loaded = await visit.ask(`v=${version}&vid=${visitorId}`)

    expect(loading).toMatchObject({ status, json: codeIs(code) })
    expect(loaded.status).toBe(201)
    expect(idsOf(loaded.json).visitorId).toBe(visitorId)
  })

  it('loads on its own, and anew after a reset', async () => {
    await using visit = await startVisit({ monitoring: { loadingAnswers: 1 } })
    const other = `${pathOf(OTHER.accountId, OTHER.clientId)}?v=1.1`

    const statuses = [(await visit.ask()).status, (await visit.post(other, {})).status]
    visit.emulator.reset()
    statuses.push((await visit.ask()).status, (await visit.ask()).status)

    expect(statuses).toEqual([202, 202, 202, 201])
  })
})

describe('what it does not take', () => {
  it.each([
    ['no version', '', 33],
    ['another version', 'v=2.0', 33],
    ['obh that is no flag', 'v=1.1&obh=yes', 5],
  ])('%s', async (_, query, code) => {
    await using visit = await startVisit()

    expect(await visit.ask(query)).toMatchObject({ status: 400, json: codeIs(code) })
  })

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no body', ''],
    ['an array', []],
    ['a field that is not known', { visitorId: 'v' }],
    ['a null', { consumerId: null }],
    ['an identity without acr', { identities: [{ sub: 'ada' }] }],
    ['an identity of another acr', { identities: [{ acr: 'loa2', sub: 'ada' }] }],
    ['an identity without sub', { identities: [{ acr: '0' }] }],
    ['a place without a scheme', { entryPoints: ['cart'] }],
    [
      'an attribute that is wrong',
      { engagementAttributes: [{ type: 'personal', personal: { x: 1 } }] },
    ],
    ['an attribute without a type', { engagementAttributes: [{}] }],
    ['an address of IPv6', { clientProperties: { ipAddress: '::1' } }],
  ])('%s in the body', async (_, body) => {
    await using visit = await startVisit()

    expect(await visit.ask('v=1.1', body)).toMatchObject({ status: 400, json: codeIs(5) })
  })

  it('a body of another type', async () => {
    await using visit = await startVisit()

    const { json } = await visit.ask('v=1.1', '{}', { 'content-type': 'text/plain' })

    expect(json).toEqual(codeIs(5))
  })

  it('a visitor or session it has not given', async () => {
    await using visit = await startVisit()
    const ada = idsOf((await visit.ask()).json)
    const bob = idsOf((await visit.ask()).json)

    const stranger = await visit.ask('v=1.1&vid=nobody')
    const mixed = await visit.ask(`v=1.1&vid=${ada.visitorId}&sid=${bob.sessionId}`)

    expect(stranger).toMatchObject({ status: 404, json: codeIs(37) })
    expect(mixed).toMatchObject({ status: 404, json: codeIs(39) })
  })

  it("an app that is not installed, or is another account's", async () => {
    await using visit = await startVisit()

    const unknown = await visit.post(`${pathOf(ACCOUNT, 'none')}?v=1.1`, {})
    const foreign = await visit.post(`${pathOf(ACCOUNT, OTHER.clientId)}?v=1.1`, {})

    expect([unknown, foreign]).toMatchObject([
      { status: 404, json: codeIs(18) },
      { status: 404, json: codeIs(18) },
    ])
  })
})

it('takes every field that the documents name', async () => {
  await using visit = await startVisit()
  const body = {
    consumerId: 'ada',
    identities: [{ iss: 'https://id.example', acr: 'loa1', sub: 'ada' }],
    clientProperties: {
      appVersion: '1',
      deviceFamily: 'MOBILE',
      ipAddress: '127.0.0.1',
      os: 'IOS',
      osName: 'iOS',
      osVersion: '26',
    },
    entryPoints: [
      'tel://5551234',
      'http://a.example',
      'https://a.example',
      'sec://cart',
      'lang://en',
    ],
    engagementAttributes: [
      { type: 'personal', personal: { firstname: 'Ada' } },
      { type: 'cart', total: 9 },
    ],
  }

  expect((await visit.ask('v=1.1&obh=true', body)).status).toBe(201)
})

it('is recorded, held and made to fail by its name', async () => {
  await using visit = await startVisit()
  visit.emulator.addFault({ endpoint: 'engagement', fault: { kind: 'throttle' } })
  const hold = visit.emulator.holdNext('engagement')

  const reply = visit.ask('v=1.1&obh=true')
  await hold.arrived
  hold.release()

  expect((await reply).status).toBe(429)
  expect(visit.emulator.requests('engagement')).toMatchObject([
    { path: PATH, query: { v: '1.1', obh: 'true' }, status: 429 },
  ])
  expect(visit.emulator.requests('conversation')).toEqual([])
})
