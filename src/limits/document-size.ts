import {
  type DefinitionNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'

/** How large a part of a document is, with every fragment counted wherever it is spread. */
export interface Size {
  /** Fields below one another. */
  readonly depth: number
  /** Fields and fragments. */
  readonly selections: number
  readonly aliases: number
  readonly directives: number
  readonly directivesAtOnePlace: number
  /** Lists and objects below one another. */
  readonly inputDepth: number
}

const nothing: Size = {
  depth: 0,
  selections: 0,
  aliases: 0,
  directives: 0,
  directivesAtOnePlace: 0,
  inputDepth: 0,
}

/** Of each operation and each fragment. Takes time in proportion to the text, whatever it spreads. */
export function measureDocument({ definitions }: DocumentNode): readonly Size[] {
  const { definition } = createMeasures(fragmentsOf(definitions))
  return definitions.map(definition)
}

export function fragmentsOf(
  definitions: readonly DefinitionNode[],
): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions
      .filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  )
}

// None of these nests deeper than the parser did, so none can run out of stack where it did not.
function createMeasures(fragments: ReadonlyMap<string, FragmentDefinitionNode>) {
  const spreads = new Map<string, Size>()

  const definition = (node: DefinitionNode): Size => {
    if (node.kind === Kind.FRAGMENT_DEFINITION) {
      return sum([marks(node), selectionSet(node.selectionSet)])
    }
    if (node.kind !== Kind.OPERATION_DEFINITION) return nothing
    const defaults = (node.variableDefinitions ?? []).flatMap((variable) => [
      marks(variable),
      ...(variable.defaultValue ? [value(variable.defaultValue)] : []),
    ])
    return sum([marks(node), ...defaults, selectionSet(node.selectionSet)])
  }

  const selectionSet = ({ selections }: SelectionSetNode): Size => sum(selections.map(selection))

  const selection = (node: SelectionNode): Size => {
    const own = { ...marks(node), selections: 1 }
    if (node.kind === Kind.FRAGMENT_SPREAD) return sum([own, spread(node.name.value)])
    if (node.kind === Kind.INLINE_FRAGMENT) return sum([own, selectionSet(node.selectionSet)])
    const content = node.selectionSet ? selectionSet(node.selectionSet) : nothing
    const aliases = node.alias ? 1 : 0
    return { ...sum([{ ...own, aliases }, content]), depth: content.depth + 1 }
  }

  const spread = (name: string): Size => {
    const known = spreads.get(name)
    if (known) return known
    // Where fragments go in a circle, it ends here; a rule of GraphQL's own refuses it.
    spreads.set(name, nothing)
    const fragment = fragments.get(name)
    const size = fragment ? definition(fragment) : nothing
    spreads.set(name, size)
    return size
  }

  return { definition }
}

interface Marked {
  readonly directives?:
    readonly { readonly arguments?: readonly Valued[] | undefined }[] | undefined
  readonly arguments?: readonly Valued[] | undefined
}

interface Valued {
  readonly value: ValueNode
}

/** The directives at one place, and the arguments of them and of the field there. */
function marks({ directives = [], arguments: given = [] }: Marked): Size {
  const values = [given, ...directives.map((directive) => directive.arguments ?? [])]
  return {
    ...sum(values.flat().map((argument) => value(argument.value))),
    directives: directives.length,
    directivesAtOnePlace: directives.length,
  }
}

function value(node: ValueNode): Size {
  if (node.kind === Kind.LIST) return nest(node.values.map(value))
  if (node.kind === Kind.OBJECT) return nest(node.fields.map((field) => value(field.value)))
  return nothing
}

function nest(content: readonly Size[]): Size {
  return { ...nothing, inputDepth: sum(content).inputDepth + 1 }
}

function sum(sizes: readonly Size[]): Size {
  return sizes.reduce(
    (total, size) => ({
      depth: Math.max(total.depth, size.depth),
      selections: total.selections + size.selections,
      aliases: total.aliases + size.aliases,
      directives: total.directives + size.directives,
      directivesAtOnePlace: Math.max(total.directivesAtOnePlace, size.directivesAtOnePlace),
      inputDepth: Math.max(total.inputDepth, size.inputDepth),
    }),
    nothing,
  )
}
