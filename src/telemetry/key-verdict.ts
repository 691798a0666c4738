import type { IdempotencyRecord } from '../store/store.ts'

/** What a call with an idempotency key finds. */
export type KeyVerdict =
  /** It was free: this call does the work. */
  'ran' | 'replayed' | 'unknown' | 'key-reused' | 'in-progress' | 'store-unavailable'

/** Undefined while another call is still at work. */
export function verdictOf(record: IdempotencyRecord, fingerprint: string): KeyVerdict | undefined {
  if (record.fingerprint !== fingerprint) return 'key-reused'
  switch (record.state) {
    case 'reserved':
    case 'sent':
      return undefined
    case 'unknown':
      return record.answer === undefined ? 'unknown' : 'replayed'
    case 'done':
      return 'replayed'
  }
}
