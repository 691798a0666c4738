import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http'
import {
  ApolloGateway,
  type GraphQLDataSourceProcessOptions,
  RemoteGraphQLDataSource,
} from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { forwardedHeaders, gatewayConfig } from '../../examples/federation/gateway.config.ts'

/** Something that answers for a whole graph, on a port. */
export interface Router extends AsyncDisposable {
  readonly url: string
}

interface CallerContext {
  readonly headers?: IncomingHttpHeaders
}

/** @apollo/gateway forwards no header of its own accord. */
class ForwardingDataSource extends RemoteGraphQLDataSource<CallerContext> {
  override willSendRequest({
    request,
    context: { headers },
  }: GraphQLDataSourceProcessOptions<CallerContext>): void {
    for (const name of forwardedHeaders) {
      const value = headers?.[name]
      if (typeof value === 'string') request.http?.headers.set(name, value)
    }
  }
}

async function startApolloGateway(supergraphSdl: string): Promise<Router> {
  const server = new ApolloServer<CallerContext>({
    gateway: new ApolloGateway({
      supergraphSdl,
      buildService: ({ name, url = '' }) =>
        name === 'conversations'
          ? new ForwardingDataSource({ url })
          : new RemoteGraphQLDataSource({ url }),
    }),
    stopOnTerminationSignals: false,
  })
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: async ({ req: { headers } }) => ({ headers }),
  })
  return { url, [Symbol.asyncDispose]: () => server.stop() }
}

/** Its types stay outside: they narrow GraphQLErrorExtensions of `graphql` for the whole program. */
interface HiveRuntime {
  readonly createGatewayRuntime: (config: object) => RequestListener & AsyncDisposable
}
const hiveRuntime: string = '@graphql-hive/gateway-runtime'
/** The runtime would look for it by itself, and fail every request without a word if it is not there. */
const hiveTransport: string = '@graphql-mesh/transport-http'

async function startHiveGateway(supergraph: string): Promise<Router> {
  const { createGatewayRuntime } = (await import(hiveRuntime)) as HiveRuntime
  const transports = { http: (await import(hiveTransport)) as unknown }
  const runtime = createGatewayRuntime({ ...gatewayConfig, supergraph, transports, logging: false })
  const server = createServer(runtime).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a port')
  return {
    url: `http://127.0.0.1:${address.port}/graphql`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await once(server.close(), 'close')
      await runtime[Symbol.asyncDispose]()
    },
  }
}

const routers = {
  '@apollo/gateway': startApolloGateway,
  'Hive Gateway': startHiveGateway,
} as const
export type RouterName = keyof typeof routers
export const routerNames = Object.keys(routers) as readonly RouterName[]

/** @param supergraph its SDL; each subgraph's address is in it */
export function startRouter(name: RouterName, supergraph: string): Promise<Router> {
  return routers[name](supergraph)
}
