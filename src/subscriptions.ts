import type { FastifyInstance } from 'fastify'
import type { GraphQLSchema } from 'graphql'
import type { Config } from './config.ts'
import type { ContextParts } from './context.ts'
import { EventStreams } from './http/sse.ts'
import type { Logger } from './logger.ts'
import type { Metrics } from './metrics.ts'
import type { HttpRates } from './rates/http-rates.ts'
import { SubscriptionRunner } from './subscriptions/subscription-runner.ts'
import { serveWebSockets } from './subscriptions/websocket.ts'

/** Far longer than any reader that still reads takes for one event. */
const SLOW_READER_MS = 10_000

export interface SubscriptionParts {
  readonly app: FastifyInstance
  readonly config: Config
  readonly schema: GraphQLSchema
  readonly context: ContextParts
  readonly logger: Logger
  readonly metrics: Metrics
  readonly rates: Pick<HttpRates, 'countAddress'>
  /** What a subscriber may take to accept one event; absent: ten seconds. */
  readonly slowReaderMs?: number | undefined
}

/**
 * Both ways to subscribe at /graphql. WebSockets are served from here on; streams are for the handler
 * of requests. Closing the app ends them all.
 */
export function serveSubscriptions(parts: SubscriptionParts): EventStreams {
  const { app, config, slowReaderMs = SLOW_READER_MS } = parts
  const { introspection, trustedDocuments } = config
  const runner = new SubscriptionRunner({
    ...parts,
    hideSuggestions: !introspection,
    trustedDocuments,
  })
  serveWebSockets({ ...parts, runner, slowReaderMs })
  const streams = new EventStreams({ ...parts, runner, slowReaderMs })
  app.addHook('preClose', async () => streams.close())
  return streams
}
