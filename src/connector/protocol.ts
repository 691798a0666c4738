/**
 * The wire, spelled as LivePerson spells it. Nothing here knows GraphQL.
 * Sources: LivePerson developer center, Connector API (Send API, CONVERSATION and SEND),
 * Domain API and Monitoring API (Engagement).
 */

export interface WireDate {
  readonly day: number
  readonly month: number
  readonly year: number
}

export interface CustomerInfo {
  readonly ctype?: string
  readonly cstatus?: string
  readonly balance?: number
  readonly currency?: string
  readonly customerId?: string
  readonly socialId?: string
  readonly imei?: string
  readonly userName?: string
  readonly companySize?: number
  readonly companyBranch?: string
  readonly accountName?: string
  readonly role?: string
  readonly lastPaymentDate?: WireDate
  readonly registrationDate?: WireDate
  readonly loginStatus?: number
  readonly storeZipCode?: string
  readonly storeNumber?: string
}

export interface Contact {
  readonly email?: string
  readonly phone?: string
  readonly phoneType?: string
  readonly address?: { readonly country?: string; readonly region?: string }
}

export interface PersonalInfo {
  readonly firstname?: string
  readonly lastname?: string
  readonly age?: {
    readonly age?: number
    readonly year?: number
    readonly month?: number
    readonly day?: number
  }
  readonly gender?: 'MALE' | 'FEMALE' | 'OTHER'
  readonly contacts?: readonly Contact[]
  readonly company?: string
  readonly language?: string
}

/** An engagement attribute ("SDE"). The Connector API takes these two kinds only. */
export type Sde =
  | { readonly type: 'ctmrinfo'; readonly info: CustomerInfo }
  | { readonly type: 'personal'; readonly personal: PersonalInfo }

export interface UserProfile {
  readonly authenticatedData?: { readonly lp_sdes: readonly Sde[] }
  readonly firstName?: string
  readonly lastName?: string
  readonly userId?: string
  readonly avatarUrl?: string
  readonly role?: string
  readonly backgndImgUri?: string
  readonly description?: string
  readonly privateData?: {
    readonly mobileNum?: string
    readonly mail?: string
    readonly pushNotificationData?: {
      readonly serviceName: string
      readonly certName: string
      readonly token: string
    }
  }
}

export interface WireConversationContext {
  readonly type: 'SharkContext' | 'MobileAppContext'
  readonly visitorId?: string
  readonly sessionId?: string
  readonly interactionContextId?: string
  readonly lang?: string
}

export interface ConversationRequestBody {
  readonly ttrDefName?: 'NORMAL' | 'URGENT' | 'PRIORITIZED' | 'CUSTOM'
  readonly campaignInfo?: { readonly campaignId: string; readonly engagementId: string }
  readonly conversationContext?: WireConversationContext
  readonly channelType?: 'MESSAGING'
  readonly brandId: string
  readonly skillId?: string
}

export type ContentEvent =
  | { readonly type: 'ContentEvent'; readonly contentType: 'text/plain'; readonly message: string }
  | {
      readonly type: 'ContentEvent'
      readonly contentType: 'hosted/file'
      readonly message: {
        readonly caption?: string
        readonly relativePath: string
        readonly fileType: string
        readonly preview?: string
      }
    }
  | { readonly type: 'RichContentEvent'; readonly content: Readonly<Record<string, unknown>> }

interface Request<Type extends string, Body> {
  readonly kind: 'req'
  readonly id: string
  readonly type: Type
  readonly body: Body
}
export type SetUserProfile = Request<'userprofile.SetUserProfile', UserProfile>
export type ConsumerRequestConversation = Request<
  'cm.ConsumerRequestConversation',
  ConversationRequestBody
>
/** In a batch the upstream fills in the dialog: it is the one that the batch opens. */
export type PublishEvent = Request<'ms.PublishEvent', { readonly event: ContentEvent }>
export type BatchRequest = SetUserProfile | ConsumerRequestConversation | PublishEvent

/** The body of CONVERSATION. The upstream reads in order, so the order is part of the type. */
export type ConversationBatch =
  | readonly [SetUserProfile, ConsumerRequestConversation]
  | readonly [SetUserProfile, ConsumerRequestConversation, PublishEvent]

export interface ChatStateEvent {
  readonly type: 'ChatStateEvent'
  readonly chatState: 'ACTIVE' | 'INACTIVE' | 'GONE' | 'COMPOSING' | 'PAUSE'
}

export interface AcceptStatusEvent {
  readonly type: 'AcceptStatusEvent'
  readonly status: 'ACCEPT' | 'READ' | 'ACCESS' | 'NACK' | 'ACTION'
  readonly sequenceList: readonly number[]
}

/** What goes with a request, beside its body. */
export interface ExternalId {
  readonly type: 'ExternalId'
  readonly id: string
}

/** On SEND the dialog must be named; the MAIN dialog has the id of its conversation. */
export type SendEvent<
  Event extends ContentEvent | ChatStateEvent | AcceptStatusEvent =
    ContentEvent | ChatStateEvent | AcceptStatusEvent,
> = Request<
  'ms.PublishEvent',
  { readonly dialogId: string; readonly conversationId: string; readonly event: Event }
> & { readonly metadata?: readonly ExternalId[] }

export type UpdateConversationField = Request<
  'cm.UpdateConversationField',
  {
    readonly conversationId: string
    readonly conversationField:
      | { readonly field: 'ConversationStateField'; readonly conversationState: 'CLOSE' }
      | {
          readonly field: 'DialogChange'
          readonly type: 'UPDATE'
          readonly dialog: {
            readonly dialogId: string
            readonly state: 'CLOSE'
            readonly closedCause: string
          }
        }
  }
>

/** `fileSize` in bytes. */
export type GenerateUploadUrl = Request<
  'ms.GenerateURLForUploadFile',
  { readonly fileSize: string; readonly fileType: string }
>

/** The body of SEND. */
export type SendRequest = SendEvent | SetUserProfile | UpdateConversationField | GenerateUploadUrl

/** Features are off unless the header Client-Properties announces them. */
export type ClientFeature = 'MULTI_DIALOG'

export const clientProperties = (features: readonly ClientFeature[]): string =>
  JSON.stringify({ type: '.ClientProperties', features })

/** Who is asked about; `acr` says whether an identity provider vouches for it ("loa1") or nobody does ("0"). */
export interface WireIdentity {
  readonly iss?: string
  readonly acr: '0' | 'loa1'
  readonly sub: string
}

/** The body of the Monitoring API's Engagement method. */
export interface EngagementBody {
  readonly identities: readonly WireIdentity[]
  readonly entryPoints?: readonly string[]
  readonly engagementAttributes?: readonly Sde[]
}

/** A visitor, and its monitored session; both were given by the Monitoring API before. */
export interface MonitoredVisitor {
  readonly visitorId?: string
  readonly sessionId?: string
}

/** The services whose hosts the Domain API tells. Names are case-sensitive. */
export type ServiceName = 'asyncMessagingEnt' | 'sentinel' | 'idp' | 'smt' | 'swift'

/** `body.errorCode` of an authorization error. LivePerson asks to rely on these, never on texts. */
export const AuthErrorCode = {
  brandIdMissing: 40001,
  appJwtInvalid: 40102,
  consumerJwsInvalid: 40103,
  consumerJwsMissing: 40104,
  appJwtMissing: 40105,
} as const

/** The limit of one JSON request object, in characters; above it the upstream answers 400. */
export const MAX_REQUEST_CHARACTERS = 5000

export const conversationPath = (accountId: string): string =>
  `/api/account/${encodeURIComponent(accountId)}/messaging/consumer/conversation?v=3`
export const sendPath = (accountId: string): string =>
  `/api/account/${encodeURIComponent(accountId)}/messaging/consumer/conversation/send?v=3`
export const appJwtPath = (accountId: string): string =>
  `/sentinel/api/account/${encodeURIComponent(accountId)}/app/token?v=1.0&grant_type=client_credentials`
export const consumerJwsPath = (accountId: string): string =>
  `/api/account/${encodeURIComponent(accountId)}/consumer?v=1.0`
export const domainsPath = (accountId: string): string =>
  `/api/account/${encodeURIComponent(accountId)}/service/baseURI.json?version=1.0`
/** `obh`: on behalf of the visitor, who must not be located by the gateway's address. */
export function engagementPath(
  accountId: string,
  appInstallationId: string,
  { visitorId, sessionId }: MonitoredVisitor,
): string {
  const query = new URLSearchParams({
    v: '1.1',
    obh: 'true',
    ...(visitorId !== undefined && { vid: visitorId }),
    ...(sessionId !== undefined && { sid: sessionId }),
  })
  return `/api/account/${encodeURIComponent(accountId)}/app/${encodeURIComponent(appInstallationId)}/engagement?${query.toString()}`
}
