import { ApolloServer, HeaderMap } from '@apollo/server'
import { describe, expect, it } from '@jest/globals'
import type { GraphQLError } from 'graphql'
import {
  badHeader,
  forbidden,
  identityProviderUnavailable,
  unauthenticated,
} from '../../src/auth/errors.ts'

async function answerTo(error: GraphQLError) {
  const server = new ApolloServer({ typeDefs: 'type Query { ok: Boolean }' })
  await server.start()
  try {
    const { status, headers, body } = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: new HeaderMap([['content-type', 'application/json']]),
        search: '',
        body: { query: '{ ok }' },
      },
      context: async () => {
        throw error
      },
    })
    const text = body.kind === 'complete' ? body.string : ''
    return { status, headers, answer: JSON.parse(text) as unknown }
  } finally {
    await server.stop()
  }
}

describe('what HTTP shows of an authentication error', () => {
  it.each([
    [401, 'UNAUTHENTICATED', unauthenticated('Send a token.')],
    [503, 'IDENTITY_PROVIDER_UNAVAILABLE', identityProviderUnavailable()],
    [400, 'BAD_USER_INPUT', badHeader('Expected one value.')],
  ])('%i for %s, and no more than code and message', async (status, code, error) => {
    const shown = await answerTo(error)

    expect(shown.status).toBe(status)
    expect(shown.answer).toMatchObject({
      errors: [{ message: error.message, extensions: { code } }],
    })
    expect(JSON.stringify(shown.answer)).not.toContain('"http"')
  })

  it('asks for a Bearer token with a 401', async () => {
    const { headers } = await answerTo(unauthenticated('Send a token.'))

    expect(headers.get('www-authenticate')).toBe('Bearer')
  })

  it('marks what is forbidden with a code of its own', () => {
    expect(forbidden('Expected your own.')).toMatchObject({
      message: 'Expected your own.',
      extensions: { code: 'FORBIDDEN' },
    })
  })
})
