import type { EmulatedConversation, EmulatedDialog, PublishedEvent } from '../conversation.ts'
import type { Occurrence } from '../state.ts'

/** One notification, as one POST carries it. */
export interface Notification {
  readonly accountId: string
  readonly conversationId: string
  /** What an app subscribes to: `ms.MessagingEventNotification.ContentEvent`. */
  readonly type: string
  /** The JSON text. Its bytes in UTF-8 are what is signed and sent. */
  readonly body: string
  /** Whether the conversation is over, so that no other may follow. */
  readonly isLast: boolean
}

const MESSAGING = 'ms.MessagingEventNotification'
const CHANGE = 'cqm.ExConversationChangeNotification'

export function toNotification(occurrence: Occurrence): Notification {
  const { conversation } = occurrence
  const { accountId, conversationId } = conversation
  const isLast = conversation.stage === 'CLOSE'
  if (occurrence.kind === 'changed') {
    const body = toBody(CHANGE, { type: 'UPSERT', result: toResult(conversation) })
    return { accountId, conversationId, type: CHANGE, body, isLast }
  }
  const { published } = occurrence
  const type = `${MESSAGING}.${String(published.event['type'])}`
  const body = toBody(MESSAGING, toMessagingChange(conversationId, published))
  return { accountId, conversationId, type, body, isLast }
}

const toBody = (type: string, change: object): string =>
  JSON.stringify({ kind: 'notification', type, body: { changes: [change] } })

/** A chat state has neither `sequence` nor `serverTimestamp`. */
const toMessagingChange = (conversationId: string, published: PublishedEvent): object => ({
  sequence: published.sequence,
  originatorId: published.originator.id,
  originatorMetadata: published.originator,
  serverTimestamp: published.serverTimestamp,
  event: published.event,
  conversationId,
  dialogId: published.dialogId,
  messageAudience: 'ALL',
  metadata: published.metadata,
})

/** The full state, every time. */
function toResult(conversation: EmulatedConversation): object {
  const { accountId, skillId, request } = conversation
  return {
    convId: conversation.conversationId,
    effectiveTTR:
      conversation.stage === 'CLOSE' ? -1 : conversation.startTs + conversation.ttr.value * 1000,
    conversationDetails: {
      skillId,
      participants: conversation.participants,
      dialogs: conversation.dialogs.map((dialog) => toDialog(dialog, conversation)),
      brandId: accountId,
      state: conversation.state,
      stage: conversation.stage,
      closeReason: conversation.closeReason,
      startTs: conversation.startTs,
      endTs: conversation.endTs,
      metaDataLastUpdateTs: conversation.metaDataLastUpdateTs,
      ttr: conversation.ttr,
      csat: conversation.csat,
      context: request['conversationContext'],
      conversationHandlerDetails: { accountId, skillId },
    },
  }
}

const toDialog = (dialog: EmulatedDialog, { participants }: EmulatedConversation): object => ({
  dialogId: dialog.dialogId,
  participantsDetails: participants.map((participant) => ({ ...participant, state: 'ACTIVE' })),
  dialogType: dialog.dialogType,
  channelType: 'MESSAGING',
  state: dialog.state,
  creationTs: dialog.creationTs,
  endTs: dialog.endTs,
  metaDataLastUpdateTs: dialog.metaDataLastUpdateTs,
  closedBy: dialog.closedBy,
  ...(dialog.dialogType === 'POST_SURVEY' && { metaData: { appInstallId: SURVEY_APP } }),
})

const SURVEY_APP = 'emulated-survey'
