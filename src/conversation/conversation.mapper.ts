import { said } from '../said.ts'
import type { ConversationRecord } from '../store/store.ts'
import type { Conversation } from './conversation.type.ts'

export function toConversation(record: ConversationRecord): Conversation {
  const { id, accountId, consumerId, stage, createdAt, closedAt } = record
  const { closeReason, skillId, campaignInfo, context } = record
  return {
    ...said({ closeReason, skillId, campaignInfo, context }),
    id,
    stage,
    accountId,
    consumer: { id: consumerId },
    // LivePerson: the MAIN dialog is created with the conversation and has the same id.
    mainDialogId: id,
    createdAt: new Date(createdAt),
    ...(closedAt !== undefined && { closedAt: new Date(closedAt) }),
  }
}
