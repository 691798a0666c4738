import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
  visit,
} from 'graphql'
import { fragmentsOf } from './document-size.ts'

/** Lists that are no pages are short: the requests of a batch, advice, engagements. */
const ASSUMED_LIST = 10

export type Variables = Readonly<Record<string, unknown>>

export interface CostlyRequest {
  readonly schema: GraphQLSchema
  /** Validated: no fragment spreads itself. */
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly variables: Variables
}

/**
 * The number of objects that an answer can hold, as the cost directives' specification weighs:
 * one for each object, nothing for a scalar, and times the size of each list around it.
 */
export function costOf({ schema, document, operation, variables }: CostlyRequest): number {
  const root = schema.getRootType(operation.operation)
  if (!root) return 0
  const fragments = fragmentsOf(document.definitions)
  const values = withDefaults(operation, variables)
  return costOfSelections(operation.selectionSet, root, { schema, fragments, values })
}

/** The sizes of lists are all that variables can change. */
export function hasFixedCost(document: DocumentNode): boolean {
  let isFixed = true
  visit(document, {
    Argument: ({ name, value }) => {
      if (sizes.has(name.value) && value.kind !== Kind.INT) isFixed = false
    },
  })
  return isFixed
}

/** The arguments that say how long a list is. */
const sizes: ReadonlySet<string> = new Set(['first', 'representations'])

interface Known {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  readonly values: Variables
  /** What the field around was told about the size of its lists. */
  readonly pageSize?: number | undefined
}

function costOfSelections(
  { selections }: SelectionSetNode,
  parent: GraphQLNamedType,
  known: Known,
): number {
  let cost = 0
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      cost += costOfField(selection, parent, known)
    } else {
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? known.fragments.get(selection.name.value)
          : selection
      if (!fragment) continue
      const name = fragment.typeCondition?.name.value
      const type = name === undefined ? parent : known.schema.getType(name)
      if (type) cost += costOfSelections(fragment.selectionSet, type, known)
    }
  }
  return cost
}

function costOfField(node: FieldNode, parent: GraphQLNamedType, known: Known): number {
  const field = fieldOf(parent, node.name.value)
  const type = field && getNamedType(field.type)
  // What introspection answers is as large as the schema, and limited by its depth.
  if (!type || !isCompositeType(type) || isIntrospectionType(type)) return 0
  const pageSize = pageSizeOf(node, field, known.values)
  const inside = node.selectionSet
    ? costOfSelections(node.selectionSet, type, { ...known, pageSize })
    : 0
  const isList = isListType(getNullableType(field.type))
  const count = isList ? (pageSize ?? known.pageSize ?? ASSUMED_LIST) : 1
  return count * (1 + inside)
}

function fieldOf(
  parent: GraphQLNamedType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  const hasFields = isObjectType(parent) || isInterfaceType(parent)
  return hasFields ? parent.getFields()[name] : undefined
}

/** What `first` says, or how many entities a router asks for. */
function pageSizeOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  values: Variables,
): number | undefined {
  const representations = argumentOf('representations', node, values)
  if (Array.isArray(representations)) return representations.length
  const first = field.args.find(({ name }) => name === 'first')
  if (!first) return undefined
  const size = argumentOf('first', node, values) ?? first.defaultValue
  return typeof size === 'number' ? Math.max(0, size) : undefined
}

function argumentOf(name: string, node: FieldNode, values: Variables): unknown {
  const argument = node.arguments?.find((given) => given.name.value === name)
  return argument && valueFromASTUntyped(argument.value, values)
}

function withDefaults(operation: OperationDefinitionNode, variables: Variables): Variables {
  const defaults = (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
    defaultValue ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const] : [],
  )
  return { ...Object.fromEntries(defaults), ...variables }
}
