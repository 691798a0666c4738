import { ExpiringMap } from '../store/expiring-map.ts'
import type { Rate } from './rate.ts'

/** Of each rate, at some two hundred bytes; whoever was counted longest ago is forgotten first. */
const MAX_WINDOWS = 200_000

interface Window {
  used: number
  readonly endsAt: number
}

/** What one key has used of its window, and how long that lasts. */
export interface Used {
  readonly used: number
  readonly resetMs: number
}

/** Counts by key in this process alone, in windows that begin with the first call of each. */
export class Windows {
  readonly #windows: ExpiringMap<Window>
  readonly #ms: number
  readonly #now: () => number

  constructor({ seconds }: Pick<Rate, 'seconds'>, now: () => number = Date.now) {
    this.#windows = new ExpiringMap({ now, maxEntries: MAX_WINDOWS })
    this.#ms = seconds * 1000
    this.#now = now
  }

  use(key: string, cost: number): Used {
    const now = this.#now()
    const open = this.#windows.get(key)
    if (open) {
      open.used += cost
      return { used: open.used, resetMs: open.endsAt - now }
    }
    const endsAt = now + this.#ms
    this.#windows.set(key, { used: cost, endsAt }, endsAt)
    return { used: cost, resetMs: this.#ms }
  }
}
