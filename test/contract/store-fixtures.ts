import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountId, ConsumerId, ConversationId, OwnerKey } from '../../src/ids.ts'
import type { ConversationRecord, Store } from '../../src/store/store.ts'

export interface StoreAdapter {
  readonly name: string
  readonly open: (now: () => number) => Promise<Store>
}

/** A clock that stands still until it is told. */
export class Clock {
  #now = 1_750_000_000_000
  readonly now = (): number => this.#now
  advance(ms: number): void {
    this.#now += ms
  }
}

export const retention = {
  idempotencyMs: 60_000,
  conversationMs: 90_000,
  sightingMs: 70_000,
  setAsideMs: 80_000,
}
export const leaseMs = 10_000

export const brand = '12345' as AccountId
export const ada = 'owner-ada' as OwnerKey
export const grace = 'owner-grace' as OwnerKey

export const ids = (...values: readonly string[]) => values.map((value) => value as ConversationId)

export const conversation = (id: string): ConversationRecord => ({
  id: id as ConversationId,
  accountId: brand,
  consumerId: 'ada' as ConsumerId,
  owner: ada,
  stage: 'OPEN',
  createdAt: 1_750_000_000_000,
})

export const settledRecord = (store: Store, key: string) =>
  store.idempotency.waitUntilSettled(key, new AbortController().signal)

export async function reserved(
  store: Store,
  key: string,
  fingerprint = 'input',
  forMs = leaseMs,
): Promise<string> {
  const reservation = await store.idempotency.reserve(key, fingerprint, forMs)
  if (reservation.kind === 'reserved') return reservation.attempt
  throw new Error(`expected ${key} to be free, but it is ${reservation.record.state}`)
}

export async function createDirectory() {
  const directory = await mkdtemp(join(tmpdir(), 'gateway-store-'))
  return {
    file: (name: string) => join(directory, name),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}
