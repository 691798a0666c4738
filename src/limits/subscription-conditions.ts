import {
  type ASTVisitor,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql'
import { fragmentsOf } from './document-size.ts'

/**
 * Refuses a subscription whose only field depends on a condition, as GraphQL's specification does.
 * graphql-js 16 does not: it throws while it looks for the only field when a condition is a variable,
 * and once more when the field is left out. Each would be an internal fault.
 */
export function subscriptionConditions(context: ValidationContext): ASTVisitor {
  return {
    Document(document): DocumentNode | undefined {
      const conditions = findConditions(document)
      if (conditions.length === 0) return undefined
      context.reportError(
        new GraphQLError('Expected no @skip and no @include at the only field of a subscription.', {
          nodes: conditions,
        }),
      )
      // The rule that throws goes on with what is returned, and finds no subscription.
      return { ...document, definitions: [] }
    },
  }
}

function findConditions({ definitions }: DocumentNode): readonly DirectiveNode[] {
  const fragments = fragmentsOf(definitions)
  return definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.SUBSCRIPTION
      ? conditionsIn(node.selectionSet, fragments)
      : [],
  )
}

/** Those of a selection set and of every fragment in it, however often that is spread. */
function conditionsIn(
  selectionSet: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly DirectiveNode[] {
  const conditions: DirectiveNode[] = []
  const seen = new Set<string>()
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      conditions.push(...(selection.directives ?? []).filter(isCondition))
      if (selection.kind === Kind.INLINE_FRAGMENT) collect(selection.selectionSet)
      if (selection.kind !== Kind.FRAGMENT_SPREAD || seen.has(selection.name.value)) continue
      seen.add(selection.name.value)
      const fragment = fragments.get(selection.name.value)
      if (fragment) collect(fragment.selectionSet)
    }
  }
  collect(selectionSet)
  return conditions
}

const isCondition = ({ name }: DirectiveNode): boolean =>
  name.value === 'skip' || name.value === 'include'
