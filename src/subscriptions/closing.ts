/**
 * Why a socket is closed: RFC 6455 (10xx, and 1013 as registered with IANA) and the protocol
 * graphql-transport-ws (44xx).
 */
export interface Closing {
  readonly code: number
  readonly reason: string
}

export const goingAway: Closing = {
  code: 1001,
  reason: 'the gateway stops: connect again with `after` set to your last cursor',
}
export const slowReader: Closing = {
  code: 1013,
  reason: 'slow reader: connect again with `after` set to your last cursor',
}
export const identityUnknown: Closing = {
  code: 1013,
  reason: 'the identity provider does not answer: try again later',
}
export const tokenExpired: Closing = {
  code: 4401,
  reason: 'token expired: connect again with a fresh one and `after` set to the last cursor',
}
export const invalidMessage: Closing = { code: 4400, reason: 'Invalid message received' }
export const internalFault: Closing = { code: 4500, reason: 'Internal server error' }

export function forbidden(why: string): Closing {
  return { code: 4403, reason: toReason(why) }
}

/** RFC 6455, section 5.5: what a close frame can hold besides its code. */
const MAX_REASON_BYTES = 123

export function toReason(text: string): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= MAX_REASON_BYTES) return text
  const cut = bytes.subarray(0, MAX_REASON_BYTES - '…'.length * 3)
  // A character that was cut in two is left out.
  return `${cut.toString().replace(/\uFFFD+$/, '')}…`
}
