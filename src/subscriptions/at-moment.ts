/** Node fires a longer timer at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

/**
 * Calls back once the moment has come, however far away it is; never before it returns.
 * @param moment in milliseconds since the epoch
 */
export function atMoment(moment: number, callback: () => void): Disposable {
  let timer: NodeJS.Timeout
  const wait = (): void => {
    const ms = moment - Date.now()
    timer =
      ms > MAX_TIMER_MS
        ? setTimeout(wait, MAX_TIMER_MS)
        : setTimeout(callback, Math.max(0, Math.ceil(ms)))
    // A process that has nothing else to do need not wait for it.
    timer.unref()
  }
  wait()
  return { [Symbol.dispose]: () => clearTimeout(timer) }
}
