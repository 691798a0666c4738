import type { Retention } from './store.ts'

export interface MemorySettings {
  readonly retention: Retention
  readonly maxEntries: number
  readonly now: () => number
}
