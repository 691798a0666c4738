import { describe, expect, it } from '@jest/globals'
import { retention } from '../../test/contract/store-fixtures.ts'
import { until } from '../../test/support/until.ts'
import type { AccountId } from '../ids.ts'
import { MemoryStore } from '../store/memory-store.ts'
import type { Inbox } from '../store/store.ts'
import { WebhookInbox } from './webhook-inbox.ts'

const served = 'served' as AccountId
const accountIds = [...Array.from({ length: 99 }, (_, n) => `idle ${n}` as AccountId), served]
const stranger = 'somebody else' as AccountId

describe('WebhookInbox', () => {
  it('asks each account at first, and later those that have something abandoned', async () => {
    await using store = new MemoryStore({ retention })
    const claims: AccountId[] = []
    const worked: string[] = []
    const abandon = (accountId: AccountId, body: string) =>
      store.inbox.accept({ accountId, body, receivedAt: 0 }, 0)
    await abandon(served, 'before')
    await using _ = new WebhookInbox({
      inbox: watchClaims(store.inbox, claims),
      accountIds,
      work: async ({ body }) => {
        worked.push(body)
        return 'understood'
      },
      onSetAside: () => {},
      onError: (error) => worked.push(String(error)),
    })
    await until(() => claims.length === accountIds.length)

    await abandon(stranger, 'not ours')
    await abandon(served, 'meanwhile')
    await until(() => worked.includes('meanwhile'))

    expect(worked).toEqual(['before', 'meanwhile'])
    expect(claims).toEqual([...accountIds, served])
  }, 20_000)
})

function watchClaims(inbox: Inbox, claims: AccountId[]): Inbox {
  return {
    accept: (...args) => inbox.accept(...args),
    findAbandoned: () => inbox.findAbandoned(),
    claimAbandoned: (accountId, ...args) => {
      claims.push(accountId)
      return inbox.claimAbandoned(accountId, ...args)
    },
    finish: (notification) => inbox.finish(notification),
    setAside: (notification) => inbox.setAside(notification),
    listSetAside: (...args) => inbox.listSetAside(...args),
  }
}
