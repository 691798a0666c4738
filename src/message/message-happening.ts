import type { SendEvent } from '../connector/protocol.ts'
import type { Happening } from './stored-event.ts'

/**
 * What the consumer did, as the log of the conversation keeps it. Undefined for a chat state, which
 * LivePerson gives no place to be kept at.
 */
export function toHappening(
  { dialogId, event }: Pick<SendEvent['body'], 'dialogId' | 'event'>,
  sequence: number,
  at: number,
): Happening | undefined {
  const told = { dialogId, at, from: 'CONSUMER', sequence } as const
  switch (event.type) {
    case 'ContentEvent':
    case 'RichContentEvent':
      return { kind: 'message', ...told, event }
    case 'AcceptStatusEvent': {
      const { status, sequenceList } = event
      return { kind: 'accept-status', ...told, status, sequences: sequenceList }
    }
    case 'ChatStateEvent':
      return undefined
  }
}
