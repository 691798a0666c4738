import { buildSubgraphSchema, type GraphQLResolverMap } from '@apollo/subgraph'
import { printSchemaWithDirectives } from '@graphql-tools/utils'
import {
  type GraphQLField,
  graphqlSync,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  parse,
} from 'graphql'
import { buildSchema, type PubSub } from 'type-graphql'
import { CloseConversationResolver } from './conversation/close-conversation.resolver.ts'
import { references } from './conversation/conversation.reference.ts'
import { ConversationResolver } from './conversation/conversation.resolver.ts'
import { EngagementResolver } from './engagement/engagement.resolver.ts'
import { guardEntities } from './entities.ts'
import { UploadUrlResolver } from './file/upload-url.resolver.ts'
import { ConversationEventResolver } from './message/conversation-event.resolver.ts'
import { MessageResolver } from './message/message.resolver.ts'
import { plainResolvers } from './plain-resolvers.ts'
import { ProfileResolver } from './profile/profile.resolver.ts'

/** The lowest version of the federation specification that has what this subgraph uses: subscriptions. */
const FEDERATION = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.4", import: ["@key", "@shareable", "@tag"])
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
    resolvers: [
      ConversationResolver,
      CloseConversationResolver,
      MessageResolver,
      ProfileResolver,
      UploadUrlResolver,
      EngagementResolver,
      ConversationEventResolver,
    ],
    container: { get: (type) => resolvers.get(type) },
    validate: false,
    pubSub,
    // What is made of it below is checked, by whoever serves or prints it.
    skipCheck: true,
  })
  return guardEntities(
    buildSubgraphSchema([
      {
        typeDefs: parse(FEDERATION + printSchemaWithDirectives(schema)),
        resolvers: resolversOf(schema, plainResolvers(resolvers)),
      },
    ]),
  )
}

/** The SDL as the subgraph tells it to whoever composes a graph. */
export function printSubgraph(schema: GraphQLSchema): string {
  const { data } = graphqlSync({ schema, source: '{ _service { sdl } }' })
  return String((data as { _service: { sdl: string } } | undefined)?._service.sdl)
}

/** type-graphql asks for one wherever there are subscriptions. Ours bring their events themselves. */
const pubSub: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new TypeError('nothing is published here')
  },
}

type Resolvers = Record<string, Record<string, unknown>>

/**
 * Only root fields, fields with arguments and scalars bring code of their own. Every other field
 * reads the property of its name, and every union and interface reads `__typename`, which is what
 * graphql-js does unasked.
 */
function resolversOf(
  schema: GraphQLSchema,
  plain: ReturnType<typeof plainResolvers>,
): GraphQLResolverMap {
  const types = Object.values(schema.getTypeMap())
  const scalars = types.filter((type) => isScalarType(type) && !isSpecifiedScalarType(type))
  const roots: readonly unknown[] = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ]
  const fields: Resolvers = {}
  for (const type of types.filter(isObjectType)) {
    const own = Object.values(type.getFields()).filter(
      ({ args }) => roots.includes(type) || args.length > 0,
    )
    if (own.length === 0 || isIntrospectionType(type)) continue
    fields[type.name] = {
      ...Object.fromEntries(
        own.map((field) => [
          field.name,
          (roots.includes(type) && plain.get(field.name)) || codeOf(field),
        ]),
      ),
      ...(references as Resolvers)[type.name],
    }
  }
  return {
    ...references,
    ...fields,
    ...Object.fromEntries(scalars.map((scalar) => [scalar.name, scalar])),
  }
}

function codeOf({ resolve, subscribe }: GraphQLField<unknown, unknown>): unknown {
  return subscribe ? { resolve, subscribe } : resolve
}
