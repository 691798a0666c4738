import { z } from 'zod'
import type { SealingKey } from '../store/sealer.ts'
import type { ReadEnvironment } from './environment.ts'

const KEY_BYTES = 32

/** `ID:KEY[,ID:KEY…]`. No fault repeats what came: it may be most of a key. */
export const storeKeys = z.string().transform((text, context) => {
  const keys = text.split(',').map((part) => toKey(part.trim()))
  const ids = new Set(keys.map((key) => key?.id))
  const [first, ...others] = keys.filter((key) => key !== undefined)
  if (first !== undefined && others.length + 1 === keys.length && ids.size === keys.length) {
    return [first, ...others] as const
  }
  const message = `expected ID:KEY, comma-separated, each ID once and each KEY ${KEY_BYTES} random bytes in Base64 (openssl rand -base64 ${KEY_BYTES})`
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

function toKey(text: string): SealingKey | undefined {
  const [, id, encoded = ''] = /^([\w-]{1,32}):([\w+/-]+={0,2})$/.exec(text) ?? []
  const secret = Buffer.from(encoded, 'base64')
  return id !== undefined && secret.length === KEY_BYTES ? { id, secret } : undefined
}

/** What a production keeps beyond its own memory, it keeps sealed. */
export function requireStoreKeys({ env, given }: ReadEnvironment, faults: string[]): void {
  const isKept = env.STORE_URL.kind !== 'memory'
  if (env.NODE_ENV !== 'production' || !isKept || given['STORE_KEYS'] !== undefined) return
  faults.push(
    `STORE_KEYS: required with NODE_ENV=production, for the store keeps messages; set one, ID:KEY, with a KEY of openssl rand -base64 ${KEY_BYTES} (or STORE_URL=memory:)`,
  )
}
