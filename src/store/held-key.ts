import type { IdempotencyRecord } from './store.ts'

/** How an adapter holds one idempotency key. Moments are milliseconds since the epoch. */
export type HeldKey = {
  readonly fingerprint: string
  readonly attempt: string
  readonly leaseUntil: number
  /** A reserved key expires with its lease, a sent one a retention later, when it is long unknown. */
  readonly expiresAt: number
} & (
  | { readonly state: 'reserved' | 'sent' }
  | { readonly state: 'unknown' | 'done'; readonly answer: string }
)

/** A key as it was at a moment of the clock that decides its lease. */
export interface KeyReading {
  readonly held: HeldKey | undefined
  readonly now: number
}

/** What a held key reads as at that moment; undefined when the key is free again. */
export function toRecord(held: HeldKey, now: number): IdempotencyRecord | undefined {
  if (held.expiresAt <= now) return undefined

  const { fingerprint } = held
  switch (held.state) {
    case 'reserved':
      return { state: 'reserved', fingerprint }
    case 'sent':
      return { state: held.leaseUntil > now ? 'sent' : 'unknown', fingerprint }
    case 'unknown':
    case 'done':
      return { state: held.state, fingerprint, answer: held.answer }
  }
}

export function isRunning(record: IdempotencyRecord): boolean {
  return record.state === 'reserved' || record.state === 'sent'
}
