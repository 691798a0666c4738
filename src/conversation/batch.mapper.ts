import type {
  ContentEvent,
  ConversationBatch,
  ConversationRequestBody,
  PublishEvent,
  Sde,
  SetUserProfile,
  UserProfile,
  WireConversationContext,
} from '../connector/protocol.ts'
import type { AccountId } from '../ids.ts'
import { said } from '../said.ts'
import { withSortedKeys } from '../sorted-keys.ts'
import type {
  ConversationContextInput,
  CreateConversationInput,
} from './create-conversation.input.ts'
import type { MessageContentInput } from './message.input.ts'
import type { ContactInput, CustomerInfoInput, PersonalInfoInput, SdeInput } from './sde.input.ts'
import type { UserProfileInput } from './user-profile.input.ts'

/** Profile first, conversation second, message last. The ids are fixed, so that a preview is the very bytes of the create. */
export function toBatch(input: CreateConversationInput, accountId: AccountId): ConversationBatch {
  const profile = toProfileRequest(input)
  const conversation = {
    kind: 'req',
    id: '2',
    type: 'cm.ConsumerRequestConversation',
    body: toConversationRequest(input, accountId),
  } as const
  return input.firstMessage
    ? [profile, conversation, toPublishEvent(input.firstMessage)]
    : [profile, conversation]
}

export interface WrittenBatch {
  readonly batch: ConversationBatch
  /** The batch as it is sent. */
  readonly body: string
}

/** At once, so that nothing is sent but what is told of it. */
export function writeBatch(input: CreateConversationInput, accountId: AccountId): WrittenBatch {
  const batch = toBatch(input, accountId)
  return { batch, body: JSON.stringify(batch) }
}

export function toProfileRequest({
  sdes,
  profile,
}: Pick<CreateConversationInput, 'sdes' | 'profile'>): SetUserProfile {
  return {
    kind: 'req',
    id: '1',
    type: 'userprofile.SetUserProfile',
    body: toUserProfile(sdes ?? [], profile ?? {}),
  }
}

export function toPublishEvent(content: MessageContentInput): PublishEvent {
  return { kind: 'req', id: '3', type: 'ms.PublishEvent', body: { event: toContentEvent(content) } }
}

export function toUserProfile(sdes: readonly SdeInput[], profile: UserProfileInput): UserProfile {
  const { backgroundImageUri, privateData, ...flat } = profile
  return said({
    authenticatedData: sdes.length > 0 ? { lp_sdes: sdes.map(toSde) } : undefined,
    ...flat,
    backgndImgUri: backgroundImageUri,
    privateData:
      privateData &&
      said({
        mobileNum: privateData.mobileNumber,
        mail: privateData.mail,
        pushNotificationData: privateData.pushNotification,
      }),
  })
}

export function toSde({ customerInfo, personalInfo }: SdeInput): Sde {
  return customerInfo
    ? { type: 'ctmrinfo', info: toCustomerInfo(customerInfo) }
    : { type: 'personal', personal: toPersonalInfo(personalInfo ?? {}) }
}

/** The attributes have the same names on both sides. */
function toCustomerInfo(input: CustomerInfoInput): (Sde & { type: 'ctmrinfo' })['info'] {
  return said(input)
}

function toPersonalInfo(input: PersonalInfoInput): (Sde & { type: 'personal' })['personal'] {
  const { firstName, lastName, age, contacts, ...same } = input
  return said({
    firstname: firstName,
    lastname: lastName,
    age: age && said(age),
    contacts: contacts?.map(toContact),
    ...same,
  })
}

function toContact({ address, ...same }: ContactInput) {
  return said({ ...same, address: address && said(address) })
}

/** LivePerson's minimal form is brandId alone; its documents name the channel as soon as anything else is said. */
function toConversationRequest(
  input: CreateConversationInput,
  accountId: AccountId,
): ConversationRequestBody {
  const details = said({
    ttrDefName: input.ttrDefName,
    campaignInfo: input.campaignInfo,
    conversationContext: input.conversationContext && toContext(input.conversationContext),
    skillId: input.skillId,
  })
  return Object.keys(details).length === 0
    ? { brandId: accountId }
    : { ...details, channelType: input.channelType, brandId: accountId }
}

const contextTypes = {
  SHARK_CONTEXT: 'SharkContext',
  MOBILE_APP_CONTEXT: 'MobileAppContext',
} as const

function toContext({ type, ...ids }: ConversationContextInput): WireConversationContext {
  return { ...said(ids), type: contextTypes[type] }
}

export function toContentEvent({ text, richContent, file }: MessageContentInput): ContentEvent {
  if (text !== undefined) return { type: 'ContentEvent', contentType: 'text/plain', message: text }
  if (file) return { type: 'ContentEvent', contentType: 'hosted/file', message: said(file) }
  // a caller's own order; all else comes in the schema's
  return { type: 'RichContentEvent', content: withSortedKeys(richContent ?? {}) }
}
