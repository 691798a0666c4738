import { describe, expect, it } from '@jest/globals'
import {
  DEFAULT_ACCOUNT,
  DEFAULT_CAMPAIGN,
  type Fault,
  startEmulator,
} from '../src/emulator/emulator.ts'
import {
  ConversationDocument,
  type CreateConversationInput,
  type EngagementInput,
  PreviewCreateConversationDocument,
} from './generated/graphql.ts'
import { ada, ask, create, forgedTokens, passthrough, sentTo } from './support/engagement.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

const sdes = [{ customerInfo: { ctype: 'vip' } }]
const campaignInfo = {
  campaignId: String(DEFAULT_CAMPAIGN.campaignId),
  engagementId: String(DEFAULT_CAMPAIGN.engagementId),
}
const withKey = (engagement: EngagementInput): CreateConversationInput => ({
  idempotencyKey: 'k-1',
  engagement,
})
const nothing = [{ __typename: 'RequestNotPerformed' }, { __typename: 'RequestNotPerformed' }]
const count = ({ emulator }: TestGateway, endpoint: 'engagement' | 'conversation') =>
  emulator.requests(endpoint).length
const codesOf = ({ advice }: { advice: readonly { code: string }[] }) =>
  advice.map(({ code }) => code)

async function startWithoutCampaign() {
  const emulator = await startEmulator({ monitoring: { hasEngagement: false } })
  const gateway = await startTestGateway({}, { emulator })
  return {
    ...gateway,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await emulator[Symbol.asyncDispose]()
    },
  }
}

describe('a create with an engagement', () => {
  it('is routed by the campaign that was found, within its session', async () => {
    await using gateway = await startTestGateway()
    const { visitorId, sessionId } = await ask(gateway)

    const created = await create(gateway, { sdes, engagement: { visitorId, sessionId } })

    expect(created).toMatchObject({ outcome: 'CREATED', advice: [], problem: null })
    const ids = { visitorId, sessionId, interactionContextId: '1' }
    expect(sentTo(gateway, 'conversation')).toMatchObject([
      {},
      { body: { campaignInfo, conversationContext: { type: 'SharkContext', ...ids } } },
    ])
  })

  it('is remembered with what was found', async () => {
    await using gateway = await startTestGateway()
    const created = await create(gateway, { engagement: {} })
    const id = created.conversation?.id ?? ''

    const { data } = await gateway.execute(ConversationDocument, { id })

    const [body] = [sentTo(gateway, 'conversation')] as [
      [object, { body: { conversationContext: { visitorId: string; sessionId: string } } }],
    ]
    const { visitorId, sessionId } = body[1].body.conversationContext
    expect(data?.conversation).toMatchObject({
      campaignInfo,
      context: { type: 'SHARK_CONTEXT', visitorId, sessionId, interactionContextId: '1' },
    })
  })

  it('asks for the consumer that the conversation is for, once, before anything is sent', async () => {
    await using gateway = await startTestGateway()

    await create(gateway, { engagement: { consumerId: 'ada' } }, ada)

    expect(sentTo(gateway, 'engagement')).toEqual({ identities: [{ acr: '0', sub: 'ada' }] })
    const endpoints = gateway.emulator.requests().map(({ endpoint }) => endpoint)
    expect(endpoints.slice(0, 2)).toEqual(['domain', 'engagement'])
    expect(count(gateway, 'engagement')).toBe(1)
  })

  it('may name the account and consumer that are its own anyway', async () => {
    await using gateway = await startTestGateway()
    const { accountId } = DEFAULT_ACCOUNT

    const created = await create(
      gateway,
      { accountId, consumerId: 'ada', engagement: { accountId, consumerId: 'ada' } },
      ada,
    )

    expect(created.outcome).toBe('CREATED')
  })
})

describe('a create for which no engagement was found', () => {
  it('has no campaign, and says so', async () => {
    await using gateway = await startWithoutCampaign()

    const created = await create(gateway, { sdes, engagement: {} })

    expect(created.outcome).toBe('CREATED')
    expect(codesOf(created)).toEqual(['NO_CAMPAIGN_INFO', 'ROUTING_BY_SDE'])
    expect(created.advice[0]?.path).toEqual(['input', 'engagement'])
    const [, request] = sentTo(gateway, 'conversation') as [object, { body: object }]
    expect(request.body).toEqual({ brandId: DEFAULT_ACCOUNT.accountId })
  })

  it('says the same when it is replayed', async () => {
    await using gateway = await startWithoutCampaign()
    const first = await create(gateway, withKey({}))

    const second = await create(gateway, withKey({}))

    expect(codesOf(first)).toEqual(['NO_SDES', 'NO_CAMPAIGN_INFO'])
    expect(second).toEqual({ ...first, replayed: true, correlationId: expect.any(String) })
  })
})

describe('a create whose consumer has a conversation open', () => {
  it('sends nothing, and names it', async () => {
    await using gateway = await startTestGateway()
    const first = await create(gateway, {})

    const second = await create(gateway, { engagement: {} })

    const conversation = { id: first.conversation?.id }
    expect(second).toMatchObject({
      outcome: 'NOT_CREATED',
      conversation,
      problem: { code: 'CONVERSATION_ALREADY_OPEN', conversation },
      results: nothing,
      replayed: false,
    })
    expect(count(gateway, 'conversation')).toBe(1)
  })

  it('names it though it was opened elsewhere', async () => {
    await using gateway = await startTestGateway()
    const { conversation } = await create(gateway, {}, ada)
    await using stranger = await startTestGateway({}, { emulator: gateway.emulator })

    const second = await create(stranger, { engagement: {} }, ada)

    expect(second.problem).toMatchObject({ conversation: { id: conversation?.id } })
  })

  it('leaves its idempotency key free', async () => {
    await using gateway = await startTestGateway()
    await create(gateway, {})
    const refused = await create(gateway, withKey({}))
    gateway.emulator.reset()

    const created = await create(gateway, withKey({}))

    expect(refused.outcome).toBe('NOT_CREATED')
    expect(created).toMatchObject({ outcome: 'CREATED', replayed: false })
  })

  it('does not name it to a token that LivePerson has not accepted', async () => {
    await using brand = await startTestGateway()
    await create(brand, {}, ada)
    await using gateway = await startTestGateway(passthrough, { emulator: brand.emulator })
    const engagement = { appInstallationId: DEFAULT_ACCOUNT.clientId }

    const refused = await create(gateway, { engagement }, forgedTokens('ada'))

    expect(refused).toMatchObject({
      outcome: 'NOT_CREATED',
      conversation: null,
      problem: { code: 'CONVERSATION_ALREADY_OPEN', conversation: null },
    })
  })
})

describe('a create whose lookup fails', () => {
  it.each<[string, Fault['fault'], object]>([
    [
      'because the account is loading',
      { kind: 'reply', status: 202, body: { internalCode: 38 } },
      { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfterMs: 3000 },
    ],
    [
      'because it is refused',
      { kind: 'reply', status: 404, body: { internalCode: 37, message: 'no such visitor' } },
      { code: 'REQUEST_REJECTED', upstreamCode: '37' },
    ],
    ['because it is throttled', { kind: 'throttle', retryAfter: 60 }, { code: 'THROTTLED' }],
    ['because it is nonsense', { kind: 'garbage' }, { code: 'UPSTREAM_UNAVAILABLE' }],
    ['because it is silent', { kind: 'hang' }, { code: 'UPSTREAM_UNAVAILABLE' }],
  ])('%s sends nothing, and leaves its key free', async (_, fault, problem) => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({ endpoint: 'engagement', fault })

    const failed = await create(gateway, withKey({}), { 'x-request-timeout-ms': '1500' })
    const sent = count(gateway, 'conversation')
    const created = await create(gateway, withKey({}))

    expect(failed).toMatchObject({ outcome: 'NOT_CREATED', problem, results: nothing })
    expect(codesOf(failed)).toEqual(['NO_SDES'])
    expect(sent).toBe(0)
    expect(created).toMatchObject({ outcome: 'CREATED', replayed: false })
  })
})

describe('an idempotency key with an engagement', () => {
  it('asks once and sends once, however often it comes', async () => {
    await using gateway = await startTestGateway()

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => create(gateway, withKey({ entryPoints: ['sec://a'] }))),
    )

    expect(new Set(answers.map(({ conversation }) => conversation?.id)).size).toBe(1)
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
    expect([count(gateway, 'engagement'), count(gateway, 'conversation')]).toEqual([1, 1])
  })

  it('asks no one while another call holds it', async () => {
    await using gateway = await startTestGateway()
    const lookup = gateway.emulator.holdNext('engagement')
    const running = create(gateway, withKey({}))
    await lookup.arrived

    const waiting = await create(gateway, withKey({}), { 'x-request-timeout-ms': '200' })
    lookup.release()

    expect(waiting.problem).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS' })
    expect((await running).outcome).toBe('CREATED')
    expect(count(gateway, 'engagement')).toBe(1)
  })

  it.each<[string, EngagementInput]>([
    ['nulls instead of nothing', { visitorId: null, sdes: null }],
    ['its own consumer, too', { consumerId: 'ada' }],
  ])('is the same with %s', async (_, engagement) => {
    await using gateway = await startTestGateway()
    await create(gateway, withKey({}), ada)

    expect(await create(gateway, withKey(engagement), ada)).toMatchObject({ replayed: true })
  })

  it.each<[string, CreateConversationInput]>([
    ['another engagement', withKey({ entryPoints: ['sec://b'] })],
    ['none', { idempotencyKey: 'k-1' }],
    ['what was found', { idempotencyKey: 'k-1', campaignInfo }],
  ])('is reused with %s', async (_, input) => {
    await using gateway = await startTestGateway()
    await create(gateway, withKey({}))

    const { problem } = await create(gateway, input)

    expect(problem).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' })
  })
})

describe('a create whose engagement', () => {
  const context = { visitorId: 'v' }
  it.each<[string, CreateConversationInput, string[]]>([
    [
      'competes with a campaign',
      { engagement: {}, campaignInfo },
      ['input.engagement', 'input.campaignInfo'],
    ],
    [
      'competes with a context',
      { engagement: {}, conversationContext: context },
      ['input.engagement', 'input.conversationContext'],
    ],
    [
      'competes with both',
      { engagement: {}, campaignInfo, conversationContext: context },
      ['input.engagement', 'input.campaignInfo', 'input.conversationContext'],
    ],
    ['is of another account', { engagement: { accountId: '666' } }, ['input.engagement.accountId']],
    [
      'is of another consumer',
      { engagement: { consumerId: 'grace' } },
      ['input.engagement.consumerId'],
    ],
    ['has a blank id', { engagement: { visitorId: ' ' } }, ['input.engagement.visitorId']],
    [
      'has a day that does not exist',
      {
        engagement: {
          sdes: [{ customerInfo: { lastPaymentDate: { day: 31, month: 2, year: 2026 } } }],
        },
      },
      ['input.engagement.sdes.0.customerInfo.lastPaymentDate'],
    ],
  ])('%s is INVALID_INPUT, and nothing leaves', async (_, input, paths) => {
    await using gateway = await startTestGateway()

    const { outcome, problem, results } = await create(gateway, input)

    expect({ outcome, results }).toMatchObject({ outcome: 'NOT_CREATED', results: nothing })
    expect(problem).toMatchObject({
      code: 'INVALID_INPUT',
      fields: paths.map((path) => ({ path: path.split('.') })),
    })
    expect(gateway.emulator.requests()).toEqual([])
  })

  it('names no app, where the gateway knows none, is INVALID_INPUT', async () => {
    await using gateway = await startTestGateway(passthrough)

    const { problem } = await create(gateway, { engagement: {} }, forgedTokens('ada'))

    expect(problem).toMatchObject({
      fields: [{ path: ['input', 'engagement', 'appInstallationId'] }],
    })
  })
})

it('a preview refuses an engagement, and asks nobody', async () => {
  await using gateway = await startTestGateway()

  const { data, errors } = await gateway.execute(PreviewCreateConversationDocument, {
    input: { engagement: {} },
  })

  expect(data).toBeNull()
  expect(errors?.[0]?.message).toContain('engagement query')
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    fields: [{ path: ['input', 'engagement'] }],
  })
  expect(gateway.emulator.requests()).toEqual([])
})
