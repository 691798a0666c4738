import { describe, expect, it } from '@jest/globals'
import { subjectOf } from '../auth/subject.ts'
import { createDeadline } from '../deadline.ts'
import type { AccountId, ConsumerId, ConversationId, OwnerKey } from '../ids.ts'
import type { ConversationRecord, ConversationRegistry } from '../store/store.ts'
import { EngagementFinder } from './engagement-finder.ts'

const engagement = {
  campaignId: '1',
  engagementId: '2',
  status: 'conversation',
  conversationId: 'c-1' as ConversationId,
}
const viewer = {
  kind: 'identified',
  consumerId: 'ada' as ConsumerId,
  mayActForConsumers: false,
} as const
const order = {
  subject: subjectOf(viewer, '1' as AccountId, undefined),
  appInstallationId: 'app',
  input: {},
}
const found: ConversationRecord = {
  id: engagement.conversationId,
  accountId: '1' as AccountId,
  consumerId: viewer.consumerId,
  owner: order.subject.owner,
  stage: 'OPEN',
  createdAt: 1,
}
const failure = new Error('the store is down')
const empty: ConversationRegistry = {
  getMany: (ids) => Promise.resolve(ids.map(() => undefined)),
  put: () => Promise.resolve(),
  add: (conversation) => Promise.resolve(conversation),
  update: () => Promise.resolve(undefined),
  findOpen: () => Promise.resolve(undefined),
}

async function findWith(conversations: ConversationRegistry) {
  const errors: unknown[] = []
  const finder = new EngagementFinder({
    monitoring: {
      findEngagements: () =>
        Promise.resolve({ kind: 'found', session: { engagements: [engagement] } }),
    },
    conversations,
    issuer: undefined,
    onStoreError: (error) => errors.push(error),
  })
  return { finding: await finder.find(order, createDeadline(1000)), errors }
}
const conversation = expect.objectContaining({ id: 'c-1', consumerId: 'ada', stage: 'OPEN' })

describe('an open conversation that nobody knew', () => {
  it('is shown though the store takes no note of it', async () => {
    const { finding, errors } = await findWith({ ...empty, add: () => Promise.reject(failure) })

    expect(finding).toMatchObject({ session: { engagements: [{ conversation }] } })
    expect(errors).toEqual([failure])
  })

  it('is shown as its creator describes it, who came in between', async () => {
    const created = { ...found, skillId: 'richer' }
    const { finding } = await findWith({ ...empty, add: () => Promise.resolve(created) })

    expect(finding).toEqual({
      kind: 'found',
      session: { engagements: [{ ...engagement, conversation: created }] },
    })
  })

  it('is not shown when it turns out to be of somebody else', async () => {
    const ofGrace = { ...found, owner: 'grace' as OwnerKey }
    const { finding } = await findWith({ ...empty, add: () => Promise.resolve(ofGrace) })

    expect(finding).toEqual({ kind: 'found', session: { engagements: [engagement] } })
  })

  it('is not shown when the store cannot say whose it is', async () => {
    const { finding, errors } = await findWith({ ...empty, getMany: () => Promise.reject(failure) })

    expect(finding).toEqual({ kind: 'found', session: { engagements: [engagement] } })
    expect(errors).toEqual([failure])
  })
})
