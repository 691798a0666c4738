import type {
  AcceptStatusEvent,
  ChatStateEvent,
  ContentEvent,
  SendEvent,
} from '../connector/protocol.ts'
import { toContentEvent } from '../conversation/batch.mapper.ts'
import type { AcknowledgeMessagesInput } from './acknowledge-messages.input.ts'
import type { SetChatStateInput } from './chat-state.input.ts'
import type { SendMessageInput } from './send-message.input.ts'

/** One request, so its id has nothing to differ from. */
export const REQUEST_ID = '1'

export function toMessageRequest(input: SendMessageInput): SendEvent<ContentEvent> {
  const { externalId, content } = input
  const request = toEventRequest(input, toContentEvent(content))
  return typeof externalId === 'string'
    ? { ...request, metadata: [{ type: 'ExternalId', id: externalId }] }
    : request
}

export function toChatStateRequest(input: SetChatStateInput): SendEvent<ChatStateEvent> {
  return toEventRequest(input, { type: 'ChatStateEvent', chatState: input.chatState })
}

export function toReceiptRequest(input: AcknowledgeMessagesInput): SendEvent<AcceptStatusEvent> {
  const { status, sequences } = input
  return toEventRequest(input, { type: 'AcceptStatusEvent', status, sequenceList: sequences })
}

function toEventRequest<Event extends ContentEvent | ChatStateEvent | AcceptStatusEvent>(
  { conversationId, dialogId }: { conversationId: string; dialogId?: string | null },
  event: Event,
): SendEvent<Event> {
  return {
    kind: 'req',
    id: REQUEST_ID,
    type: 'ms.PublishEvent',
    // LivePerson: the MAIN dialog has the id of its conversation.
    body: { dialogId: dialogId ?? conversationId, conversationId, event },
  }
}
