import { describe, expect, it } from '@jest/globals'
import {
  ConversationDocument,
  CreateConversationDocument,
  type CreateConversationInput,
} from './generated/graphql.ts'
import { startTestGateway } from './support/start.ts'

const input: CreateConversationInput = {
  sdes: [
    { customerInfo: { ctype: 'vip', balance: -400.99 } },
    { personalInfo: { firstName: 'Ada' } },
  ],
  campaignInfo: { campaignId: '99999', engagementId: '888888' },
  conversationContext: { sessionId: 's', visitorId: 'v', interactionContextId: '2', lang: 'en-US' },
  skillId: '-1',
  firstMessage: { text: 'Hello' },
}

describe('createConversation', () => {
  it('opens a conversation with one ordered batch, and tells one result for each request', async () => {
    await using gateway = await startTestGateway()

    const { data } = await gateway.execute(CreateConversationDocument, { input })

    const [created] = gateway.emulator.conversations()
    expect(data?.createConversation).toMatchObject({
      outcome: 'CREATED',
      conversation: { id: created?.conversationId, stage: 'OPEN' },
      problem: null,
      advice: [],
      replayed: false,
      results: [
        { __typename: 'UserProfileSet', requestId: '1', requestType: 'SET_USER_PROFILE' },
        {
          __typename: 'ConversationRequested',
          requestId: '2',
          requestType: 'CONSUMER_REQUEST_CONVERSATION',
          conversationId: created?.conversationId,
        },
        { __typename: 'EventPublished', requestId: '3', requestType: 'PUBLISH_EVENT', sequence: 0 },
      ],
    })
  })

  it('sends both tokens raw, and nothing of the caller but the batch', async () => {
    await using gateway = await startTestGateway()

    await gateway.execute(CreateConversationDocument, { input }, { 'x-anything': 'else' })

    const [post] = gateway.emulator.requests('conversation')
    expect(post).toMatchObject({ method: 'POST', query: { v: '3' } })
    expect(post?.headers.authorization).toMatch(/^eyJ[^ ]+$/)
    expect(post?.headers['x-lp-on-behalf']).toMatch(/^eyJ[^ ]+$/)
    expect(post?.headers['content-type']).toBe('application/json')
    expect(Object.keys(post?.headers ?? {}).toSorted()).toEqual([
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'x-lp-on-behalf',
    ])
  })

  it('fetches hosts and tokens once for many conversations', async () => {
    await using gateway = await startTestGateway()

    await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        gateway.execute(CreateConversationDocument, { input }, { 'x-consumer-id': `c${index}` }),
      ),
    )

    expect(gateway.emulator.conversations()).toHaveLength(50)
    expect(gateway.emulator.requests('domain')).toHaveLength(1)
    expect(gateway.emulator.requests('appJwt')).toHaveLength(1)
    expect(gateway.emulator.requests('consumerJws')).toHaveLength(50)
  })

  it('opens a conversation for the smallest input there is', async () => {
    await using gateway = await startTestGateway()

    const { data } = await gateway.execute(CreateConversationDocument, { input: {} })

    expect(data?.createConversation.outcome).toBe('CREATED')
    expect(data?.createConversation.advice.map(({ code }) => code)).toEqual([
      'NO_SDES',
      'NO_CAMPAIGN_INFO',
    ])
  })
})

describe('a conversation that was created', () => {
  it('is known afterwards, as it was asked for', async () => {
    await using gateway = await startTestGateway()
    const created = await gateway.execute(CreateConversationDocument, { input })
    const id = created.data?.createConversation.conversation?.id ?? ''

    const { data } = await gateway.execute(ConversationDocument, { id })

    expect(data?.conversation).toEqual({
      id,
      accountId: gateway.emulator.accounts[0]?.accountId,
      consumer: { id: 'developer' },
      stage: 'OPEN',
      mainDialogId: id,
      createdAt: created.data?.createConversation.conversation?.createdAt,
      closedAt: null,
      closeReason: null,
      skillId: '-1',
      campaignInfo: { campaignId: '99999', engagementId: '888888' },
      context: {
        type: 'SHARK_CONTEXT',
        visitorId: 'v',
        sessionId: 's',
        interactionContextId: '2',
        lang: 'en-US',
      },
    })
  })

  it('is null when there is none of that id', async () => {
    await using gateway = await startTestGateway()

    expect(await gateway.execute(ConversationDocument, { id: 'none' })).toEqual({
      data: { conversation: null },
    })
  })
})

describe('bad input', () => {
  it.each<[string, CreateConversationInput, string]>([
    [
      'a date that does not exist',
      { sdes: [{ customerInfo: { lastPaymentDate: { day: 31, month: 2, year: 2026 } } }] },
      'input.sdes.0.customerInfo.lastPaymentDate',
    ],
    ['a blank id', { skillId: ' ' }, 'input.skillId'],
    [
      'a message that is too long',
      { firstMessage: { text: 'x'.repeat(5000) } },
      'input.firstMessage',
    ],
    ['an account that is not configured', { accountId: '666' }, 'input.accountId'],
  ])('%s is INVALID_INPUT with its path, and nothing leaves', async (_, bad, path) => {
    await using gateway = await startTestGateway()

    const { data } = await gateway.execute(CreateConversationDocument, { input: bad })

    const { outcome, problem, results } = data?.createConversation ?? {}
    expect(outcome).toBe('NOT_CREATED')
    expect(problem).toMatchObject({
      __typename: 'InvalidInput',
      code: 'INVALID_INPUT',
      retryable: false,
    })
    expect(
      problem && 'fields' in problem && problem.fields.map((field) => field.path.join('.')),
    ).toEqual([path])
    expect(results?.every(({ __typename }) => __typename === 'RequestNotPerformed')).toBe(true)
    expect(results).toHaveLength(bad.firstMessage ? 3 : 2)
    expect(gateway.emulator.requests()).toEqual([])
  })

  it('needs an accountId where there are several accounts', async () => {
    await using gateway = await startTestGateway()
    const [account] = gateway.emulator.accounts
    await using many = await startTestGateway(
      {
        LP_ACCOUNT_ID: account?.accountId,
        LP_ACCOUNTS_FILE: new URL('support/accounts.json', import.meta.url).pathname,
      },
      { emulator: gateway.emulator },
    )

    const without = await many.execute(CreateConversationDocument, { input: {} })
    const given = await many.execute(CreateConversationDocument, {
      input: { accountId: account?.accountId ?? '' },
    })

    expect(without.data?.createConversation.problem).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: ['input', 'accountId'] }],
    })
    expect(given.data?.createConversation.outcome).toBe('CREATED')
  })
})
