import { describe, expect, test } from '@jest/globals'
import type { AccountId, ConsumerId, ConversationId, OwnerKey } from '../ids.ts'
import type { ChangeStored } from '../message/stored-event.ts'
import type { ConversationRecord } from '../store/store.ts'
import { toSighting, withChange } from './change.mapper.ts'

const record: ConversationRecord = {
  id: 'c-1' as ConversationId,
  accountId: 'a-1' as AccountId,
  consumerId: 'consumer' as ConsumerId,
  owner: 'owner' as OwnerKey,
  stage: 'OPEN',
  createdAt: 1_000,
}
const closed: ChangeStored = {
  kind: 'change',
  at: 2_000,
  stage: 'CLOSE',
  closedAt: 1_999,
  closeReason: 'AGENT',
}

describe('a change of a known conversation', () => {
  test('that closes it is taken over', () => {
    expect(withChange(record, closed)).toEqual({
      ...record,
      stage: 'CLOSE',
      changedAt: 2_000,
      closedAt: 1_999,
      closeReason: 'AGENT',
    })
  })

  test('older than the last known one, or the same, changes nothing', () => {
    const known = { ...record, changedAt: 2_000 }
    expect(withChange(known, closed)).toBe(known)
    expect(withChange(known, { ...closed, at: 1_500 })).toBe(known)
  })

  test('never opens it again', () => {
    const known = withChange(record, closed)
    const reopened = withChange(known, { kind: 'change', at: 3_000, stage: 'OPEN' })
    expect(reopened).toEqual({ ...known, changedAt: 3_000 })
  })

  test('to a stage that is not known here leaves the stage', () => {
    expect(withChange(record, { kind: 'change', at: 3_000, stage: 'UNKNOWN' })).toEqual({
      ...record,
      changedAt: 3_000,
    })
  })
})

test('a conversation of strangers is sighted as it is', () => {
  const origin = { lpConsumerId: 'lp', startedAt: 500 }
  expect(toSighting(record.id, origin, { ...closed, skillId: '7' })).toEqual({
    conversationId: 'c-1',
    startedAt: 500,
    changedAt: 2_000,
    stage: 'CLOSE',
    closedAt: 1_999,
    closeReason: 'AGENT',
    skillId: '7',
  })
})
