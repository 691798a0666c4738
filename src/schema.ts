import { buildSubgraphSchema } from '@apollo/subgraph'
import { printSchemaWithDirectives } from '@graphql-tools/utils'
import {
  type GraphQLFieldResolver,
  graphqlSync,
  type GraphQLSchema,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  parse,
} from 'graphql'
import { buildSchema } from 'type-graphql'
import { references } from './conversation/conversation.reference.ts'
import { ConversationResolver } from './conversation/conversation.resolver.ts'
import { EngagementResolver } from './engagement/engagement.resolver.ts'

/** The lowest version of the federation specification that has what this subgraph uses. */
const FEDERATION = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
  """Exactly one of the fields of this input must be given."""
  directive @oneOf on INPUT_OBJECT
`

/**
 * The decorated classes as a Federation 2 subgraph.
 * @param resolvers finds the instance of a resolver class
 */
export async function buildGatewaySchema(resolvers: {
  get(type: unknown): unknown
}): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [ConversationResolver, EngagementResolver],
    container: { get: (type) => resolvers.get(type) },
    validate: false,
  })
  return buildSubgraphSchema([
    {
      typeDefs: parse(FEDERATION + printSchemaWithDirectives(schema)),
      resolvers: { ...resolversOf(schema), ...references },
    },
  ])
}

/** The SDL as the subgraph tells it to whoever composes a graph. */
export function printSubgraph(schema: GraphQLSchema): string {
  const { data } = graphqlSync({ schema, source: '{ _service { sdl } }' })
  return String((data as { _service: { sdl: string } } | undefined)?._service.sdl)
}

type Resolvers = Record<string, Record<string, GraphQLFieldResolver<unknown, unknown>>>

/**
 * Only root fields and scalars bring code of their own. Every other field reads the property of its
 * name, and every union and interface reads `__typename`, which is what graphql-js does unasked.
 */
function resolversOf(schema: GraphQLSchema): Record<string, unknown> {
  const roots = [schema.getQueryType(), schema.getMutationType()].filter(isObjectType)
  const fields: Resolvers = {}
  for (const root of roots) {
    fields[root.name] = Object.fromEntries(
      Object.values(root.getFields()).flatMap(({ name, resolve }) =>
        resolve ? [[name, resolve]] : [],
      ),
    )
  }
  const scalars = Object.values(schema.getTypeMap()).filter(
    (type) => isScalarType(type) && !isSpecifiedScalarType(type),
  )
  return { ...fields, ...Object.fromEntries(scalars.map((scalar) => [scalar.name, scalar])) }
}
