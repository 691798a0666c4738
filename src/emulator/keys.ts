import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

export interface SigningKeys {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

let pending: Promise<SigningKeys> | undefined

/** One RSA pair per process, made in the thread pool, so that no start has to wait for it. */
export function signingKeys(): Promise<SigningKeys> {
  pending ??= promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  return pending
}
