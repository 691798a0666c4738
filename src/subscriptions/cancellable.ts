/**
 * An async generator that can be ended while it waits. The language queues `return()` behind a
 * `next()` that is under way, for ever if nothing happens; this one fires the signal first.
 * @param start has to end its generator soon after the signal
 */
export function cancellable<T>(
  start: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  const stop = new AbortController()
  const generator = start(stop.signal)
  return {
    next: () => generator.next(),
    return: () => {
      stop.abort()
      return generator.return()
    },
    throw: (error: unknown) => {
      stop.abort()
      return generator.throw(error)
    },
    [Symbol.asyncIterator]() {
      return this
    },
    async [Symbol.asyncDispose]() {
      await this.return()
    },
  }
}
