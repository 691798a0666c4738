import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { serverAudits } from 'graphql-http'
import { print } from 'graphql'
import { CreateConversationDocument } from './generated/graphql.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
})

describe('the audits of GraphQL over HTTP', () => {
  const audits = serverAudits({
    url: () => `${gateway.url}/graphql`,
    fetchFn: (url: string, init?: RequestInit) => {
      const headers = new Headers(init?.headers)
      headers.set('apollo-require-preflight', 'true')
      return fetch(url, { ...init, headers })
    },
  })

  it('are all there', () => {
    expect(audits).toHaveLength(61)
  })

  it.each(audits)('$id: $name', async ({ fn }) => {
    const result = await fn()

    expect(result).toMatchObject({ status: 'ok' })
  })
})

describe('a request that any page could send without asking', () => {
  const operation = {
    query: print(CreateConversationDocument),
    variables: { input: { firstMessage: { text: 'Hello' } } },
  }
  const form = new URLSearchParams({ query: operation.query })
  const multipart = new FormData()
  multipart.set('query', operation.query)

  it.each([
    ['text/plain', { 'content-type': 'text/plain' }, JSON.stringify(operation)],
    [
      'text/plain that mentions JSON',
      { 'content-type': 'text/plain; application/json' },
      JSON.stringify(operation),
    ],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, form.toString()],
    ['a form of parts', {}, multipart],
    ['no type at all', {}, new Blob([JSON.stringify(operation)])],
  ])('runs nothing when it is a POST of %s', async (_, headers, body) => {
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body })

    expect(response.status).toBe(415)
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }],
    })
    expect(gateway.emulator.requests()).toEqual([])
  })

  it('runs nothing when it is a POST without a body', async () => {
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST' })

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      errors: [{ message: expect.stringMatching(/Request Forgery/) }],
    })
  })

  it.each([
    ['no header', {}],
    ['an empty header', { 'apollo-require-preflight': '' }],
    ['a harmless type', { 'content-type': 'text/plain' }],
  ])('is refused when it is a GET with %s', async (_, headers) => {
    const query = new URLSearchParams({ query: '{ __typename }' })

    const response = await fetch(`${gateway.url}/graphql?${query.toString()}`, { headers })

    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({
      errors: [
        {
          message: expect.stringMatching(/Request Forgery/),
          extensions: { code: 'BAD_REQUEST' },
        },
      ],
    })
  })

  it('may be a GET of a query once it says it asked', async () => {
    const query = new URLSearchParams({ query: '{ __typename }' })

    const response = await fetch(`${gateway.url}/graphql?${query.toString()}`, {
      headers: { 'apollo-require-preflight': 'true' },
    })

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } })
  })

  it('is never a GET of a mutation', async () => {
    const query = new URLSearchParams({
      query: operation.query,
      variables: JSON.stringify(operation.variables),
    })

    const response = await fetch(`${gateway.url}/graphql?${query.toString()}`, {
      headers: { 'apollo-require-preflight': 'true' },
    })

    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
    expect(gateway.emulator.requests()).toEqual([])
  })
})
