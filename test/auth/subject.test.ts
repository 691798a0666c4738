import { describe, expect, it } from '@jest/globals'
import { maySee, subjectOf } from '../../src/auth/subject.ts'
import { type Viewer, ownerKeyOf } from '../../src/auth/viewer.ts'
import type { AccountId, AppJwt, ConsumerId, ConsumerJws } from '../../src/ids.ts'

const account = 'account-1' as AccountId
const otherAccount = 'account-2' as AccountId
const ada = 'ada' as ConsumerId
const bob = 'bob' as ConsumerId

const identified = (consumerId: ConsumerId, mayActForConsumers = false): Viewer => ({
  kind: 'identified',
  consumerId,
  mayActForConsumers,
})
const withToken = (consumerJws: string, consumerId = ada): Viewer => ({
  kind: 'passthrough',
  appJwt: 'app' as AppJwt,
  consumerJws: consumerJws as ConsumerJws,
  consumerId,
})
const boundBy = (viewer: Viewer, consumerId = viewer.consumerId, accountId = account) => ({
  accountId,
  consumerId,
  owner: ownerKeyOf(viewer, accountId, consumerId),
})

describe('for whom an operation acts', () => {
  it.each<[string, Viewer, ConsumerId | undefined, ConsumerId]>([
    ['a consumer who names nobody: itself', identified(ada), undefined, ada],
    ['a consumer who names itself: itself', identified(ada), ada, ada],
    ['a service that names nobody: itself', identified(ada, true), undefined, ada],
    ['a service that names a consumer: that consumer', identified(ada, true), bob, bob],
    ["a token that comes alone: the token's consumer", withToken('jws'), undefined, ada],
    ["a token whose consumer is named: the token's consumer", withToken('jws'), ada, ada],
  ])('%s', (_, viewer, wanted, consumerId) => {
    const subject = subjectOf(viewer, account, wanted)

    const owner = ownerKeyOf(viewer, account, consumerId)
    expect(subject).toEqual({ accountId: account, consumerId, owner, viewer })
  })

  it.each<[string, Viewer, RegExp]>([
    ['a consumer', identified(ada), /your own.*scope conversations:on-behalf/],
    ["a caller with LivePerson's tokens", withToken('jws'), /the one in the ConsumerJWS/],
  ])('%s who names somebody else is told what was expected', (_, viewer, expected) => {
    const act = () => subjectOf(viewer, account, bob)

    expect(act).toThrow(expected)
    expect(act).toThrow(expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }))
  })

  it('shares an owner between a consumer and a service that acts for them', () => {
    const own = subjectOf(identified(bob), account, undefined)
    const onBehalf = subjectOf(identified(ada, true), account, bob)

    expect(onBehalf.owner).toBe(own.owner)
  })

  it('keeps the owners of two tokens apart, though both claim the same consumer', () => {
    const first = subjectOf(withToken('jws-1'), account, undefined)
    const second = subjectOf(withToken('jws-2'), account, undefined)

    expect(first.owner).not.toBe(second.owner)
  })
})

describe('who may see a bound thing', () => {
  it.each<[string, Viewer, ReturnType<typeof boundBy>, boolean]>([
    ['a consumer sees its own', identified(ada), boundBy(identified(ada)), true],
    ["a consumer does not see another's", identified(ada), boundBy(identified(bob)), false],
    [
      'a consumer sees its own at each account',
      identified(ada),
      boundBy(identified(ada), ada, otherAccount),
      true,
    ],
    [
      'a consumer sees what a service bound for it',
      identified(bob),
      boundBy(identified(ada, true), bob),
      true,
    ],
    [
      'a consumer does not see what its name alone is written on',
      identified(ada),
      { ...boundBy(identified(bob)), consumerId: ada },
      false,
    ],
    [
      'a consumer does not see what was bound at another account',
      identified(ada),
      { ...boundBy(identified(ada)), accountId: otherAccount },
      false,
    ],
    ["a service sees every consumer's", identified(ada, true), boundBy(identified(bob)), true],
    ['a token sees its own', withToken('jws-1'), boundBy(withToken('jws-1')), true],
    [
      "a token does not see another token's",
      withToken('jws-1'),
      boundBy(withToken('jws-2')),
      false,
    ],
    [
      'a consumer does not see what a token bound',
      identified(ada),
      boundBy(withToken('jws')),
      false,
    ],
    [
      'a service does not see what a token bound',
      identified(bob, true),
      boundBy(withToken('jws')),
      false,
    ],
    [
      'a token does not see what a consumer bound',
      withToken('jws'),
      boundBy(identified(ada)),
      false,
    ],
  ])('%s', (_, viewer, stored, expected) => {
    expect(maySee(viewer, stored)).toBe(expected)
  })
})
