import type { EndpointName } from './call.ts'

export type Phase = 'before' | 'after'

/** Keeps one call waiting until the test lets it go. */
export interface Hold {
  /** Resolves when the call has come to where it waits. */
  readonly arrived: Promise<void>
  release(): void
}

/** A call's own side of its hold. */
export interface HeldCall {
  /** Waits if this is the phase to wait in. Throws when the emulator is reset or stopped first. */
  pause(phase: Phase, signal: AbortSignal): Promise<void>
}

interface PendingHold {
  readonly endpoint: EndpointName
  readonly call: HeldCall
}

export class Holds {
  readonly #pending: PendingHold[] = []

  next(endpoint: EndpointName, heldPhase: Phase): Hold {
    const arrived = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    const pause = async (phase: Phase, signal: AbortSignal): Promise<void> => {
      if (phase !== heldPhase) return
      arrived.resolve()
      await Promise.race([released.promise, aborted(signal)])
    }
    this.#pending.push({ endpoint, call: { pause } })
    return { arrived: arrived.promise, release: released.resolve }
  }

  /** The oldest hold of this endpoint, which is then spent. */
  claim(endpoint: EndpointName): HeldCall | undefined {
    const index = this.#pending.findIndex((hold) => hold.endpoint === endpoint)
    return index === -1 ? undefined : this.#pending.splice(index, 1)[0]?.call
  }

  clear(): void {
    this.#pending.length = 0
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  if (signal.aborted) reject(signal.reason)
  else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  return promise
}
