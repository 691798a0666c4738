import { AuthErrorCode } from '../connector/protocol.ts'
import type { Answer } from './call.ts'

export const JSON_TYPE = 'application/json;charset=utf-8'

export function json(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status,
    headers: { 'content-type': JSON_TYPE, ...headers },
    body: JSON.stringify(value),
  }
}

/** The result of one request: on its own from SEND, an item of the array from CONVERSATION. */
export interface ItemResult {
  readonly code: string
  readonly body: Readonly<Record<string, unknown>>
  readonly reqId?: string
}

export const okResult = (reqId: string, body: Readonly<Record<string, unknown>>): ItemResult => ({
  code: 'OK',
  body,
  reqId,
})

export const refusedResult = (reqId: string, msg: string, code = 'BAD_REQUEST'): ItemResult => ({
  code,
  body: { msg },
  reqId,
})

/** A request refused as a whole, before anything in it ran. `reqId` only where one could be read. */
export function badRequest(msg: string, reqId?: string): Answer {
  const result: ItemResult = { code: 'BAD_REQUEST', body: { msg } }
  return json(400, reqId === undefined ? result : { ...result, reqId })
}

type AuthError = (typeof AuthErrorCode)[keyof typeof AuthErrorCode]

// 40001 answers 400: LivePerson's rule is that the first three digits are the HTTP status.
const AUTH_ERRORS: Readonly<Record<AuthError, readonly [title: string, details: string]>> = {
  [AuthErrorCode.brandIdMissing]: ['Missing parameter', 'Brand Id is missing'],
  [AuthErrorCode.appJwtInvalid]: ['Invalid AppJWT', 'AppJWT has expired or is invalid'],
  [AuthErrorCode.consumerJwsInvalid]: ['Invalid ConsumerJWS', 'ConsumerJWS is invalid'],
  [AuthErrorCode.consumerJwsMissing]: [
    'ConsumerJWS is missing',
    'X_ON_BEHALF_HEADER is not present',
  ],
  [AuthErrorCode.appJwtMissing]: ['AppJWT is missing', 'AUTHORIZATION header is not present'],
}

/** The authorization envelope: its `code` is a number, and it is never an array. */
export function authError(errorCode: AuthError): Answer {
  const [title, details] = AUTH_ERRORS[errorCode]
  const code = Math.floor(errorCode / 100)
  return json(code, {
    kind: 'resp',
    code,
    body: { title, details, errorCode },
    type: '.ReqBody$ErrorResp',
  })
}
