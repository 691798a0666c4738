import type { ConversationRecord } from '../store/store.ts'
import type { Conversation } from './conversation.type.ts'

export function toConversation(record: ConversationRecord): Conversation {
  const { id, accountId, consumerId, createdAt, closedAt, owner: _, ...same } = record
  return {
    ...same,
    id,
    accountId,
    consumer: { id: consumerId },
    // LivePerson: the MAIN dialog is created with the conversation and has the same id.
    mainDialogId: id,
    createdAt: new Date(createdAt),
    ...(closedAt !== undefined && { closedAt: new Date(closedAt) }),
  }
}
