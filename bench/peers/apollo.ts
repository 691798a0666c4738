/** Stock Apollo Server behind Fastify. */
import { ApolloServer } from '@apollo/server'
import { serveWithFastify } from './apollo-fastify.ts'
import { type Context, resolvers, typeDefs } from './schema.ts'

await serveWithFastify(new ApolloServer<Context>({ typeDefs, resolvers }))
