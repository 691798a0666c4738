import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
  ResponsePath,
} from 'graphql'
import type { PreparedField } from './fields.ts'
import type { Run } from './run.ts'

/** What an operation is prepared for: a schema, a document, and which of its parts are left out. */
export interface Plan {
  readonly schema: GraphQLSchema
  readonly operation: OperationDefinitionNode
  readonly fragments: Record<string, FragmentDefinitionNode>
  /** What is asked of an object where these nodes stand. */
  fieldsOf(type: GraphQLObjectType, nodes: readonly FieldNode[]): readonly PreparedField[]
}

/** A field where an operation asks for it, maybe several times under one key. */
export interface FieldSite {
  readonly plan: Plan
  readonly parentType: GraphQLObjectType
  readonly definition: GraphQLField<unknown, unknown>
  readonly nodes: readonly FieldNode[]
  /** As errors say it. */
  readonly name: string
}

/**
 * What resolvers may want to know of the execution around them.
 * @param path of the field, or of an item of the lists in it
 */
export function resolveInfoOf(
  { plan, parentType, definition, nodes }: FieldSite,
  run: Run,
  path: ResponsePath,
): GraphQLResolveInfo {
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path: withoutIndices(path),
    schema: plan.schema,
    fragments: plan.fragments,
    rootValue: undefined,
    operation: plan.operation,
    variableValues: run.variables,
  }
}

function withoutIndices(path: ResponsePath): ResponsePath {
  let at = path
  while (typeof at.key === 'number' && at.prev) at = at.prev
  return at
}
