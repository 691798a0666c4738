import type { ApolloServer } from '@apollo/server'
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { Config } from './config.ts'
import type { Context, ContextParts } from './context.ts'
import { registerExplorer } from './explorer/explorer.ts'
import { startApollo } from './http/apollo.ts'
import { createApp } from './http/app.ts'
import { toCorsOptions } from './http/cors.ts'
import { createGraphQLHandler, refuseOddHost } from './http/graphql-handler.ts'
import { createLoadLimit } from './http/load-limit.ts'
import { answerHealth, createReadiness } from './http/probes.ts'
import type { Logger } from './logger.ts'
import { createMetrics } from './metrics.ts'
import type { Store } from './store/store.ts'

export interface HttpParts {
  readonly config: Config
  readonly schema: GraphQLSchema
  readonly context: ContextParts
  readonly store: Store
  readonly logger: Logger
}

/** Every path the gateway answers. */
export class HttpServer implements AsyncDisposable {
  readonly #apollo: ApolloServer<Context>
  /** Without a trailing slash. */
  readonly url: string

  private constructor(apollo: ApolloServer<Context>, url: string) {
    this.#apollo = apollo
    this.url = url
  }

  /** Rejects with an Error that says what to do when the address can't be listened on. */
  static async start({ config, schema, context, store, logger }: HttpParts): Promise<HttpServer> {
    const app = createApp(logger)
    await app.register(cors, toCorsOptions(config))
    const metrics = createMetrics()
    const load = createLoadLimit(config.maxInFlight, metrics)
    const apollo = await startApollo({ config, schema, logger, app })

    app.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      exposeHeadRoute: false,
      onRequest: [load.refuseExcess, refuseOddHost],
      handler: load.counted(createGraphQLHandler(apollo, context, logger)),
    })
    app.get('/healthz', answerHealth)
    app.get('/readyz', createReadiness(store))
    app.get('/metrics', async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.print()),
    )
    if (config.explorers) {
      // A relative redirect, so that a path which a proxy puts in front survives.
      app.get('/', (_request, reply) => reply.redirect('graphql'))
      await registerExplorer(app)
    }

    try {
      return new HttpServer(apollo, await listen(app, config))
    } catch (error) {
      await apollo.stop()
      throw error
    }
  }

  /** Takes no new connection and finishes the requests in flight. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#apollo.stop()
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there already; set PORT to a free port, or to 0 for any',
  EACCES: 'this user may not; set PORT to 1024 or above',
  EADDRNOTAVAIL: 'this machine has no such address; set HOST to one of its own',
  ENOTFOUND: 'this name has no address; set HOST to an address of this machine',
}

async function listen(app: FastifyInstance, { host, port }: Config): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const reason = reasons[code]
    if (reason === undefined) throw error
    throw new Error(`can't listen on ${host} port ${port}: ${reason}`, { cause: error })
  }
}
