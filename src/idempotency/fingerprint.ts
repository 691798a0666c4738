import { createHash } from 'node:crypto'
import type { AccountId, OwnerKey } from '../ids.ts'

/** Who may use an idempotency key, and for what. */
export interface KeyScope {
  readonly accountId: AccountId
  readonly owner: OwnerKey
  readonly mutation: string
  /** As the caller chose it. */
  readonly key: string
}

/** The store's key: nothing that a caller wrote can be read from it, or be made to meet another's. */
export function idempotencyKeyOf({ accountId, owner, mutation, key }: KeyScope): string {
  return digest(JSON.stringify([accountId, owner, mutation, key]))
}

/**
 * Equal for equal JSON values, whatever the order of their keys. `undefined` properties count as
 * absent, null ones do not.
 */
export function fingerprintOf(value: unknown): string {
  return digest(JSON.stringify(value, (_, part: unknown) => withSortedKeys(part)))
}

function withSortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')
