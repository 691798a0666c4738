/** A copy of a JSON object, in which the keys of it and of all within it are in order: equal objects have equal texts. */
export function withSortedKeys(object: object): Record<string, unknown> {
  const sorted = Object.entries(object).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(sorted.map(([key, value]) => [key, sortedWithin(value)]))
}

function sortedWithin(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedWithin)
  return typeof value === 'object' && value !== null ? withSortedKeys(value) : value
}
