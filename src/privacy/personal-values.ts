import {
  type ASTNode,
  type DocumentNode,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'

const TAG = 'pii'
/** Shorter ones say nothing of anybody, and would be found in everything. */
const MIN_CHARACTERS = 3

/**
 * The values in an operation's input that the schema marks as personal with `@tag(name: "pii")`, on
 * an input type or on one of its fields: in its variables, and written into its text.
 */
export function personalValuesIn(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  const found = new Set<string>()
  const keep = (value: unknown): void => {
    const text = String(value)
    if (text.length >= MIN_CHARACTERS) found.add(text)
  }
  const typeInfo = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      VariableDefinition: ({ variable, type }) => {
        const declared = typeFromAST(schema, type)
        if (!isInputType(declared)) return
        collect(variables[variable.name.value], declared, false, keep)
      },
      ObjectValue: (node) => {
        if (isMarked(getNamedType(typeInfo.getInputType()))) collectLiterals(node, keep)
      },
      ObjectField: (node) => {
        const parent = getNamedType(typeInfo.getParentInputType())
        const field = isInputObjectType(parent) ? parent.getFields()[node.name.value] : undefined
        const type = field && getNamedType(field.type)
        if (isMarked(field) || isMarked(type)) collectLiterals(node.value, keep)
      },
    }),
  )
  return found
}

function collect(
  value: unknown,
  type: GraphQLInputType,
  isPersonal: boolean,
  keep: (value: unknown) => void,
): void {
  if (isNonNullType(type)) return collect(value, type.ofType, isPersonal, keep)
  if (Array.isArray(value)) {
    const itemType = isListType(type) ? type.ofType : type
    for (const item of value) collect(item, itemType, isPersonal, keep)
    return
  }
  const named = getNamedType(type)
  if (typeof value === 'object' && value !== null) {
    const isAllPersonal = isPersonal || isMarked(named)
    for (const [name, child] of Object.entries(value)) {
      const field = isInputObjectType(named) ? named.getFields()[name] : undefined
      // a field that does not exist may be meant to be any of those that do
      const isUnknown = isInputObjectType(named) && field === undefined
      collect(child, field?.type ?? type, isAllPersonal || isUnknown || isMarked(field), keep)
    }
    return
  }
  const isOwn = isPersonal || isMarked(named)
  if (isOwn && value !== null && value !== undefined) keep(value)
}

function collectLiterals(node: ASTNode, keep: (value: unknown) => void): void {
  visit(node, {
    [Kind.STRING]: ({ value }) => keep(value),
    [Kind.INT]: ({ value }) => keep(value),
    [Kind.FLOAT]: ({ value }) => keep(value),
  })
}

type Markable = Pick<GraphQLInputObjectType | GraphQLInputField, 'astNode'>

function isMarked(element: Markable | { readonly astNode?: unknown } | null | undefined): boolean {
  const node = element?.astNode
  if (typeof node !== 'object' || node === null || !('directives' in node)) return false
  const { directives } = node as GraphQLInputField['astNode'] & object
  return (directives ?? []).some(
    ({ name, arguments: args }) =>
      name.value === 'tag' &&
      args?.some(({ value }) => value.kind === Kind.STRING && value.value === TAG),
  )
}
