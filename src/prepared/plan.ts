import {
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql'
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import { fragmentsOf } from './document.ts'
import { prepareField } from './field.ts'
import type { Plan } from './field-site.ts'
import { executeFields, executeFieldsSerially, type PreparedField } from './fields.ts'
import type { Run, Variables } from './run.ts'

/** An operation of a valid document, and the type it begins at. */
export interface Task {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly rootType: GraphQLObjectType
}

type Data = NonNullable<ExecutionResult['data']>
export type ExecutePlan = (run: Run) => Data | Promise<Data>

/**
 * The whole operation, once it is known what its conditions leave out. graphql-js itself tells which
 * nodes of the document come under which key.
 */
export function preparePlan(
  { schema, document, operation, rootType }: Task,
  conditions: Variables,
): ExecutePlan {
  const fragments = fragmentsOf(document)
  const prepare = (type: GraphQLObjectType, nodes: ReadonlyMap<string, readonly FieldNode[]>) =>
    Array.from(nodes, (entry) => prepareField(plan, type, entry))
  const plan: Plan = {
    schema,
    operation,
    fragments,
    fieldsOf: (type, nodes) =>
      prepare(type, collectSubfields(schema, fragments, conditions, type, nodes)),
  }
  let fields: readonly PreparedField[] | undefined
  const rootFields = () =>
    (fields ??= prepare(
      rootType,
      collectFields(schema, fragments, conditions, rootType, operation.selectionSet),
    ))
  return operation.operation === OperationTypeNode.MUTATION
    ? (run) => executeFieldsSerially(rootFields(), run, undefined)
    : (run) => executeFields(rootFields(), run, undefined, undefined)
}
