import { readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { GraphQLError, parse } from 'graphql'
import { refusal, refusalCodes, refusalIn, withStatus } from './refusal.ts'

function errorOf(run: () => unknown): GraphQLError {
  try {
    run()
  } catch (error) {
    if (error instanceof GraphQLError) return error
  }
  throw new Error('expected a GraphQLError')
}

describe('a refusal', () => {
  it.each(refusalCodes)('%s is in the README, and tells no number', async (code) => {
    expect(await readFile('README.md', 'utf8')).toContain(`\`${code}\``)
    expect(refusal(code).message).toMatch(/^\D+\.$/)
  })

  it.each([
    ['as it is', refusal('TOO_MANY_ALIASES')],
    ['with its status', withStatus(refusal('TOO_MANY_ALIASES'))],
    [
      'behind another code',
      new GraphQLError('', {
        originalError: refusal('TOO_MANY_ALIASES'),
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      }),
    ],
  ])('is found %s', (_, error) => {
    expect(refusalIn(error)?.extensions['code']).toBe('TOO_MANY_ALIASES')
  })

  it('is what the parser says of too many tokens', () => {
    const error = errorOf(() => parse('{ a b }', { maxTokens: 3 }))

    expect(refusalIn(error)?.extensions['code']).toBe('OPERATION_TOO_LONG')
  })

  it.each([
    ['another code', new GraphQLError('', { extensions: { code: 'BAD_USER_INPUT' } })],
    ['no code', new GraphQLError('Syntax Error: Unexpected Name.')],
    ['a cause of its own', new GraphQLError('', { originalError: new TypeError('x') })],
  ])('is not an error with %s', (_, error) => {
    expect(refusalIn(error)).toBeUndefined()
  })
})
