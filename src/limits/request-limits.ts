import type { GraphQLError, OperationDefinitionNode } from 'graphql'
import { type CostlyRequest, costOf, hasFixedCost } from './cost.ts'
import { findInputExcess } from './input-size.ts'
import { refusal } from './refusal.ts'

/** Three full pages of events, each with its content. */
export const MAX_COST = 5_000

/**
 * What is too much in a request whose document is valid: the rest of the limits, which depend on the
 * variables. To be asked before the variables are coerced and before anything runs.
 */
export function refuseExcess(request: CostlyRequest): GraphQLError | undefined {
  const excess = findInputExcess(request.variables)
  if (excess !== undefined) return refusal(excess)
  return costIn(request) > MAX_COST ? refusal('OPERATION_TOO_COSTLY') : undefined
}

/** Of operations that cost the same whatever their variables say. */
const fixedCosts = new WeakMap<OperationDefinitionNode, number>()

function costIn(request: CostlyRequest): number {
  const known = fixedCosts.get(request.operation)
  if (known !== undefined) return known
  const cost = costOf(request)
  if (hasFixedCost(request.document)) fixedCosts.set(request.operation, cost)
  return cost
}
