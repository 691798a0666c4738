import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import {
  DEFAULT_ACCOUNT,
  DEFAULT_CAMPAIGN,
  type Fault,
  startEmulator,
} from '../src/emulator/emulator.ts'
import {
  ConversationDocument,
  EngagementDocument,
  type EngagementInput,
} from './generated/graphql.ts'
import { ada, ask, create, forgedTokens, grace, passthrough, sentTo } from './support/engagement.ts'
import { startOidcIssuer } from './support/oidc-issuer.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

const campaign = {
  campaignId: String(DEFAULT_CAMPAIGN.campaignId),
  engagementId: String(DEFAULT_CAMPAIGN.engagementId),
}
const questions = ({ emulator }: TestGateway) => emulator.requests('engagement')

async function read(gateway: TestGateway, id: string | undefined, headers = {}) {
  const { data } = await gateway.execute(ConversationDocument, { id: id ?? '' }, headers)
  return data?.conversation
}

describe('a question for a campaign', () => {
  it('is answered with the ids that a conversation needs', async () => {
    await using gateway = await startTestGateway()

    const answer = await ask(gateway)

    expect(answer).toEqual({
      sessionId: expect.any(String),
      visitorId: expect.any(String),
      pageId: expect.any(String),
      engagements: [
        {
          ...campaign,
          engagementRevision: DEFAULT_CAMPAIGN.engagementRevision,
          contextId: '1',
          connectorId: String(DEFAULT_CAMPAIGN.connectorId),
          status: 'expose',
          conversation: null,
        },
      ],
      problem: null,
      correlationId: expect.any(String),
    })
  })

  it('goes out on behalf of the visitor, with no token, for the app that is the client', async () => {
    await using gateway = await startTestGateway()

    await ask(gateway)

    expect(gateway.emulator.requests().map(({ endpoint }) => endpoint)).toEqual([
      'domain',
      'engagement',
    ])
    const [question] = questions(gateway)
    const { accountId, clientId } = DEFAULT_ACCOUNT
    expect(question?.path).toBe(`/api/account/${accountId}/app/${clientId}/engagement`)
    expect(question?.query).toEqual({ v: '1.1', obh: 'true' })
    expect(Object.keys(question?.headers ?? {}).toSorted()).toEqual([
      'connection',
      'content-length',
      'content-type',
      'host',
    ])
  })

  it('stays in the session that it names', async () => {
    await using gateway = await startTestGateway()
    const { visitorId, sessionId } = await ask(gateway)

    const again = await ask(gateway, { visitorId, sessionId })

    expect(again).toMatchObject({ visitorId, sessionId, problem: null })
    expect(questions(gateway).map(({ status }) => status)).toEqual([201, 200])
  })

  it('finds nothing where no campaign fits', async () => {
    await using emulator = await startEmulator({ monitoring: { hasEngagement: false } })
    await using gateway = await startTestGateway({}, { emulator })

    const answer = await ask(gateway)

    expect(answer).toMatchObject({ engagements: [], problem: null, sessionId: expect.any(String) })
  })

  it('tells places, and attributes as a create does', async () => {
    await using gateway = await startTestGateway()
    const sdes = [
      { customerInfo: { ctype: 'vip', balance: -1.5, role: null } },
      { personalInfo: { firstName: 'Ada', contacts: [{ email: 'ada@example.com' }] } },
    ]

    await ask(gateway, { sdes, entryPoints: ['sec://cart', 'https://example.com'] })
    await create(gateway, { sdes })

    const created = sentTo(gateway, 'conversation') as [{ body: { authenticatedData: object } }]
    expect(sentTo(gateway, 'engagement')).toEqual({
      identities: [{ acr: '0', sub: 'developer' }],
      entryPoints: ['sec://cart', 'https://example.com'],
      engagementAttributes: Object.values(created[0].body.authenticatedData)[0],
    })
  })

  it('is asked for the installation of the account where it has one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'accounts-'))
    await using cleanUp = new AsyncDisposableStack()
    cleanUp.defer(() => rm(folder, { recursive: true }))
    const { accountId, clientId: appInstallationId } = DEFAULT_ACCOUNT
    const account = { accountId, clientId: 'client', clientSecret: 'secret', appInstallationId }
    await writeFile(join(folder, 'accounts.json'), JSON.stringify([account]))
    await using gateway = await startTestGateway({
      LP_ACCOUNT_ID: undefined,
      LP_CLIENT_ID: undefined,
      LP_CLIENT_SECRET: undefined,
      LP_ACCOUNTS_FILE: join(folder, 'accounts.json'),
    })

    expect(await ask(gateway)).toMatchObject({ problem: null })
  })

  it('is asked for the installation that it names, whatever its letters', async () => {
    await using gateway = await startTestGateway()

    const answer = await ask(gateway, { appInstallationId: '../a?b#c' })

    expect(answer.problem).toMatchObject({ code: 'REQUEST_REJECTED', upstreamCode: '18' })
    expect(questions(gateway)[0]?.path).toContain('/app/..%2Fa%3Fb%23c/engagement')
  })
})

describe('who is asked for', () => {
  it('is vouched for by the identity provider, whoever asks', async () => {
    await using issuer = await startOidcIssuer()
    await using gateway = await startTestGateway({
      AUTH_MODE: 'oidc',
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: issuer.audience,
    })
    const bearer = async (claims: Record<string, unknown>) => ({
      authorization: `Bearer ${await issuer.mint(claims)}`,
    })

    await ask(gateway, {}, await bearer({ sub: 'ada' }))
    const own = sentTo(gateway, 'engagement')
    const shop = await bearer({ sub: 'shop', scope: 'conversations:on-behalf' })
    await ask(gateway, { consumerId: 'ada' }, shop)
    const onBehalf = sentTo(gateway, 'engagement')
    const { errors } = await gateway.execute(
      EngagementDocument,
      { input: { consumerId: 'ada' } },
      await bearer({ sub: 'grace' }),
    )

    expect(own).toEqual({ identities: [{ iss: issuer.url, acr: 'loa1', sub: 'ada' }] })
    expect(onBehalf).toEqual(own)
    expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN')
    expect(questions(gateway)).toHaveLength(2)
  })

  it('is vouched for by nobody in passthrough', async () => {
    await using gateway = await startTestGateway(passthrough)

    await ask(gateway, { appInstallationId: DEFAULT_ACCOUNT.clientId }, forgedTokens('ada'))

    expect(sentTo(gateway, 'engagement')).toEqual({ identities: [{ acr: '0', sub: 'ada' }] })
  })
})

describe('an open conversation', () => {
  it('of the consumer is the one the gateway knows', async () => {
    await using gateway = await startTestGateway()
    const campaignInfo = { campaignId: '1', engagementId: '2' }
    const { conversation } = await create(gateway, { campaignInfo }, ada)

    const { engagements } = await ask(gateway, {}, ada)

    expect(engagements).toMatchObject([
      { status: 'conversation', conversation: { ...conversation, campaignInfo } },
    ])
  })

  it("that was opened elsewhere is nobody's when its visitor or session was named by the caller", async () => {
    await using gateway = await startTestGateway()
    const opened = await create(gateway, {}, ada)
    await using stranger = await startTestGateway({}, { emulator: gateway.emulator })
    const { visitorId } = await ask(stranger, {}, { 'x-consumer-id': 'mallory' })

    const { engagements } = await ask(stranger, { visitorId }, ada)

    expect(engagements).toMatchObject([{ status: 'conversation', conversation: null }])
    const { data } = await stranger.execute(
      ConversationDocument,
      { id: opened.conversation?.id ?? '' },
      ada,
    )
    expect(data).toEqual({ conversation: null })
  })

  it("that was opened elsewhere is known from then on, as its consumer's", async () => {
    await using gateway = await startTestGateway()
    const opened = await create(gateway, {}, ada)
    await using stranger = await startTestGateway({}, { emulator: gateway.emulator })

    const { engagements } = await ask(stranger, {}, ada)

    const id = opened.conversation?.id
    expect(engagements).toMatchObject([
      { conversation: { id, stage: 'OPEN', campaignInfo: campaign } },
    ])
    expect(await read(stranger, id)).toMatchObject({ id, consumer: { id: 'ada' } })
  })

  it('of somebody else is neither shown nor taken over', async () => {
    await using gateway = await startTestGateway()
    const { conversation } = await create(gateway, {}, ada)
    const detail = { ...DEFAULT_CAMPAIGN, status: 'conversation', conversationId: conversation?.id }
    gateway.emulator.addFault({
      endpoint: 'engagement',
      fault: { kind: 'reply', status: 200, body: { engagementDetails: [detail] } },
    })

    const { engagements } = await ask(gateway, {}, grace)

    expect(engagements).toMatchObject([{ status: 'conversation', conversation: null }])
    expect(await read(gateway, conversation?.id)).toMatchObject({ consumer: { id: 'ada' } })
  })

  it('is not given to a token that LivePerson has not accepted', async () => {
    await using brand = await startTestGateway()
    const { conversation } = await create(brand, {}, ada)
    await using gateway = await startTestGateway(passthrough, { emulator: brand.emulator })
    const forged = forgedTokens('ada')

    const { engagements } = await ask(
      gateway,
      { appInstallationId: DEFAULT_ACCOUNT.clientId },
      forged,
    )

    expect(engagements).toMatchObject([{ status: 'conversation', conversation: null }])
    expect(await read(gateway, conversation?.id, forged)).toBeNull()
  })
})

describe('an account that is loading', () => {
  it('is asked again after three seconds, as the visitor it has named', async () => {
    await using emulator = await startEmulator({ monitoring: { loadingAnswers: 1 } })
    await using gateway = await startTestGateway({}, { emulator })

    const answer = await ask(gateway)

    const [first, second] = questions(gateway)
    expect(answer).toMatchObject({ problem: null, engagements: [campaign] })
    expect(first?.query).not.toHaveProperty('vid')
    expect(second?.query).toMatchObject({ vid: answer.visitorId })
    // Timers may fire a millisecond early.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2_990)
  })

  it('is told as such when three seconds are too long, with the visitor to come back as', async () => {
    await using emulator = await startEmulator({ monitoring: { loadingAnswers: 1 } })
    await using gateway = await startTestGateway({}, { emulator })

    const early = await ask(gateway, {}, { 'x-request-timeout-ms': '2500' })
    const late = await ask(gateway, { visitorId: early.visitorId })

    expect(early).toMatchObject({
      engagements: [],
      visitorId: expect.any(String),
      problem: { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfterMs: 3000 },
    })
    expect(late).toMatchObject({ visitorId: early.visitorId, problem: null })
    expect(questions(gateway)).toHaveLength(2)
  })
})

describe('a question that meets', () => {
  it.each<[string, Fault['fault'], object]>([
    [
      'HTTP 500',
      { kind: 'reply', status: 500, body: { internalCode: 20 } },
      { __typename: 'UpstreamUnavailable', retryable: true, retryAfterMs: 3000 },
    ],
    [
      'HTTP 503',
      { kind: 'reply', status: 503, body: '' },
      { __typename: 'UpstreamUnavailable', retryable: true, retryAfterMs: 3000 },
    ],
    [
      'HTTP 404',
      { kind: 'reply', status: 404, body: { time: 1, message: 'no visitor', internalCode: 37 } },
      { __typename: 'RequestRefused', retryable: false, upstreamCode: '37' },
    ],
    [
      'HTTP 400',
      { kind: 'reply', status: 400, body: '' },
      { __typename: 'RequestRefused', retryable: false, upstreamCode: '400' },
    ],
    [
      'HTTP 429',
      { kind: 'throttle', retryAfter: 7 },
      { __typename: 'Throttled', retryable: true, retryAfterMs: 7000 },
    ],
    ['garbage', { kind: 'garbage' }, { __typename: 'UpstreamUnavailable', retryable: true }],
    [
      'a list',
      { kind: 'reply', status: 200, body: [] },
      { __typename: 'UpstreamUnavailable', retryable: true },
    ],
    [
      'a list of nulls',
      { kind: 'reply', status: 200, body: { sessionId: 's', engagementDetails: [null] } },
      { __typename: 'UpstreamUnavailable', retryable: true },
    ],
    ['silence', { kind: 'hang' }, { __typename: 'UpstreamUnavailable', retryable: true }],
  ])('%s is told so, and asked no more', async (_, fault, problem) => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({ endpoint: 'engagement', count: 'always', fault })

    const answer = await ask(gateway, {}, { 'x-request-timeout-ms': '1500' })

    expect(answer).toMatchObject({ engagements: [], problem })
    expect(answer.correlationId).not.toBe('')
    expect(questions(gateway)).toHaveLength(1)
  })

  it.each<[string, Fault['fault']]>([
    ['a reset', { kind: 'reset' }],
    ['half an answer', { kind: 'truncate' }],
    ['a 429 that passes', { kind: 'throttle' }],
  ])('%s is asked again', async (_, fault) => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({ endpoint: 'engagement', fault })

    expect(await ask(gateway)).toMatchObject({ problem: null, engagements: [campaign] })
    expect(questions(gateway)).toHaveLength(2)
  })

  it('a host that must not be called does not leave', async () => {
    await using gateway = await startTestGateway()
    const body = { baseURIs: [{ service: 'smt', baseURI: 'evil.example' }] }
    gateway.emulator.addFault({ endpoint: 'domain', fault: { kind: 'reply', status: 200, body } })

    const { problem } = await ask(gateway)

    expect(problem).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: false })
    expect(gateway.emulator.requests().map(({ endpoint }) => endpoint)).toEqual(['domain'])
  })
})

describe('bad input', () => {
  it.each<[string, EngagementInput, string]>([
    ['a blank id', { visitorId: ' ' }, 'input.visitorId'],
    ['a blank place', { entryPoints: [''] }, 'input.entryPoints.0'],
    ['an account that is not configured', { accountId: '666' }, 'input.accountId'],
    ['an app that is a folder', { appInstallationId: '..' }, 'input.appInstallationId'],
  ])('%s is INVALID_INPUT with its path, and nothing leaves', async (_, input, path) => {
    await using gateway = await startTestGateway()

    const { problem, engagements } = await ask(gateway, input)

    expect(problem).toMatchObject({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      fields: [{ path: path.split('.') }],
    })
    expect(engagements).toEqual([])
    expect(gateway.emulator.requests()).toEqual([])
  })

  it('needs an app where the gateway knows none', async () => {
    await using gateway = await startTestGateway(passthrough)

    const { problem } = await ask(gateway, {}, forgedTokens('ada'))

    expect(problem).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: ['input', 'appInstallationId'] }],
    })
  })
})
