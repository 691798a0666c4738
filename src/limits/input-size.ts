import type { RefusalCode } from './refusal.ts'

/**
 * Of all lists of an input together: a router's page of 500 entities and the 1,000 places of a
 * receipt fit, each with what belongs to it.
 */
const MAX_INPUT_ITEMS = 2_000
/** Of lists and objects. What nests by the thousand exhausts the stack of whoever reads it. */
export const MAX_INPUT_DEPTH = 64

/** @param input parsed JSON, of any depth */
export function findInputExcess(input: unknown): RefusalCode | undefined {
  let items = 0
  let level: readonly unknown[] = [input]
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      if (depth > MAX_INPUT_DEPTH) return 'INPUT_TOO_DEEP'
      if (Array.isArray(value)) items += value.length
      if (items > MAX_INPUT_ITEMS) return 'INPUT_TOO_LARGE'
      for (const inner of Object.values(value)) below.push(inner)
    }
    level = below
  }
  return undefined
}
