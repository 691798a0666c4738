import { ApolloServer } from '@apollo/server'
import { expect, test } from '@jest/globals'
import { pino } from 'pino'
import { internalFaults } from './graphql-errors.ts'

interface Context {
  readonly correlationId: string
}

test('an internal fault is logged without the personal data of its operation', async () => {
  const lines: string[] = []
  const logger = pino({}, { write: (line) => lines.push(line) })
  const apollo = new ApolloServer<Context>({
    typeDefs: `
      directive @tag(name: String!) repeatable on INPUT_FIELD_DEFINITION
      type Query { greet(input: GreetInput!): String }
      input GreetInput { name: String @tag(name: "pii") tone: String }
    `,
    resolvers: {
      Query: {
        greet: (_: unknown, { input }: { input: { name: string; tone: string } }) => {
          throw new TypeError(`no ${input.tone} greeting for ${input.name}`)
        },
      },
    },
    plugins: [internalFaults(logger)],
    logger,
  })

  await apollo.executeOperation(
    {
      query: 'query ($input: GreetInput!) { greet(input: $input) }',
      variables: { input: { name: 'Ada Lovelace', tone: 'formal' } },
    },
    { contextValue: { correlationId: 'c-1' } },
  )
  await apollo.stop()

  const [line = ''] = lines.filter((each) => each.includes('internal fault'))
  expect(JSON.parse(line)).toMatchObject({
    correlationId: 'c-1',
    err: {
      message: 'no formal greeting for [personal]',
      stack: expect.stringContaining('TypeError: no formal greeting for [personal]'),
    },
  })
  expect(lines.join('')).not.toContain('Ada')
})
