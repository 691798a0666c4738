import { createHmac } from 'node:crypto'

export const ALGORITHMS = ['sha1', 'sha256'] as const
export type Algorithm = (typeof ALGORITHMS)[number]

/** The header `x-liveperson-signature` for these very bytes. */
export const sign = (bytes: Buffer, clientSecret: string, algorithm: Algorithm): string =>
  `${algorithm}=${createHmac(algorithm, clientSecret).update(bytes).digest('base64')}`
