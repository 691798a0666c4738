import { readFileSync } from 'node:fs'
import type { ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default'

// One folder up is the package's root, from src and from dist alike.
const operations = new URL('../schema/operations/', import.meta.url)

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
