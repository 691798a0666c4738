import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionSetNode,
} from 'graphql'

/** Fields of Query that do something at LivePerson: this one opens or renews a monitored session. */
export const effectfulQueries: readonly string[] = ['engagement']

/**
 * How many effects an operation can have: one for each name that a field with an effect answers
 * under. Whether @skip or @include leave one out is the caller's to say, so they do not count.
 */
export function countEffects(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): number {
  const hasEffect = (field: string): boolean =>
    operation.operation === OperationTypeNode.QUERY
      ? effectfulQueries.includes(field)
      : !field.startsWith('__')
  const answers = new Set<string>()
  const seen = new Set<string>()
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        collect(selection.selectionSet)
      } else if (selection.kind === Kind.FIELD) {
        const { name, alias = name } = selection
        if (hasEffect(name.value)) answers.add(alias.value)
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value)
        const fragment = fragments.get(selection.name.value)
        if (fragment) collect(fragment.selectionSet)
      }
    }
  }
  collect(operation.selectionSet)
  return answers.size
}
