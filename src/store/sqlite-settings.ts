import type { Retention } from './store.ts'

export interface SqliteSettings {
  readonly retention: Retention
  readonly pollMs: number
  readonly watchPollMs: number
  readonly now: () => number
}
