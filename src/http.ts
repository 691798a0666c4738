import type { RequestListener, Server } from 'node:http'
import type { ApolloServer } from '@apollo/server'
import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { Config } from './config.ts'
import type { Context, ContextParts } from './context.ts'
import { registerExplorer } from './explorer/explorer.ts'
import { startApollo } from './http/apollo.ts'
import { createApp, MAX_BODY_BYTES } from './http/app.ts'
import { toCorsOptions } from './http/cors.ts'
import { createGraphQLHandler, refuseOddHost } from './http/graphql-handler.ts'
import { Handovers } from './http/handover.ts'
import { createLoadLimit } from './http/load-limit.ts'
import { answerHealth, createReadiness } from './http/probes.ts'
import { servePrepared } from './http/prepared.ts'
import { type WebhookParts, webhooks } from './http/webhooks.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import type { Circuit } from './metrics/upstream-metrics.ts'
import { admission } from './prepared/admission.ts'
import { FinishedExecutions } from './prepared/finished-executions.ts'
import { PreparedOperations } from './prepared/prepared-operations.ts'
import { toTrust } from './rates/caller-address.ts'
import { HttpRates } from './rates/http-rates.ts'
import type { Rates } from './rates/rates.ts'
import type { Store } from './store/store.ts'
import { serveSubscriptions } from './subscriptions.ts'
import { Telemetry } from './telemetry.ts'
import { apolloWatch } from './telemetry/apollo-watch.ts'

const GRAPHQL_PATH = '/graphql'

export interface HttpParts {
  readonly config: Config
  readonly schema: GraphQLSchema
  readonly context: ContextParts
  readonly store: Store
  readonly logger: Logger
  readonly metrics: Metrics
  /** Absent: one without spans. */
  readonly telemetry?: Telemetry
  /** The state of what is called for requests; absent: nothing is. */
  readonly circuits?: () => readonly Circuit[]
  /** Absent: nothing is limited. */
  readonly rates?: Rates
  /** What a subscriber may take to accept one event; absent: ten seconds. */
  readonly slowReaderMs?: number
  readonly webhooks: Pick<WebhookParts, 'accounts' | 'inbox'>
}

/** Every path the gateway answers. */
export class HttpServer implements AsyncDisposable {
  readonly #apollo: ApolloServer<Context>
  readonly #drain: () => void
  /** Without a trailing slash. */
  readonly url: string

  private constructor(apollo: ApolloServer<Context>, url: string, drain: () => void) {
    this.#apollo = apollo
    this.#drain = drain
    this.url = url
  }

  /** Rejects with an Error that says what to do when the address can't be listened on. */
  static async start(parts: HttpParts): Promise<HttpServer> {
    const { config, schema, context, store, logger, metrics } = parts
    const trust = toTrust(config.trustedProxies)
    const { accounts } = parts.webhooks
    const telemetry = parts.telemetry ?? new Telemetry({ logger, metrics, accounts })
    const { requests, observations } = telemetry
    let isDraining = false
    const handovers = new Handovers()
    const app = createApp(logger, { requests, trust, publicUrl: config.publicUrl, handovers })
    const longWay = onlyListener(app.server)
    await app.register(cors, toCorsOptions(config))
    const load = createLoadLimit(config.maxInFlight, metrics, handovers)
    const executions = new FinishedExecutions()
    const { preparedOperations } = config
    const operations =
      preparedOperations > 0 ? new PreparedOperations(schema, preparedOperations) : undefined
    const watches = [
      apolloWatch({ metrics: metrics.operations, observations }),
      ...(operations ? [admission(operations)] : []),
    ]
    const apollo = await startApollo({ config, schema, logger, app, watches, executions })
    const rates = new HttpRates(parts.rates, trust)
    const streams = serveSubscriptions({ ...parts, app, rates })
    const authenticator = requests.binding(context.authenticator)
    const asking = { context: { ...context, authenticator }, rates, logger }

    app.route({
      method: ['GET', 'POST'],
      url: GRAPHQL_PATH,
      exposeHeadRoute: false,
      onRequest: [requests.open, rates.refuseExcess, load.refuseExcess, refuseOddHost],
      preParsing: handovers.replay,
      onSend: rates.tell,
      handler: load.counted(
        requests.tellAfter(createGraphQLHandler({ ...asking, apollo, streams, handovers })),
      ),
    })
    await app.register(webhooks({ ...parts.webhooks, rates, metrics, logger }))
    app.get('/healthz', answerHealth)
    const { circuits = () => [] } = parts
    app.get('/readyz', createReadiness({ store, circuits, isDraining: () => isDraining }))
    app.get('/metrics', async (_request, reply) =>
      reply.type(metrics.contentType).send(await metrics.print()),
    )
    if (config.explorers) {
      // A relative redirect, so that a path which a proxy puts in front survives.
      app.get('/', (_request, reply) => reply.redirect('graphql'))
      await registerExplorer(app)
    }

    if (operations) {
      servePrepared({
        ...asking,
        config,
        path: GRAPHQL_PATH,
        maxBodyBytes: MAX_BODY_BYTES,
        schema,
        operations,
        executions,
        load,
        requests,
        handovers,
        metrics,
        server: app.server,
        longWay,
      })
    }

    try {
      return new HttpServer(apollo, await listen(app, config), () => {
        isDraining = true
      })
    } catch (error) {
      await apollo.stop()
      throw error
    }
  }

  /** From now on /readyz says that requests should be sent elsewhere; they are still answered. */
  drain(): void {
    this.#drain()
  }

  /** Takes no new connection and finishes the requests in flight. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#apollo.stop()
  }
}

/** What Fastify listens with, as long as nobody else does. */
function onlyListener(server: Server): RequestListener {
  const [listener, ...others] = server.listeners('request') as RequestListener[]
  if (!listener || others.length > 0) throw new TypeError('expected one listener for requests')
  return listener
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
