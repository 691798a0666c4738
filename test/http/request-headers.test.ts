import { describe, expect, it } from '@jest/globals'
import { CreateConversationDocument } from '../generated/graphql.ts'
import { startTestGateway } from '../support/start.ts'

const input = { firstMessage: { text: 'Hello' } }
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

describe.each(['application/json', 'application/graphql-response+json'])(
  'to a caller that accepts %s',
  (accept) => {
    it.each([
      ['x-request-timeout-ms', 'soon', /number of milliseconds, 1 or more/],
      ['x-request-timeout-ms', '0', /number of milliseconds, 1 or more/],
      ['x-request-timeout-ms', '-5', /number of milliseconds, 1 or more/],
      ['x-request-timeout-ms', '1e3', /number of milliseconds, 1 or more/],
      ['idempotency-key', ' ', /1 to 255 visible characters/],
      ['idempotency-key', '""', /1 to 255 visible characters/],
      ['idempotency-key', 'two words', /1 to 255 visible characters/],
      ['idempotency-key', 'k'.repeat(256), /1 to 255 visible characters/],
      ['x-consumer-id', 'two words', /1 to 256 visible ASCII characters/],
      ['x-consumer-id', 'a'.repeat(257), /1 to 256 visible ASCII characters/],
    ])('%s: %j is a 400, and nothing is sent', async (name, value, message) => {
      await using gateway = await startTestGateway()

      const response = await gateway.post({ query: '{ __typename }' }, { accept, [name]: value })

      expect(response.status).toBe(400)
      expect(response.headers.get('content-type')).toBe(`${accept}; charset=utf-8`)
      expect(await response.json()).toEqual({
        errors: [
          { message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } },
        ],
      })
      expect(gateway.emulator.requests()).toEqual([])
    })

    it.each([
      ['no token', {}],
      ['the app’s token alone', { authorization: 'Bearer a.b.c' }],
      ['the consumer’s token alone', { 'x-lp-on-behalf': 'a.b.c' }],
      ['a token that is none', { authorization: 'Basic YTpi', 'x-lp-on-behalf': 'a.b.c' }],
    ])('%s is a 401 in passthrough, with the scheme to use', async (_, headers) => {
      await using gateway = await startTestGateway({ AUTH_MODE: 'passthrough' })

      const response = await gateway.post({ query: '{ __typename }' }, { accept, ...headers })

      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
      expect(response.headers.get('content-type')).toBe(`${accept}; charset=utf-8`)
      expect(await response.json()).toEqual({
        errors: [
          {
            message: expect.stringMatching(/Authorization .* X-LP-ON-BEHALF/),
            extensions: { code: 'UNAUTHENTICATED' },
          },
        ],
      })
      expect(gateway.emulator.requests()).toEqual([])
    })
  },
)

describe('x-correlation-id', () => {
  it('comes back in the header and in the payload', async () => {
    await using gateway = await startTestGateway()
    const operation = {
      query:
        'mutation ($input: CreateConversationInput!) { createConversation(input: $input) { correlationId } }',
      variables: { input },
    }

    const response = await gateway.post(operation, { 'x-correlation-id': 'order-4711.retry_2' })

    expect(response.headers.get('x-correlation-id')).toBe('order-4711.retry_2')
    expect(await response.json()).toEqual({
      data: { createConversation: { correlationId: 'order-4711.retry_2' } },
    })
  })

  it.each([
    ['missing', {}],
    ['empty', { 'x-correlation-id': '' }],
    ['too long', { 'x-correlation-id': 'a'.repeat(65) }],
    ['two words', { 'x-correlation-id': 'a b' }],
    ['a line of a log', { 'x-correlation-id': '{"level":50}' }],
  ])('is a new one where it is %s', async (_, headers) => {
    await using gateway = await startTestGateway()

    const first = await gateway.post({ query: '{ __typename }' }, headers)
    const second = await gateway.post({ query: '{ __typename }' }, headers)

    expect(first.headers.get('x-correlation-id')).toMatch(uuid)
    expect(second.headers.get('x-correlation-id')).not.toBe(first.headers.get('x-correlation-id'))
  })

  it.each([
    ['/graphql', 400],
    ['/nothing', 404],
    ['/%zz', 400],
    ['/healthz', 200],
  ])('is on every answer: %s', async (path, status) => {
    await using gateway = await startTestGateway()

    const response = await fetch(`${gateway.url}${path}`, {
      headers: { 'x-correlation-id': 'mine' },
    })

    expect(response.status).toBe(status)
    expect(response.headers.get('x-correlation-id')).toBe('mine')
  })
})

describe('x-request-timeout-ms', () => {
  it('ends a call that LivePerson holds', async () => {
    await using gateway = await startTestGateway()
    gateway.emulator.holdNext('conversation')

    const { data } = await gateway.execute(
      CreateConversationDocument,
      { input },
      { 'x-request-timeout-ms': '300' },
    )

    expect(data?.createConversation).toMatchObject({
      outcome: 'UNKNOWN',
      problem: { code: 'OUTCOME_UNKNOWN' },
    })
  })
})
