import type { UpdateConversationField } from '../connector/protocol.ts'
import { REQUEST_ID } from '../message/message-request.mapper.ts'
import { problemOfSend } from '../message/send-problem.ts'
import type { ConversationRecord } from '../store/store.ts'
import type { CloseConversationInput } from './close-conversation.input.ts'
import type { CloseConversationPayload } from './close-conversation.payload.ts'
import type { Closing } from './close-conversation.ts'
import { toConversation } from './conversation.mapper.ts'

/** Closing the conversation skips its survey; closing the MAIN dialog lets it run. */
export function toCloseRequest({
  conversationId,
  runSurvey,
}: CloseConversationInput): UpdateConversationField {
  return {
    kind: 'req',
    id: REQUEST_ID,
    type: 'cm.UpdateConversationField',
    body: {
      conversationId,
      conversationField: runSurvey
        ? {
            field: 'DialogChange',
            type: 'UPDATE',
            dialog: {
              // LivePerson: the MAIN dialog has the id of its conversation.
              dialogId: conversationId,
              state: 'CLOSE',
              closedCause: 'Closed by consumer',
            },
          }
        : { field: 'ConversationStateField', conversationState: 'CLOSE' },
    },
  }
}

/** What is known of a conversation that its consumer has just closed; undefined changes nothing. */
export function closedByConsumer(
  known: ConversationRecord,
  now: number,
): ConversationRecord | undefined {
  return known.stage === 'CLOSE'
    ? undefined
    : { ...known, stage: 'CLOSE', closedAt: now, closeReason: 'CONSUMER' }
}

export function toClosePayload(closing: Closing, correlationId: string): CloseConversationPayload {
  const problem = problemOfSend(closing.outcome)
  return {
    ...(closing.conversation && { conversation: toConversation(closing.conversation) }),
    ...(problem && { problem }),
    correlationId,
  }
}
