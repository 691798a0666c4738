import { readFile } from 'node:fs/promises'
import { composeServices as composeWithApollo } from '@apollo/composition'
import { composeServices as composeWithGuild } from '@theguild/federation-composition'
import { type DocumentNode, parse } from 'graphql'

/** A subgraph as a composer takes it. */
export interface Service {
  readonly name: string
  readonly url: string
  readonly typeDefs: DocumentNode
}

const folder = 'examples/federation'
const entry = /^ {2}(\w+):\n {4}routing_url: (\S+)\n {4}schema:\n {6}file: (\S+)$/gm

/**
 * The subgraphs that the example's configuration for rover lists.
 * @param urls where one listens instead, by name
 */
export async function readServices(
  urls: Readonly<Record<string, string>> = {},
): Promise<readonly Service[]> {
  const config = await readFile(`${folder}/supergraph.yaml`, 'utf8')
  return Promise.all(
    [...config.matchAll(entry)].map(async ([, name = '', url = '', file]) => ({
      name,
      url: urls[name] ?? url,
      typeDefs: parse(await readFile(`${folder}/${file}`, 'utf8')),
    })),
  )
}

const composers = {
  '@apollo/composition': composeWithApollo,
  '@theguild/federation-composition': composeWithGuild,
} as const
export type Composer = keyof typeof composers
export const composerNames = Object.keys(composers) as readonly Composer[]

/** @throws with every reason why the services do not compose */
export function compose(composer: Composer, services: readonly Service[]): string {
  const { supergraphSdl, errors } = composers[composer]([...services])
  if (supergraphSdl === undefined) {
    throw new Error(errors?.map(({ message }) => message).join('\n') ?? 'expected a supergraph')
  }
  return supergraphSdl
}
