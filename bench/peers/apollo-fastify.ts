import type { ApolloServer } from '@apollo/server'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import fastify from 'fastify'
import type { Context } from './schema.ts'

/** As the integration's own page has it. */
export async function serveWithFastify(apollo: ApolloServer<Context>): Promise<void> {
  const app = fastify()
  apollo.addPlugin(fastifyApolloDrainPlugin(app))
  await apollo.start()
  app.route({
    url: '/graphql',
    method: ['GET', 'POST', 'OPTIONS'],
    handler: fastifyApolloHandler(apollo, {
      context: async ({ headers }) => ({ headers }),
    }),
  })
  await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' })
}
