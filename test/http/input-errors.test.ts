import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { startTestGateway, type TestGateway } from '../support/start.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
})

const query =
  'mutation ($input: CreateConversationInput!) { createConversation(input: $input) { outcome } }'

describe('an input that the schema does not allow', () => {
  it.each([
    ['nothing at all', undefined, /"\$input"/],
    ['null', null, /"\$input"/],
    ['a string', 'x', /"\$input"/],
    ['a list', [1], /"\$input"/],
    ['an unknown field', { firstMesage: { text: 'x' } }, /"firstMesage"/],
    ['a number for a text', { firstMessage: { text: 5 } }, /input\.firstMessage\.text/],
    [
      'half of a campaign',
      { campaignInfo: { campaignId: '1' } },
      /"engagementId" of required type/,
    ],
    ['a message with nothing in it', { firstMessage: {} }, /input\.firstMessage/],
    [
      'an enum value that is none',
      { sdes: [{ personalInfo: { gender: 'X' } }] },
      /input\.sdes.*gender/,
    ],
    [
      'an object for an id',
      { campaignInfo: { campaignId: {}, engagementId: '1' } },
      /input\.campaignInfo\.campaignId/,
    ],
    [
      'more wrong values than anyone counts',
      { sdes: Array.from({ length: 60 }, () => 7) },
      /input\.sdes/,
    ],
  ])('is told where it is: %s', async (_, input, place) => {
    const response = await gateway.post({ query, variables: { input } })

    expect(response.status).toBe(200)
    const { errors, ...rest } = (await response.json()) as {
      errors: { message: string; locations: unknown; extensions: unknown }[]
    }
    expect(rest).toEqual({})
    expect(errors[0]?.message).toMatch(place)
    expect(errors[0]?.locations).toEqual([{ line: 1, column: 11 }])
    for (const error of errors) expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT' })
    expect(gateway.emulator.requests()).toEqual([])
  })

  it.each([
    ['{ firstMessage: { text: 5 } }', /String cannot represent a non string value: 5/],
    ['{ firstMesage: { text: "x" } }', /"firstMesage"/],
    ['{ sdes: [{ personalInfo: { gender: X } }] }', /"X".*enum/],
  ])('is told where it is when it is written into the document: %s', async (literal, message) => {
    const response = await gateway.post({
      query: `mutation { createConversation(input: ${literal}) { outcome } }`,
    })

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      errors: [
        {
          message: expect.stringMatching(message),
          locations: [{ line: 1, column: expect.any(Number) }],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    })
    expect(gateway.emulator.requests()).toEqual([])
  })

  it('is the caller’s fault when null replaces a default value', async () => {
    const response = await gateway.post({
      query: 'query ($id: ID = "1") { conversation(id: $id) { id } }',
      variables: { id: null },
    })

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      data: { conversation: null },
      errors: [
        {
          message: expect.stringMatching(/"id" of non-null type "ID!" must not be null/),
          locations: [{ line: 1, column: 42 }],
          path: ['conversation'],
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    })
  })
})

describe('a persisted query', () => {
  const sha256Hash = 'ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38'

  it.each([
    ['of another version', { version: 2, sha256Hash }, /version/],
    ['of another document', { version: 1, sha256Hash: 'f'.repeat(64) }, /does not match/],
  ])('%s is the caller’s fault', async (_, persistedQuery, message) => {
    const response = await gateway.post({
      query: '{__typename}',
      extensions: { persistedQuery },
    })

    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      errors: [{ message: expect.stringMatching(message), extensions: { code: 'BAD_REQUEST' } }],
    })
  })

  it('runs by its digest once it was sent in full', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash } }

    const unknown = await gateway.post({ extensions })
    const full = await gateway.post({ query: '{__typename}', extensions })
    const known = await gateway.post({ extensions })

    expect(await unknown.json()).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    })
    expect(await full.json()).toEqual({ data: { __typename: 'Query' } })
    expect(await known.json()).toEqual({ data: { __typename: 'Query' } })
  })
})
