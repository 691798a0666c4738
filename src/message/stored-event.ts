import type { ContentEvent } from '../connector/protocol.ts'

/** How LivePerson names who takes part in a conversation; UNKNOWN is a role not known here. */
export type ParticipantRole =
  | 'CONSUMER'
  | 'ASSIGNED_AGENT'
  | 'AGENT'
  | 'MANAGER'
  | 'AGENT_MANAGER'
  | 'ASSIGNED_MANAGER'
  | 'READER'
  | 'CONTROLLER'
  | 'UNKNOWN'

export type ChatState = 'ACTIVE' | 'INACTIVE' | 'GONE' | 'COMPOSING' | 'PAUSE'
export type AcceptStatus = 'ACCEPT' | 'READ' | 'ACCESS' | 'NACK' | 'ACTION'

/** Moments are milliseconds since the epoch: LivePerson's own, or of the gateway for what it sent. */
interface OfParticipant {
  readonly dialogId: string
  readonly at?: number
  readonly from: ParticipantRole
  readonly participantId?: string
}

/** A message. `event` is as it was on the wire, whatever kind it is. */
export interface MessageStored extends OfParticipant {
  readonly kind: 'message'
  readonly sequence: number
  readonly event: ContentEvent | Readonly<Record<string, unknown>>
}

/** Receipts take a number of the same sequence as messages. */
export interface AcceptStatusStored extends OfParticipant {
  readonly kind: 'accept-status'
  readonly sequence?: number
  readonly status: AcceptStatus
  readonly sequences: readonly number[]
}

/** LivePerson gives these neither a number nor a time. */
export interface ChatStateStored extends OfParticipant {
  readonly kind: 'chat-state'
  readonly chatState: ChatState
}

/** The whole conversation as it was after a change. */
export interface ChangeStored {
  readonly kind: 'change'
  /** LivePerson's `metaDataLastUpdateTs`. */
  readonly at: number
  readonly stage: 'OPEN' | 'CLOSE' | 'UNKNOWN'
  readonly closedAt?: number
  readonly skillId?: string
  readonly closeReason?: string
  readonly assignedAgentId?: string
}

/** Events of one dialog with these numbers, both ends included, have not arrived in time. */
export interface GapStored {
  readonly kind: 'gap'
  readonly dialogId: string
  readonly first: number
  readonly last: number
}

/** What a conversation's log holds. */
export type StoredEvent =
  MessageStored | AcceptStatusStored | ChatStateStored | ChangeStored | GapStored

/** Not for the consumer's eyes; takes a number of the dialog's sequence all the same. */
export interface Withheld {
  readonly kind: 'withheld'
  readonly dialogId: string
  readonly sequence: number
}

/** What can be told of a conversation. */
export type Happening = Exclude<StoredEvent, GapStored> | Withheld
