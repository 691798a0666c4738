import {
  type ASTVisitor,
  type DocumentNode,
  GraphQLError,
  Kind,
  OperationTypeNode,
  SingleFieldSubscriptionsRule,
  TypeInfo,
  ValidationContext,
  visit,
} from 'graphql'

/**
 * Refuses a subscription whose only field is left out or not by a condition that cannot be told yet,
 * such as `@include(if: $variable)`. GraphQL's specification forbids it; graphql-js 16 throws in the
 * rule that looks for the only field, which would be an internal fault.
 */
export function subscriptionConditions(context: ValidationContext): ASTVisitor {
  return {
    Document(document): DocumentNode | undefined {
      const error = findBadCondition(context, document)
      if (error === undefined) return undefined
      context.reportError(error)
      // The rule that throws goes on with what is returned, and finds no subscription.
      return { ...document, definitions: [] }
    },
  }
}

function findBadCondition(
  context: ValidationContext,
  document: DocumentNode,
): GraphQLError | undefined {
  const hasSubscription = document.definitions.some(
    (node) =>
      node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.SUBSCRIPTION,
  )
  if (!hasSubscription) return undefined
  const schema = context.getSchema()
  // What the rule reports, it reports again where it counts.
  const probe = new ValidationContext(schema, document, new TypeInfo(schema), () => undefined)
  try {
    visit(document, SingleFieldSubscriptionsRule(probe))
    return undefined
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}
