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
 * Equal for equal JSON values, whatever the order of their keys. `undefined` properties count as
 * absent, null ones do not.
 */
export function fingerprintOf(value: unknown): string {
  return digest(JSON.stringify(withSortedKeys(value)))
}

/** A copy, since a replacer is called for each value, and keeps JSON.stringify from its fast way. */
function withSortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withSortedKeys)
  if (hasToJson(value)) return withSortedKeys(value.toJSON())
  const fields = value as Readonly<Record<string, unknown>>
  const sorted: Record<string, unknown> = {}
  for (const name of inOrder(Object.keys(fields))) {
    const field = withSortedKeys(fields[name])
    if (name !== '__proto__') sorted[name] = field
    // an assignment would set the prototype
    else Object.defineProperty(sorted, name, { value: field, enumerable: true })
  }
  return sorted
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  const prototype: unknown = Object.getPrototypeOf(value)
  // what was parsed, or mapped: nearly all there is
  if (prototype === Object.prototype && !Object.hasOwn(value, 'toJSON')) return false
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

/** From here on the built-in sort is worth the copies it makes. */
const MANY = 32

function inOrder(names: string[]): readonly string[] {
  if (names.length >= MANY) return names.toSorted()
  for (let next = 1; next < names.length; next += 1) {
    const name = names[next] ?? ''
    let place = next
    for (; place > 0 && (names[place - 1] ?? '') > name; place -= 1) {
      names[place] = names[place - 1] ?? ''
    }
    names[place] = name
  }
  return names
}

const digest = (text: string): string => hash('sha256', text, 'base64url')
