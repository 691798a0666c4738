import { readFileSync } from 'node:fs'
import type { ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'
import { packageRoot } from './package-root.ts'

const operations = new URL('schema/operations/', packageRoot)

/** Apollo Sandbox with an operation ready to run. It loads its page from Apollo's hosts; `/explorer` does not. */
export function sandboxLandingPage(): ApolloServerPlugin {
  return ApolloServerPluginLandingPageLocalDefault({
    embed: { runTelemetry: false },
    footer: false,
    document: read('create-conversation.graphql'),
    variables: JSON.parse(read('create-conversation.variables.json')),
  })
}

function read(name: string): string {
  return readFileSync(new URL(name, operations), 'utf8')
}
