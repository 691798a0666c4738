import type { BothPaths } from './both-paths.ts'
import { Received } from './connection.ts'
import { create } from './documents.ts'
import { normalise } from './normalise.ts'
import type { Site } from './site.ts'
import { post } from './wire.ts'

export const typename = post({ query: '{ __typename }' })
export const readQuery = 'query ($id: ID!) { conversation(id: $id) { id } }'
export const read = (id: string, headers = {}) =>
  post({ query: readQuery, variables: { id } }, headers)
export const key = (name: string) => ({ 'x-correlation-id': name })

/** On both, as it went: what came, and what was logged of it. */
export async function onBoth<T>(
  { sites }: BothPaths,
  work: (site: Site) => Promise<T>,
): Promise<readonly unknown[]> {
  return Promise.all(sites.map(async (site) => normalise(await work(site))))
}

/** So that every document used here has been seen. */
export async function prepare(site: Site): Promise<void> {
  for (const request of [typename, typename, read('x'), read('x')]) {
    using connection = await Received.from(site.url)
    connection.write(request)
    await connection.next()
  }
  for (const nth of [1, 2]) {
    using connection = await Received.from(site.url)
    connection.write(create('prepare', nth))
    await connection.next()
  }
}
