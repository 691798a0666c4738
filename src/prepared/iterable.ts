/** A list as graphql-js sees it: anything to be gone through, but no text. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  if (typeof value !== 'object') return false
  return typeof (value as Partial<Iterable<unknown>> | null)?.[Symbol.iterator] === 'function'
}
