import { hash } from 'node:crypto'
import type { AccountId, AppJwt, ConsumerId, ConsumerJws, OwnerKey } from '../ids.ts'
import { Notes } from '../notes.ts'

/** Who sent this request, as far as the authentication mode can know. */
export type Viewer =
  /** The caller brought LivePerson's own tokens; only LivePerson can tell whether they are genuine. */
  (
    | {
        readonly kind: 'passthrough'
        readonly appJwt: AppJwt
        readonly consumerJws: ConsumerJws
        /** The token's own claim, proved only once LivePerson has accepted the token. */
        readonly consumerId: ConsumerId
      }
    /** The gateway knows the consumer and mints LivePerson's tokens itself. */
    | {
        readonly kind: 'identified'
        readonly consumerId: ConsumerId
        readonly mayActForConsumers: boolean
      }
  ) & {
    /** Moment in milliseconds since the epoch; from then on what was shown proves nothing any more. */
    readonly expiresAt?: number
  }

/**
 * What a stored thing is bound to. A passthrough caller must show the very token that LivePerson
 * accepted: a claim inside it proves nothing to us.
 */
export function ownerKeyOf(viewer: Viewer, accountId: AccountId, consumerId: ConsumerId): OwnerKey {
  const last = lastOwners.get(viewer)
  if (last?.accountId === accountId && last.consumerId === consumerId) return last.key
  const proof =
    viewer.kind === 'passthrough'
      ? ['jws', accountId, viewer.consumerJws]
      : ['consumer', accountId, consumerId]
  const key = hash('sha256', JSON.stringify(proof), 'base64url') as OwnerKey
  lastOwners.set(viewer, { accountId, consumerId, key })
  return key
}

interface Owner {
  readonly accountId: AccountId
  readonly consumerId: ConsumerId
  readonly key: OwnerKey
}

/** A viewer is remembered with its token, and asks for the same key several times in each request. */
const lastOwners = new Notes<Viewer, Owner>()
