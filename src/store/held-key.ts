import type { IdempotencyRecord } from './store.ts'

/** An attempt is at work, or its process has died. */
export interface AttemptedKey {
  readonly state: 'reserved' | 'sent'
  readonly fingerprint: string
  /** Milliseconds since the epoch. */
  readonly leaseUntil: number
}

interface SettledKey {
  readonly state: 'unknown' | 'done'
  readonly fingerprint: string
  readonly answer: string
}

/**
 * What an adapter holds of an idempotency key until it expires: a reserved one does with its lease,
 * a sent one a retention later, when it is long unknown.
 */
export type HeldKey = AttemptedKey | SettledKey

/** A key as it was at a moment of the clock that decides its lease. */
export interface KeyReading {
  /** Undefined when the key is free. */
  readonly held: HeldKey | undefined
  readonly now: number
}

/** What a held key reads as at that moment. */
export function toRecord(held: HeldKey, now: number): IdempotencyRecord {
  const { fingerprint } = held
  switch (held.state) {
    case 'reserved':
      return { state: 'reserved', fingerprint }
    case 'sent':
      return { state: isRunning(held, now) ? 'sent' : 'unknown', fingerprint }
    case 'unknown':
    case 'done':
      return { state: held.state, fingerprint, answer: held.answer }
  }
}

/** Whether the attempt still has its lease at that moment. */
export function isRunning(held: HeldKey, now: number): held is AttemptedKey {
  return (held.state === 'reserved' || held.state === 'sent') && held.leaseUntil > now
}
