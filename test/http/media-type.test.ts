import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { print } from 'graphql'
import { CreateConversationDocument } from '../generated/graphql.ts'
import { exchange } from '../support/raw-http.ts'
import { startTestGateway, type TestGateway } from '../support/start.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
})

const plain = 'application/json; charset=utf-8'
const graphql = 'application/graphql-response+json; charset=utf-8'

const preferences: readonly (readonly [accept: string | undefined, type: string])[] = [
  [undefined, plain],
  ['', plain],
  ['*/*', plain],
  ['application/*', plain],
  ['application/json', plain],
  ['application/graphql-response+json', graphql],
  ['Application/GraphQL-Response+JSON', graphql],
  ['application/graphql-response+json;q=0.5', graphql],
  ['application/graphql-response+json;q=0', plain],
  ['application/graphql-response+json; charset=utf-8; q=0.9, application/json; q=0.8', graphql],
  ['application/graphql-response+json;q=0.8, application/json;q=0.9', plain],
  ['application/graphql-response+json, application/json', graphql],
  ['application/json, application/graphql-response+json', plain],
  ['*/*, application/graphql-response+json', graphql],
  ['application/graphql-response+json;q=0.5, */*', plain],
  ['application/*;q=0.9, application/graphql-response+json', graphql],
  ['text/html, application/graphql-response+json;q=0.9, */*;q=0.8', graphql],
]

describe('what an answer is labelled as', () => {
  const requests = {
    'an answer': '{"query":"{ __typename }"}',
    'an error of GraphQL': '{"query":"{ nothing }"}',
    'an error before GraphQL': '{"query":',
  }

  it.each(
    preferences.flatMap(([accept, type]) =>
      Object.entries(requests).map(([what, body]) => [what, accept, type, body] as const),
    ),
  )('of %s to a caller that accepts %j is %s', async (_, accept, type, body) => {
    const response = await exchange(
      gateway.url,
      [
        'POST /graphql HTTP/1.1',
        'Host: gateway',
        'Connection: close',
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
        ...(accept === undefined ? [] : [`Accept: ${accept}`]),
      ],
      body,
    )

    expect(response.headers.get('content-type')).toBe(type)
  })
})

describe('the status of an answer to a well-formed request', () => {
  it.each([
    ['a document that is no GraphQL', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an unknown operation',
      { query: 'query A { __typename }', operationName: 'B' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'a variable of a wrong type',
      { query: 'query ($id: ID!) { conversation(id: $id) { id } }', variables: { id: [] } },
      'BAD_USER_INPUT',
    ],
  ])('with %s is 200 in plain JSON, and 400 in the type of GraphQL', async (_, body, code) => {
    for (const [accept, type] of preferences) {
      const response = await gateway.post(body, accept === undefined ? {} : { accept })

      expect([accept, response.status]).toEqual([accept, type === plain ? 200 : 400])
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] })
    }
  })
})

describe('a caller that takes neither type', () => {
  it('is answered in plain JSON all the same: what it asked for has been done', async () => {
    const operation = {
      query: print(CreateConversationDocument),
      variables: { input: { firstMessage: { text: 'Hello' } } },
    }

    const response = await gateway.post(operation, { accept: 'text/css' })

    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(plain)
    expect(await response.json()).toMatchObject({
      data: { createConversation: { outcome: 'CREATED' } },
    })
    expect(gateway.emulator.requests('conversation')).toHaveLength(1)
  })
})
