import type { ConversationId } from '../ids.ts'
import type { LoggedEvent } from './conversation-log.ts'
import type {
  AnyConversationEvent,
  ConversationEventConnection,
} from './conversation-event.type.ts'
import { toCursor } from './cursor.ts'
import { toMessageContent } from './message-content.mapper.ts'
import type { StoredEvent } from './stored-event.ts'

const MAX_GAP_SEQUENCES = 1000

export function toConversationEvent(
  conversationId: ConversationId,
  { position, event }: LoggedEvent,
): AnyConversationEvent {
  return { cursor: toCursor(position), conversationId, ...toWhatHappened(event) }
}

/**
 * A page as Relay specifies it.
 * @param found one event more than the page holds, where there are as many
 * @param after the position that was asked for; positions start at 1
 */
export function toConnection(
  conversationId: ConversationId,
  found: readonly LoggedEvent[],
  { first, after }: { readonly first: number; readonly after: number },
): ConversationEventConnection {
  const edges = found.slice(0, first).map((logged) => {
    const node = toConversationEvent(conversationId, logged)
    return { cursor: node.cursor, node }
  })
  const start = edges.at(0)
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > first,
      hasPreviousPage: after > 0,
      ...(start && { startCursor: start.cursor }),
      // also where there is nothing yet, so that whoever follows after it misses nothing
      endCursor: edges.at(-1)?.cursor ?? toCursor(after),
    },
  }
}

type WithoutPlace<E> = E extends AnyConversationEvent ? Omit<E, 'cursor' | 'conversationId'> : never

function toWhatHappened(event: StoredEvent): WithoutPlace<AnyConversationEvent> {
  switch (event.kind) {
    case 'message': {
      const { kind: _, at, event: wire, ...same } = event
      const content = toMessageContent(wire)
      return { __typename: 'MessageEvent', ...same, ...moment(at), content }
    }
    case 'chat-state': {
      const { kind: _, at, participantId: __, ...same } = event
      return { __typename: 'ChatStateEvent', ...same, ...moment(at) }
    }
    case 'accept-status': {
      const { kind: _, at, participantId: __, ...same } = event
      return { __typename: 'AcceptStatusEvent', ...same, ...moment(at) }
    }
    case 'change': {
      const { kind: _, at, closedAt: __, ...same } = event
      return { __typename: 'ConversationChangeEvent', ...same, ...moment(at) }
    }
    case 'gap': {
      const { dialogId, first, last } = event
      const from = Math.max(first, last - MAX_GAP_SEQUENCES + 1)
      const sequences = Array.from({ length: Math.max(0, last - from + 1) }, (_, i) => from + i)
      return { __typename: 'MessageGapEvent', dialogId, sequences }
    }
  }
}

function moment(at: number | undefined): { at?: Date } {
  return at === undefined ? {} : { at: new Date(at) }
}
