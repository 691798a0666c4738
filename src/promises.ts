/** Whatever can be waited for, as graphql-js sees it. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  if (typeof value !== 'object' && typeof value !== 'function') return false
  return typeof (value as { readonly then?: unknown } | null)?.then === 'function'
}
