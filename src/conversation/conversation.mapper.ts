import type { ConversationRecord } from '../store/store.ts'
import type { Conversation } from './conversation.type.ts'

export function toConversation(record: ConversationRecord): Conversation {
  const { id, accountId, consumerId, stage, createdAt, closedAt } = record
  const { closeReason, skillId, campaignInfo, context } = record
  const conversation: Conversation = {
    id,
    stage,
    accountId,
    consumer: { id: consumerId },
    // LivePerson: the MAIN dialog is created with the conversation and has the same id.
    mainDialogId: id,
    createdAt: new Date(createdAt),
  }
  if (closedAt !== undefined) conversation.closedAt = new Date(closedAt)
  if (closeReason !== undefined) conversation.closeReason = closeReason
  if (skillId !== undefined) conversation.skillId = skillId
  if (campaignInfo) conversation.campaignInfo = campaignInfo
  if (context) conversation.context = context
  return conversation
}
