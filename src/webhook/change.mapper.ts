import type { ConversationId } from '../ids.ts'
import type { ChangeStored } from '../message/stored-event.ts'
import { said } from '../said.ts'
import type { ConversationRecord, Sighting } from '../store/store.ts'
import type { Origin } from './notification.mapper.ts'

/** The same object when the change has nothing new to tell. A closed conversation never opens again. */
export function withChange(record: ConversationRecord, change: ChangeStored): ConversationRecord {
  const { at, stage, closedAt, closeReason } = change
  if (record.changedAt !== undefined && at <= record.changedAt) return record
  if (record.stage === 'CLOSE' || stage === 'UNKNOWN') return { ...record, changedAt: at }
  return { ...record, stage, changedAt: at, ...said({ closedAt, closeReason }) }
}

export function toSighting(
  conversationId: ConversationId,
  { startedAt }: Origin,
  { at, stage, closedAt, closeReason, skillId }: ChangeStored,
): Sighting {
  return {
    conversationId,
    startedAt,
    changedAt: at,
    stage: stage === 'CLOSE' ? 'CLOSE' : 'OPEN',
    ...said({ closedAt, closeReason, skillId }),
  }
}
