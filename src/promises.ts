/** Known now, or later. What is known now is not waited for: on the way of every request, waits add up. */
export type Eventual<T> = T | Promise<T>

/** Whatever can be waited for, as graphql-js sees it. */
export function isPromise<T>(value: Eventual<T>): value is Promise<T> {
  if (typeof value !== 'object' && typeof value !== 'function') return false
  return typeof (value as { readonly then?: unknown } | null)?.then === 'function'
}

/** Goes on with a value: at once when it is known. Then `goOn` throws to the caller, not into a promise. */
export function andThen<T, R>(value: Eventual<T>, goOn: (value: T) => Eventual<R>): Eventual<R> {
  return isPromise(value) ? value.then(goOn) : goOn(value)
}
