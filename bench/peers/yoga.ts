/** GraphQL Yoga on Node's own HTTP server, as its guide has it. */
import { createServer } from 'node:http'
import { createSchema, createYoga } from 'graphql-yoga'
import { resolvers, typeDefs } from './schema.ts'
import { createConversation } from './conversation.ts'
import type { CreateConversationInput } from './batch.ts'

const yoga = createYoga({
  schema: createSchema({
    typeDefs,
    resolvers: {
      ...resolvers,
      Mutation: {
        createConversation: (
          _: unknown,
          { input }: { input: CreateConversationInput },
          { request }: { request: Request },
        ) =>
          createConversation(input, {
            authorization: request.headers.get('authorization') ?? undefined,
            'x-lp-on-behalf': request.headers.get('x-lp-on-behalf') ?? undefined,
          }),
      },
    },
  }),
})
createServer(yoga).listen(Number(process.env['PORT']), '127.0.0.1')
