import { isRecord, parseJson } from '../connector/answer.ts'
import type { ConversationId } from '../ids.ts'
import type {
  AcceptStatus,
  ChangeStored,
  ChatState,
  Happening,
  ParticipantRole,
} from '../message/stored-event.ts'
import { said } from '../said.ts'

type Fields = Readonly<Record<string, unknown>>

/** One thing that a webhook told of one conversation. */
export type News = {
  readonly conversationId: ConversationId
  readonly happening: Happening
  /** Only with a change: what was not told of the conversation before. */
  readonly origin?: Origin
}

export interface Origin {
  /** LivePerson's own id of the consumer. */
  readonly lpConsumerId: string
  /** Moment in milliseconds since the epoch. */
  readonly startedAt: number
}

export interface ReadNotification {
  readonly news: readonly News[]
  /** Whether it also held what is not known here: another kind, or one of another shape. */
  readonly hasUnknown: boolean
}

const nothingKnown: ReadNotification = { news: [], hasUnknown: true }

/**
 * Reads the body of a webhook. Source: LivePerson developer center, Connector API, Webhooks: the
 * four kinds of `ms.MessagingEventNotification` and `cqm.ExConversationChangeNotification`.
 */
export function readNotification(text: string): ReadNotification {
  const value = parseJson(text)
  const body = isRecord(value) && isRecord(value.body) ? value.body : undefined
  const read =
    isRecord(value) && typeof value.type === 'string' ? readers.get(value.type) : undefined
  if (body === undefined || read === undefined) return nothingKnown
  // LivePerson: an array of one element may be sent as the bare element.
  const changes = Array.isArray(body.changes) ? body.changes : [body.changes]
  const news = changes.map((change) => (isRecord(change) ? read(change) : undefined))
  const known = news.filter((each) => each !== undefined)
  return { news: known, hasUnknown: known.length < news.length }
}

const readers: ReadonlyMap<string, (change: Fields) => News | undefined> = new Map([
  ['ms.MessagingEventNotification', readMessagingEvent],
  ['cqm.ExConversationChangeNotification', readConversationChange],
])

function readMessagingEvent(change: Fields): News | undefined {
  const { event, sequence, serverTimestamp, originatorMetadata, messageAudience } = change
  // Older samples lack the conversation: then the dialog is the MAIN one, whose id is the same.
  const dialogId = textOf(change.dialogId) ?? textOf(change.conversationId)
  const conversationId = textOf(change.conversationId) ?? dialogId
  if (!isRecord(event) || dialogId === undefined || conversationId === undefined) return undefined
  const originator = isRecord(originatorMetadata) ? originatorMetadata : {}
  const happening = toHappening(event, isSequence(sequence) ? sequence : undefined, {
    dialogId,
    from: roleOf(originator.role),
    ...said({
      at: timeOf(serverTimestamp),
      participantId: textOf(originator.id) ?? textOf(change.originatorId),
    }),
    isForConsumer: messageAudience === undefined || messageAudience === 'ALL',
  })
  return happening && { conversationId: conversationId as ConversationId, happening }
}

interface Circumstances {
  readonly dialogId: string
  readonly from: ParticipantRole
  readonly at?: number
  readonly participantId?: string
  readonly isForConsumer: boolean
}

function toHappening(
  event: Fields,
  sequence: number | undefined,
  { isForConsumer, ...common }: Circumstances,
): Happening | undefined {
  if (!isForConsumer) {
    const { dialogId } = common
    return sequence === undefined ? undefined : { kind: 'withheld', dialogId, sequence }
  }
  if (event.type === 'ChatStateEvent') {
    const chatState = oneOf(chatStates, event.chatState)
    return chatState && { kind: 'chat-state', ...common, chatState }
  }
  const status = event.type === 'AcceptStatusEvent' ? oneOf(statuses, event.status) : undefined
  if (status !== undefined) {
    const list = Array.isArray(event.sequenceList) ? event.sequenceList : [event.sequenceList]
    const sequences = list.filter(isSequence)
    return { kind: 'accept-status', ...common, ...said({ sequence }), status, sequences }
  }
  // Whatever takes a number is told, so that it is not missed; what it says is for its reader.
  return sequence === undefined ? undefined : { kind: 'message', ...common, sequence, event }
}

function readConversationChange({ type, result }: Fields): News | undefined {
  if (type !== 'UPSERT' || !isRecord(result) || !isRecord(result.conversationDetails)) return
  const details = result.conversationDetails
  const conversationId = textOf(result.convId)
  const at =
    timeOf(details.metaDataLastUpdateTs) ?? timeOf(details.endTs) ?? timeOf(details.startTs)
  if (conversationId === undefined || at === undefined) return undefined
  const participants = Array.isArray(details.participants)
    ? details.participants.filter(isRecord)
    : []
  const idOf = (role: string) => textOf(participants.find((each) => each.role === role)?.id)
  const stage = stageOf(details)
  const happening: ChangeStored = {
    kind: 'change',
    at,
    stage,
    ...said({
      closedAt: stage === 'CLOSE' ? (timeOf(details.endTs) ?? at) : undefined,
      // LivePerson's "-1" stands for no skill.
      skillId: details.skillId === '-1' ? undefined : textOf(details.skillId),
      closeReason: textOf(details.closeReason),
      assignedAgentId: idOf('ASSIGNED_AGENT'),
    }),
  }
  const lpConsumerId = idOf('CONSUMER')
  const startedAt = timeOf(details.startTs)
  return {
    conversationId: conversationId as ConversationId,
    happening,
    ...(lpConsumerId !== undefined &&
      startedAt !== undefined && { origin: { lpConsumerId, startedAt } }),
  }
}

/** `stage` is the whole conversation; `state` is its MAIN dialog, and says as much in older samples. */
function stageOf({ stage, state }: Fields): ChangeStored['stage'] {
  return oneOf(['OPEN', 'CLOSE'] as const, stage ?? state) ?? 'UNKNOWN'
}

const chatStates = [
  'ACTIVE',
  'INACTIVE',
  'GONE',
  'COMPOSING',
  'PAUSE',
] as const satisfies ChatState[]
const statuses = ['ACCEPT', 'READ', 'ACCESS', 'NACK', 'ACTION'] as const satisfies AcceptStatus[]
const roles = [
  'CONSUMER',
  'ASSIGNED_AGENT',
  'AGENT',
  'MANAGER',
  'AGENT_MANAGER',
  'ASSIGNED_MANAGER',
  'READER',
  'CONTROLLER',
] as const satisfies ParticipantRole[]

const roleOf = (value: unknown): ParticipantRole => oneOf(roles, value) ?? 'UNKNOWN'

function oneOf<T extends string>(values: readonly T[], value: unknown): T | undefined {
  return values.find((each) => each === value)
}

/** Ids come as text; a number is taken for its text. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

const MAX_INT = 2 ** 31 - 1
const isSequence = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_INT

/** Milliseconds since the epoch; LivePerson writes -1 for a moment that has not come. */
function timeOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= 8.64e15
    ? value
    : undefined
}
