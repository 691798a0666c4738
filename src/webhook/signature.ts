import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Whether `x-liveperson-signature` belongs to these bytes: `sha1=` or, for accounts that have it
 * switched on, `sha256=`, and the HMAC under the app's client secret, in Base64 or hexadecimal.
 * Source: LivePerson developer center, Connector API, Webhooks (notification protocol).
 */
export function isSigned(body: Buffer, signature: string, clientSecret: string): boolean {
  const [, algorithm, encoded = ''] = /^(sha1|sha256)=([\w+/=-]+)$/.exec(signature) ?? []
  if (algorithm === undefined) return false
  const expected = createHmac(algorithm, clientSecret).update(body).digest()
  const isHex = encoded.length === expected.length * 2 && /^[\da-f]+$/i.test(encoded)
  const given = Buffer.from(encoded, isHex ? 'hex' : 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
