let next: Promise<void> | undefined

/**
 * Resolves when all callbacks of this turn of the event loop have run, for everybody at the same moment. Where
 * requests wait for it before a step, that step is done for one after the other, and its code is in
 * the processor's caches for all but the first. A request that is alone waits some microseconds.
 */
export function endOfTurn(): Promise<void> {
  next ??= new Promise((resolve) => {
    setImmediate(() => {
      next = undefined
      resolve()
    })
  })
  return next
}
