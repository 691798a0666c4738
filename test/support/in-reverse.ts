/** The same, but the keys of its objects come in the reverse order. */
export function inReverse<T>(value: T): T
export function inReverse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => inReverse(item))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, field]) => [key, inReverse(field)])
  return Object.fromEntries(entries.toReversed())
}
