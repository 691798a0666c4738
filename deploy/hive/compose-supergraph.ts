// node deploy/hive/compose-supergraph.ts > deploy/hive/supergraph.graphql
import { readFile } from 'node:fs/promises'
import { composeServices } from '@theguild/federation-composition'
import { parse } from 'graphql'

const subgraph = new URL('../../schema/subgraph.graphql', import.meta.url)

/**
 * A supergraph of the gateway alone, for Hive Gateway.
 * @param url where the router finds the gateway
 */
export async function composeSupergraph(url = 'http://gateway:4000/graphql'): Promise<string> {
  const typeDefs = parse(await readFile(subgraph, 'utf8'))
  const { supergraphSdl, errors = [] } = composeServices([{ name: 'conversations', url, typeDefs }])
  if (supergraphSdl !== undefined) return supergraphSdl
  throw new Error(errors.map(({ message }) => message).join('\n'))
}

if (import.meta.main) process.stdout.write(await composeSupergraph())
