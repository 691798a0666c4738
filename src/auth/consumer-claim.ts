import type { ConsumerId } from '../ids.ts'

/** The consumer that a token's claim names, unless it is no name: blank, or over 256 characters. */
export function toConsumerId(claim: unknown): ConsumerId | undefined {
  if (typeof claim !== 'string' || claim.length > 256 || claim.trim() === '') return undefined
  return claim as ConsumerId
}
