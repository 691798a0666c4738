import { AuthErrorCode } from '../../connector/protocol.ts'
import { authError, badRequest, json } from '../answers.ts'
import type { Call } from '../call.ts'
import type { Consumer, Tokens } from '../tokens.ts'
import { readClientProperties } from './client-properties.ts'
import { accepted, type Reading, refused } from './envelope.ts'

/** Raw, as documented: whether LivePerson bears a `Bearer ` before it is not known. */
export async function readAppJwt(call: Call, tokens: Tokens): Promise<Reading<undefined>> {
  const appJwt = call.headers['authorization'] ?? ''
  if (appJwt === '') return refused(authError(AuthErrorCode.appJwtMissing))
  if (await tokens.isAppJwt(appJwt, call.accountId)) return accepted(undefined)
  return refused(authError(AuthErrorCode.appJwtInvalid))
}

/**
 * What both endpoints of the Send API check before they read the body: the AppJWT first, then the
 * ConsumerJWS, then the version and the other headers.
 */
export async function authorizeSend(call: Call, tokens: Tokens): Promise<Reading<Consumer>> {
  const appJwt = await readAppJwt(call, tokens)
  if (!appJwt.ok) return appJwt

  const consumerJws = call.headers['x-lp-on-behalf'] ?? ''
  if (consumerJws === '') return refused(authError(AuthErrorCode.consumerJwsMissing))
  const consumer = await tokens.readConsumerJws(consumerJws, call.accountId)
  if (consumer === undefined) return refused(authError(AuthErrorCode.consumerJwsInvalid))

  if (Number(call.query['v']) !== 3) return refused(badRequest('Bad Request, expected v=3'))
  if (!/^application\/json\s*(;|$)/i.test(call.headers['content-type'] ?? '')) {
    const msg = 'expected Content-Type: application/json'
    return refused(json(415, { code: 'UNSUPPORTED_MEDIA_TYPE', body: { msg } }))
  }
  const clientProperties = call.headers['client-properties']
  if (clientProperties !== undefined) {
    const read = readClientProperties(clientProperties)
    if (!read.ok) return read
  }
  return accepted(consumer)
}
