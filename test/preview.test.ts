import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  type ContactInput,
  CreateConversationDocument,
  type CreateConversationInput,
  PreviewCreateConversationDocument,
} from './generated/graphql.ts'
import { inReverse } from './support/in-reverse.ts'
import { anyInput } from './support/inputs.ts'
import { startTestGateway } from './support/start.ts'

const run = promisify(execFile)

describe('previewCreateConversation', () => {
  it('returns exactly the bytes that createConversation sends', async () => {
    await using gateway = await startTestGateway()
    let consumers = 0

    await fc.assert(
      fc.asyncProperty(anyInput(), async (input) => {
        const consumer = { 'x-consumer-id': `consumer-${consumers++}` }
        const preview = await gateway.execute(
          PreviewCreateConversationDocument,
          { input },
          consumer,
        )
        const created = await gateway.execute(CreateConversationDocument, { input }, consumer)

        const sent = gateway.emulator.requests('conversation').at(-1)
        const previewed = preview.data?.previewCreateConversation
        expect(created.data?.createConversation.outcome).toBe('CREATED')
        expect(previewed?.body).toBe(sent?.body)
        expect(previewed?.url).toBe(`${gateway.emulator.url}${sent?.path}?v=3`)
        expect(previewed?.advice).toEqual(created.data?.createConversation.advice)
        expect(previewed?.requests.map(({ requestType }) => requestType)).toEqual(
          created.data?.createConversation.results.map(({ requestType }) => requestType),
        )
        expect(previewed?.requests.map(({ body }) => body)).toEqual(
          JSON.parse(sent?.body ?? '[]').map(({ body }: { body: unknown }) => body),
        )
        expect(sent?.body).not.toContain('null')
      }),
      { numRuns: 150 },
    )
  })

  it('returns the same bytes in whatever order an input is written', async () => {
    await using gateway = await startTestGateway()
    const bodyOf = async (input: CreateConversationInput) => {
      const { data } = await gateway.execute(PreviewCreateConversationDocument, { input })
      return data?.previewCreateConversation.body
    }

    await fc.assert(
      fc.asyncProperty(anyInput(), async (input) => {
        const body = await bodyOf(input)

        expect(body).toEqual(expect.any(String))
        expect(await bodyOf(inReverse(input))).toBe(body)
      }),
      { numRuns: 150 },
    )
  })

  // by which a key that another release has kept knows its input again
  it('returns the very bytes that other releases return', async () => {
    await using gateway = await startTestGateway()
    const input: CreateConversationInput = {
      sdes: [
        { customerInfo: { customerId: 'c-1', lastPaymentDate: { day: 1, month: 2, year: 2026 } } },
        {
          personalInfo: {
            firstName: 'Ada',
            contacts: [{ email: 'ada@example.com' }],
            language: 'en-GB',
          },
        },
      ],
      profile: {
        firstName: 'Ada',
        backgroundImageUri: 'https://a.b/c',
        privateData: { mail: 'ada@example.com' },
      },
      ttrDefName: 'NORMAL',
      campaignInfo: { campaignId: '1', engagementId: '2' },
      conversationContext: { type: 'SHARK_CONTEXT', visitorId: 'v', sessionId: 's' },
      skillId: '7',
      firstMessage: { richContent: { type: 'text', text: 'Yes' } },
    }

    const { data } = await gateway.execute(PreviewCreateConversationDocument, { input })
    const requests = [
      '{"kind":"req","id":"1","type":"userprofile.SetUserProfile","body":{"authenticatedData":{"lp_sdes":[{"type":"ctmrinfo","info":{"customerId":"c-1","lastPaymentDate":{"day":1,"month":2,"year":2026}}},{"type":"personal","personal":{"firstname":"Ada","contacts":[{"email":"ada@example.com"}],"language":"en-GB"}}]},"firstName":"Ada","backgndImgUri":"https://a.b/c","privateData":{"mail":"ada@example.com"}}}',
      '{"kind":"req","id":"2","type":"cm.ConsumerRequestConversation","body":{"ttrDefName":"NORMAL","campaignInfo":{"campaignId":"1","engagementId":"2"},"conversationContext":{"visitorId":"v","sessionId":"s","type":"SharkContext"},"skillId":"7","channelType":"MESSAGING","brandId":"12345678"}}',
      '{"kind":"req","id":"3","type":"ms.PublishEvent","body":{"event":{"type":"RichContentEvent","content":{"text":"Yes","type":"text"}}}}',
    ]
    expect(data?.previewCreateConversation.body).toBe(`[${requests.join(',')}]`)
  })

  it('sends nothing but the lookup of the host', async () => {
    await using gateway = await startTestGateway()

    await gateway.execute(PreviewCreateConversationDocument, { input: {} })

    expect(gateway.emulator.requests().map(({ endpoint }) => endpoint)).toEqual(['domain'])
  })

  it('shows placeholders for both tokens', async () => {
    await using gateway = await startTestGateway()
    await gateway.execute(CreateConversationDocument, { input: {} })

    const { data } = await gateway.execute(PreviewCreateConversationDocument, { input: {} })

    expect(data?.previewCreateConversation).toMatchObject({
      method: 'POST',
      headers: [
        { name: 'Authorization', value: '$APP_JWT' },
        { name: 'X-LP-ON-BEHALF', value: '$CONSUMER_JWS' },
        { name: 'Content-Type', value: 'application/json' },
      ],
    })
    expect(JSON.stringify(data)).not.toContain('eyJ')
  })

  it('gives a curl call that a shell reads back as the same request', async () => {
    await using gateway = await startTestGateway()
    const contact: ContactInput = { phone: `it's "quoted" $HOME \`id\` \\ \n !` }
    const input: CreateConversationInput = { sdes: [{ personalInfo: { contacts: [contact] } }] }

    const { data } = await gateway.execute(PreviewCreateConversationDocument, { input })

    const preview = data?.previewCreateConversation
    const { stdout } = await run(
      'sh',
      ['-c', `curl() { printf '%s\\0' "$@"; }; ${preview?.curl}`],
      {
        env: { APP_JWT: 'app', CONSUMER_JWS: 'consumer' },
      },
    )
    expect(stdout.split('\0')).toEqual([
      '-X',
      'POST',
      preview?.url,
      '-H',
      'Authorization: app',
      '-H',
      'X-LP-ON-BEHALF: consumer',
      '-H',
      'Content-Type: application/json',
      '--data-raw',
      preview?.body,
      '',
    ])
  })

  it('answers an unsound input with BAD_USER_INPUT and the same fields', async () => {
    await using gateway = await startTestGateway()

    const { data, errors } = await gateway.execute(PreviewCreateConversationDocument, {
      input: { skillId: '' },
    })

    expect(data).toBeNull()
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: ['input', 'skillId'] }],
    })
  })

  it('says UPSTREAM_UNAVAILABLE when the host cannot be looked up', async () => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({ endpoint: 'domain', count: 'always', fault: { kind: 'garbage' } })

    const { errors } = await gateway.execute(PreviewCreateConversationDocument, { input: {} })

    expect(errors?.[0]?.extensions?.code).toBe('UPSTREAM_UNAVAILABLE')
  })
})
