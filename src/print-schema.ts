// Decorators need it before the first decorated class is read.
import 'reflect-metadata'
import { writeFile } from 'node:fs/promises'
import { buildGatewaySchema, printSubgraph } from './schema.ts'

const schema = await buildGatewaySchema({ get: () => undefined })
await writeFile('schema/subgraph.graphql', printSubgraph(schema))
