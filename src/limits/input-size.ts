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
  const items = countItems(input, 0)
  if (items === TOO_DEEP) return 'INPUT_TOO_DEEP'
  return items > MAX_INPUT_ITEMS ? 'INPUT_TOO_LARGE' : undefined
}

const TOO_DEEP = Infinity

/** Stops where there are too many, or where it is too deep to go on. */
function countItems(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null) return 0
  if (depth > MAX_INPUT_DEPTH) return TOO_DEEP
  return Array.isArray(value) ? countInList(value, depth + 1) : countInObject(value, depth + 1)
}

function countInList(list: readonly unknown[], depth: number): number {
  let items = list.length
  for (const each of list) {
    if (items > MAX_INPUT_ITEMS) return items
    items += countItems(each, depth)
  }
  return items
}

function countInObject(fields: object, depth: number): number {
  let items = 0
  for (const name in fields) {
    if (items > MAX_INPUT_ITEMS) return items
    items += countItems((fields as Readonly<Record<string, unknown>>)[name], depth)
  }
  return items
}
