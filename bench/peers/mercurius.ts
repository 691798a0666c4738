/** Mercurius; `--jit` compiles an operation from its first run on. */
import fastify from 'fastify'
import mercurius, { type IResolvers } from 'mercurius'
import { resolvers, typeDefs } from './schema.ts'

// Its types do not know what its own context function returns.
const app = fastify()
await app.register(mercurius, {
  schema: typeDefs,
  resolvers: resolvers as unknown as IResolvers,
  context: ({ headers }) => ({ headers }),
  ...(process.argv.includes('--jit') && { jit: 1 }),
})
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' })
