import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { ApolloClient, CombinedGraphQLErrors, InMemoryCache } from '@apollo/client'
import { describe, expect, it } from '@jest/globals'
import {
  createClient,
  openConversation,
  type Result,
  tellResult,
} from '../examples/typed-client/open-conversation.ts'
import {
  ConversationDocument,
  ConversationStateDocument,
  CreateConversationDocument,
  type CreateConversationInput,
  OpenConversationDocument,
  PreviewCreateConversationDocument,
} from './generated/graphql.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

const input = {
  sdes: [{ personalInfo: { firstName: 'Ada' } }],
  firstMessage: { text: 'Hello' },
} satisfies CreateConversationInput

const clientOf = ({ url }: TestGateway) =>
  createClient(`${url}/graphql`, { 'x-consumer-id': 'ada' })

describe('the generated documents, run by Apollo Client', () => {
  it('open a conversation', async () => {
    await using gateway = await startTestGateway()
    const client = clientOf(gateway)

    const { data } = await client.mutate({
      mutation: CreateConversationDocument,
      variables: { input },
    })

    expect(data?.createConversation).toMatchObject({ outcome: 'CREATED', replayed: false })
    expect(data?.createConversation.results.map(({ __typename }) => __typename)).toEqual([
      'UserProfileSet',
      'ConversationRequested',
      'EventPublished',
    ])
  })

  it('preview one, and send nothing', async () => {
    await using gateway = await startTestGateway()
    const client = clientOf(gateway)

    const { data } = await client.query({
      query: PreviewCreateConversationDocument,
      variables: { input },
    })

    expect(data?.previewCreateConversation).toMatchObject({ method: 'POST' })
    expect(data?.previewCreateConversation.requests).toHaveLength(3)
    expect(gateway.emulator.requests('conversation')).toEqual([])
  })

  it('read one', async () => {
    await using gateway = await startTestGateway()
    const client = clientOf(gateway)
    const { conversationId = '' } = await openConversation(client, input)

    const { data } = await client.query({
      query: ConversationDocument,
      variables: { id: conversationId },
    })

    expect(data?.conversation).toMatchObject({
      id: conversationId,
      stage: 'OPEN',
      consumer: { id: 'ada' },
    })
  })

  it('throw what the program got wrong', async () => {
    await using gateway = await startTestGateway()
    const client = clientOf(gateway)

    const preview = client.query({
      query: PreviewCreateConversationDocument,
      variables: { input: { accountId: 'none of ours' } },
    })

    await expect(preview).rejects.toThrow(CombinedGraphQLErrors)
    await expect(preview).rejects.toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    })
  })
})

describe('the example of a typed client', () => {
  it('tells what became of each request', async () => {
    await using gateway = await startTestGateway()

    const { conversationId, said } = await openConversation(clientOf(gateway), input)

    expect(said).toEqual([
      'The profile is stored.',
      `Conversation ${conversationId} is open.`,
      'The message is number 0 of its dialog.',
    ])
  })

  it('tells what kept a second conversation from being opened', async () => {
    await using gateway = await startTestGateway()
    const client = clientOf(gateway)
    const { conversationId } = await openConversation(client, input)

    const { said } = await openConversation(client, input)

    expect(said.at(-1)).toBe(`Go on in conversation ${conversationId}.`)
  })

  it('tells when to try again', async () => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({
      endpoint: 'conversation',
      count: 'always',
      fault: { kind: 'throttle', retryAfter: 30 },
    })

    const { said } = await openConversation(clientOf(gateway), input)

    expect(said).toEqual([
      'SET_USER_PROFILE had no effect.',
      'CONSUMER_REQUEST_CONVERSATION had no effect.',
      'PUBLISH_EVENT had no effect.',
      'Try again in 30000 ms.',
    ])
  })

  it('answers from its cache what another operation has told before', async () => {
    await using gateway = await startTestGateway()
    const client = clientOf(gateway)
    const { conversationId = '' } = await openConversation(client, input)
    await gateway[Symbol.asyncDispose]()

    const { data } = await client.query({
      query: ConversationStateDocument,
      variables: { id: conversationId },
    })

    expect(data?.conversation).toMatchObject({ id: conversationId, stage: 'OPEN' })
    await expect(
      client.query({ query: ConversationDocument, variables: { id: conversationId } }),
    ).rejects.toThrow('fetch failed')
  })

  it('reads fragments on interfaces, for which the cache must know their types', async () => {
    await using gateway = await startTestGateway()
    const client = clientOf(gateway)
    const ignorant = new ApolloClient({ link: client.link, cache: new InMemoryCache() })
    await openConversation(client, input)

    const answers = []
    for (const { mutate } of [client, ignorant]) {
      const { data } = await mutate({ mutation: OpenConversationDocument, variables: { input } })
      answers.push(data?.createConversation)
    }

    const problem = { __typename: 'ConversationAlreadyOpen' }
    expect(answers).toMatchObject([
      { problem: { ...problem, code: 'CONVERSATION_ALREADY_OPEN', retryable: false } },
      { problem },
    ])
    expect(answers[0]?.results.map(({ requestId }) => requestId)).toEqual(['1', '2', '3'])
    expect(answers[1]?.problem).not.toHaveProperty('code')
    expect(answers[1]?.results[0]).not.toHaveProperty('requestId')
  })
})

// @ts-expect-error five kinds end without a text
function tellTooLittle({ __typename: kind }: Result): string {
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check
  switch (kind) {
    case 'UserProfileSet':
      return 'The profile is stored.'
  }
}

describe('the generated types', () => {
  it('let no switch forget a kind of result', () => {
    const forgotten: Result = {
      __typename: 'RequestNotPerformed',
      requestId: '1',
      requestType: 'SET_USER_PROFILE',
    }
    expect(tellTooLittle(forgotten)).toBeUndefined()
    expect(tellResult(forgotten)).toBe('SET_USER_PROFILE had no effect.')
  })

  it('let no attribute have two kinds, or none, which the gateway refuses as well', async () => {
    await using gateway = await startTestGateway()
    const client = clientOf(gateway)

    // @ts-expect-error an attribute is of one kind
    const two: CreateConversationInput = { sdes: [{ customerInfo: {}, personalInfo: {} }] }
    // @ts-expect-error a message is of a kind
    const none: CreateConversationInput = { firstMessage: {} }

    await expect(openConversation(client, two)).rejects.toThrow('Exactly one key')
    await expect(openConversation(client, none)).rejects.toThrow('Exactly one key')
    expect(gateway.emulator.requests('conversation')).toEqual([])
  })
})

const mayRun =
  spawnSync('curl', ['--version']).status === 0 || process.env['REQUIRE_PROGRAMS'] === '1'
const describeCurl = mayRun ? describe : describe.skip

describeCurl('the example for a terminal', () => {
  it('opens a conversation (needs curl: apt-get install curl)', async () => {
    await using gateway = await startTestGateway()

    const { stdout } = await promisify(execFile)('sh', ['examples/curl/create-conversation.sh'], {
      env: { ...process.env, GATEWAY_URL: gateway.url, CONSUMER_ID: 'ada' },
    })

    expect(JSON.parse(stdout)).toEqual({
      data: {
        createConversation: {
          outcome: 'CREATED',
          conversation: { id: expect.stringMatching(/./) },
          problem: null,
        },
      },
    })
    expect(gateway.emulator.conversations()).toHaveLength(1)
  })
})
