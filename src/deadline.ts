/** The moment by which one request must be answered, shared by everything done for it. */
export interface Deadline {
  /** Fires at that moment. */
  readonly signal: AbortSignal
  /** Milliseconds until then; zero or less once it has passed. */
  msLeft(): number
}

export function createDeadline(timeoutMs: number, now: () => number = Date.now): Deadline {
  const at = now() + timeoutMs
  return { signal: AbortSignal.timeout(timeoutMs), msLeft: () => at - now() }
}
