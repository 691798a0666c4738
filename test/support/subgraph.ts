import { readFile } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled'
import { startStandaloneServer } from '@apollo/server/standalone'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse } from 'graphql'

/** The second subgraph of a graph: what the brand's CRM adds to conversations and consumers. */
export interface Crm extends AsyncDisposable {
  readonly url: string
  /** What each request brought along, oldest first. */
  readonly requests: readonly IncomingHttpHeaders[]
}

interface Entity {
  readonly id: string
}

/** Every conversation has the ticket of its own id. */
const toTicket = ({ id }: Entity) => ({ id, subject: `About ${id}`, conversation: { id } })

const resolvers = {
  Query: { ticket: (_: unknown, { id }: Entity) => toTicket({ id }) },
  Conversation: {
    __resolveReference: ({ id }: Entity) => ({ id }),
    ticket: toTicket,
  },
  Consumer: {
    __resolveReference: ({ id }: Entity) => ({ id, loyaltyTier: `the tier of ${id}` }),
  },
}

export async function startCrm(): Promise<Crm> {
  const typeDefs = parse(await readFile('examples/federation/crm.graphql', 'utf8'))
  const requests: IncomingHttpHeaders[] = []
  const server = new ApolloServer({
    schema: buildSubgraphSchema([{ typeDefs, resolvers }]),
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    stopOnTerminationSignals: false,
  })
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: 0 },
    context: async ({ req: { headers } }) => {
      requests.push(headers)
      return {}
    },
  })
  return { url, requests, [Symbol.asyncDispose]: () => server.stop() }
}
