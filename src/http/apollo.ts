import {
  ApolloServer,
  type ApolloServerOptionsWithGateway,
  type ApolloServerPlugin,
} from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import type { GraphQLSchema } from 'graphql'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { answerType, createFormatError, internalFaults } from '../graphql-errors.ts'
import { sandboxLandingPage } from '../landing-page.ts'
import { requestLimits, trustedDocuments } from '../limits/apollo-plugins.ts'
import { documentCache, persistedQueryCache } from '../limits/bounded-cache.ts'
import { limitRules, parseOptions } from '../limits/rules.ts'
import type { Logger } from '../logger.ts'
import type { FinishedExecutions } from '../prepared/finished-executions.ts'
import { quotesNothingPersonal } from '../privacy/apollo-plugin.ts'
import { closeOnDrain, type DrainedApp } from './drain.ts'

/** What a request may take after its upstream deadline before its connection is cut. */
const DRAIN_MARGIN_MS = 5_000

export interface ApolloParts {
  readonly config: Config
  readonly schema: GraphQLSchema
  readonly logger: Logger
  /** Stopping Apollo closes it, and waits for what is in flight. */
  readonly app: DrainedApp
  /** Look on. */
  readonly watches: readonly ApolloServerPlugin<Context>[]
  readonly executions: FinishedExecutions
}

/** Started, so that it can be handed requests; has to be stopped. */
export async function startApollo(parts: ApolloParts): Promise<ApolloServer<Context>> {
  const { config, schema, logger, app, watches, executions } = parts
  const apollo = new ApolloServer<Context>({
    gateway: executedBy(executions, schema),
    introspection: config.introspection,
    allowBatchedHttpRequests: false,
    parseOptions,
    validationRules: [...limitRules],
    documentStore: documentCache(),
    persistedQueries: { cache: persistedQueryCache() },
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger,
    formatError: createFormatError({ hideSuggestions: !config.introspection }),
    plugins: [
      internalFaults(logger),
      answerType,
      quotesNothingPersonal,
      requestLimits,
      ...(config.trustedDocuments ? [trustedDocuments(config.trustedDocuments)] : []),
      ...watches,
      config.explorers ? sandboxLandingPage() : ApolloServerPluginLandingPageDisabled(),
      // It wraps every field, and no field here has a hint.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      closeOnDrain(app, config.upstreamTimeoutMs + DRAIN_MARGIN_MS),
    ],
  })
  await apollo.start()
  return apollo
}

/** Apollo lets somebody else execute when it is told that this is a gateway. */
function executedBy(
  executions: FinishedExecutions,
  schema: GraphQLSchema,
): ApolloServerOptionsWithGateway<Context>['gateway'] {
  return {
    onSchemaLoadOrUpdate: (tell) => {
      tell({ apiSchema: schema, coreSupergraphSdl: '' })
      return () => undefined
    },
    load: async () => ({
      executor: async ({ document, request, context }) =>
        executions.take({
          schema,
          document,
          contextValue: context as Context,
          variableValues: request.variables,
          operationName: request.operationName,
        }),
    }),
    stop: async () => undefined,
  }
}
