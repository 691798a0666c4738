import { hash } from 'node:crypto'
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
 * Of what was asked, written out in an order of ours, so that it is the same in whatever order a caller wrote it. Another
 * order would make it another input to a release that knows only this one.
 */
export const fingerprintOf = (asked: string): string => digest(asked)

const digest = (text: string): string => hash('sha256', text, 'base64url')
