/** Known now, or later. What is known now is not waited for: each wait costs a request a turn of its own. */
export type Eventual<T> = T | Promise<T>

/** Whatever can be waited for, as graphql-js sees it. */
export function isPromise<T>(value: Eventual<T>): value is Promise<T> {
  if (typeof value !== 'object' && typeof value !== 'function') return false
  return typeof (value as { readonly then?: unknown } | null)?.then === 'function'
}

/** Goes on with a value: at once when it is known. Then `next` throws to the caller, not into a promise. */
export function andThen<T, R>(value: Eventual<T>, next: (value: T) => Eventual<R>): Eventual<R> {
  return isPromise(value) ? value.then(next) : next(value)
}
