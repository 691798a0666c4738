import type { AccountId, ConsumerId, OwnerKey } from '../ids.ts'
import { forbidden } from './errors.ts'
import { type Viewer, ownerKeyOf } from './viewer.ts'

/** For whom one operation acts, at which account. */
export interface Subject {
  readonly accountId: AccountId
  readonly consumerId: ConsumerId
  readonly owner: OwnerKey
  readonly viewer: Viewer
}

/**
 * @param wanted the consumer that the caller named, if any; naming oneself is always fine
 * @throws GraphQLError FORBIDDEN when the viewer may not act for that consumer
 */
export function subjectOf(
  viewer: Viewer,
  accountId: AccountId,
  wanted: ConsumerId | undefined,
): Subject {
  const consumerId = wanted ?? viewer.consumerId
  if (consumerId !== viewer.consumerId) refuseOthers(viewer)
  return { accountId, consumerId, owner: ownerKeyOf(viewer, accountId, consumerId), viewer }
}

function refuseOthers(viewer: Viewer): void {
  switch (viewer.kind) {
    case 'passthrough':
      throw forbidden(
        'Expected no consumerId, or the one in the ConsumerJWS: the token in X-LP-ON-BEHALF already names the consumer.',
      )
    case 'identified':
      if (viewer.mayActForConsumers) return
      throw forbidden(
        'Expected no consumerId, or your own: to name another consumer takes a token with scope conversations:on-behalf.',
      )
  }
}

/**
 * Whether this viewer may see what is bound to this owner and consumer. What one authentication mode
 * has bound stays closed to the others: one deployment runs one mode.
 */
export function maySee(
  viewer: Viewer,
  stored: { accountId: AccountId; owner: OwnerKey; consumerId: ConsumerId },
): boolean {
  const actsForAll = viewer.kind === 'identified' && viewer.mayActForConsumers
  const consumerId = actsForAll ? stored.consumerId : viewer.consumerId
  return stored.owner === ownerKeyOf(viewer, stored.accountId, consumerId)
}
