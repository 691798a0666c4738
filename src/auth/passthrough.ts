import { hash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { AppJwt, ConsumerId, ConsumerJws } from '../ids.ts'
import { tokenMemory } from '../limits/token-memory.ts'
import { toConsumerId } from './consumer-claim.ts'
import { unauthenticated } from './errors.ts'
import { toBearerJws, toJws } from './token.ts'
import type { Viewer } from './viewer.ts'

const howTo =
  "Send LivePerson's own tokens: the AppJWT in Authorization (with or without Bearer) and the ConsumerJWS in X-LP-ON-BEHALF."

interface Remembered {
  readonly authorization: string | undefined
  readonly viewer: Viewer
}

/**
 * Takes LivePerson's tokens as they come. Only their form is checked: LivePerson does not publish the
 * key they are signed with. What was read of a pair of tokens is remembered.
 */
export class PassthroughAuthenticator {
  readonly #remembered = tokenMemory<Remembered>({
    charactersOf: ({ authorization = '' }) => authorization.length,
  })

  authenticate(headers: IncomingHttpHeaders): Viewer {
    const { authorization, 'x-lp-on-behalf': onBehalf } = headers
    const known = typeof onBehalf === 'string' ? this.#remembered.get(onBehalf) : undefined
    if (known && known.authorization === authorization) return known.viewer
    const viewer = readPassthroughViewer(headers)
    if (typeof onBehalf === 'string') this.#remembered.set(onBehalf, { authorization, viewer })
    return viewer
  }
}

export function readPassthroughViewer(headers: IncomingHttpHeaders): Viewer {
  const appJwt = toBearerJws(headers.authorization) ?? toJws(headers.authorization)
  const consumerJws = toJws(headers['x-lp-on-behalf'])
  if (appJwt === undefined || consumerJws === undefined) throw unauthenticated(howTo)

  // Unproved, and used for hanging up only: who lies about it still has to convince LivePerson.
  const exp = readClaims(appJwt)['exp']
  return {
    kind: 'passthrough',
    appJwt: appJwt as AppJwt,
    consumerJws: consumerJws as ConsumerJws,
    consumerId: toConsumerId(readClaims(consumerJws)['ext_consumer_id']) ?? digestOf(consumerJws),
    ...(typeof exp === 'number' && { expiresAt: exp * 1000 }),
  }
}

function readClaims(jws: string): Readonly<Record<string, unknown>> {
  try {
    const [, payload = ''] = jws.split('.')
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? { ...claims } : {}
  } catch {
    return {}
  }
}

function digestOf(consumerJws: string): ConsumerId {
  return `sha256:${hash('sha256', consumerJws, 'base64url')}` as ConsumerId
}
