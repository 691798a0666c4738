/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What became of messages at a participant. */
export type AcceptStatus =
  /** They arrived. */
  | 'ACCEPT'
  /** What they link to was opened. */
  | 'ACCESS'
  /** An action that they offer was taken. */
  | 'ACTION'
  /** They were refused. */
  | 'NACK'
  /** They were read. */
  | 'READ';

/** What became of messages at the consumer. */
export type AcknowledgeMessagesInput = {
  /** The conversation. */
  conversationId: string | number;
  /** The dialog; when left out, the main one. */
  dialogId?: string | number | null | undefined;
  /** The places of the messages in the dialog, 1 to 1,000 of them, as events tell them. */
  sequences: Array<number>;
  /** What became of them. */
  status: AcceptStatus;
};

/** Where somebody lives. */
export type AddressInput = {
  /** Country. */
  country?: string | null | undefined;
  /** Region within the country. */
  region?: string | null | undefined;
};

/** A point of LivePerson's own guidance. */
export type AdviceCode =
  /** Monitoring API ids or a campaign need the context type SHARK_CONTEXT. */
  | 'CONTEXT_TYPE_NOT_SHARK'
  /** A customerId can make LivePerson treat the consumer as authenticated, and fail where the account is not set up for it. */
  | 'CUSTOMER_ID_SENT'
  /** No campaign: LivePerson recommends to route by a campaign for messaging. */
  | 'NO_CAMPAIGN_INFO'
  /** No engagement attributes: the agent sees no information about the consumer. */
  | 'NO_SDES'
  /** Attributes without a campaign or skill: LivePerson discourages routing by attributes. */
  | 'ROUTING_BY_SDE'
  /** A skill is set: LivePerson discourages routing by skill. */
  | 'ROUTING_BY_SKILL';

/** Age, or the day of birth that it is computed from. */
export type AgeInput = {
  /** Age in years. */
  age?: number | null | undefined;
  /** Day of birth, 1 to 31. */
  day?: number | null | undefined;
  /** Month of birth, 1 to 12. */
  month?: number | null | undefined;
  /** Year of birth. */
  year?: number | null | undefined;
};

/** The kind of one request to LivePerson. */
export type BatchRequestType =
  /** cm.ConsumerRequestConversation: open the conversation. */
  | 'CONSUMER_REQUEST_CONVERSATION'
  /** ms.PublishEvent: a message, a receipt, or what the consumer is doing. */
  | 'PUBLISH_EVENT'
  /** userprofile.SetUserProfile: who the consumer is. */
  | 'SET_USER_PROFILE';

/** The campaign to route by; both ids come from LivePerson's Monitoring API. */
export type CampaignInfoInput = {
  /** The campaign's id. */
  campaignId: string | number;
  /** The engagement's id within the campaign. */
  engagementId: string | number;
};

/** The channel of a conversation. */
export type ChannelType =
  /** Messaging, the only channel of the Connector API. */
  | 'MESSAGING';

/** What a participant is doing. */
export type ChatState =
  /** Present, and not writing. */
  | 'ACTIVE'
  /** Is writing. */
  | 'COMPOSING'
  /** Has left. */
  | 'GONE'
  /** Present, and not paying attention. */
  | 'INACTIVE'
  /** Has stopped writing, for now. */
  | 'PAUSE';

/** A conversation to close. */
export type CloseConversationInput = {
  /** The conversation. */
  conversationId: string | number;
  /** Close the main dialog only, so that a post-conversation survey can run. LivePerson closes the conversation after it. */
  runSurvey?: boolean;
};

/** A way to reach the consumer. */
export type ContactInput = {
  /** Address. */
  address?: AddressInput | null | undefined;
  /** Email address. */
  email?: string | null | undefined;
  /** Phone number. */
  phone?: string | null | undefined;
  /** Kind of the phone number. */
  phoneType?: PhoneType | null | undefined;
};

/** Where the conversation is opened from; the ids come from LivePerson's Monitoring API. */
export type ConversationContextInput = {
  /** The Monitoring API's contextId. */
  interactionContextId?: string | number | null | undefined;
  /** Language as an IETF tag, e.g. en-US. It must be one of those the engagement is configured for. */
  lang?: string | null | undefined;
  /** LivePerson's id of the device's monitored session. */
  sessionId?: string | number | null | undefined;
  /** The kind of place. */
  type?: ConversationContextType;
  /** LivePerson's id of the consumer's device. */
  visitorId?: string | number | null | undefined;
};

/** The kind of place a conversation was opened from. */
export type ConversationContextType =
  /** LivePerson's "MobileAppContext": a mobile app. */
  | 'MOBILE_APP_CONTEXT'
  /** LivePerson's "SharkContext": to be used with the ids of the Monitoring API, so with every campaign. */
  | 'SHARK_CONTEXT';

/** Where a conversation stands. */
export type ConversationStage =
  /** It is closed. */
  | 'CLOSE'
  /** It was opened and not closed since, as far as the gateway knows. */
  | 'OPEN'
  /** The gateway has not been told. */
  | 'UNKNOWN';

/** A conversation to open. Everything is optional; see the advice in the answer. */
export type CreateConversationInput = {
  /** LivePerson site id. May be left out where the gateway serves one account. */
  accountId?: string | number | null | undefined;
  /** The campaign to route by. */
  campaignInfo?: CampaignInfoInput | null | undefined;
  /** The channel. */
  channelType?: ChannelType;
  /** Your own stable id of the consumer. Only callers allowed to act for consumers may set it. */
  consumerId?: string | number | null | undefined;
  /** Where it is opened from. */
  conversationContext?: ConversationContextInput | null | undefined;
  /** Look campaignInfo and conversationContext up with the Monitoring API first, and use the first engagement found. Not together with either. Where the consumer turns out to have an open conversation, nothing is sent. */
  engagement?: EngagementInput | null | undefined;
  /** The consumer's first message, sent in the same batch. */
  firstMessage?: MessageContentInput | null | undefined;
  /** The same key with the same input creates at most one conversation, however often it is sent. The header Idempotency-Key says the same. */
  idempotencyKey?: string | number | null | undefined;
  /** The consumer's flat profile. */
  profile?: UserProfileInput | null | undefined;
  /** What the agent is to know of the consumer. */
  sdes?: Array<SdeInput> | null | undefined;
  /** The skill to route to; "-1" stands for all. LivePerson discourages it: prefer a campaign. */
  skillId?: string | number | null | undefined;
  /** How urgent it is. */
  ttrDefName?: TtrDefName | null | undefined;
};

/** Whether the conversation exists. */
export type CreateConversationOutcome =
  /** It exists, and every request of the batch succeeded. */
  | 'CREATED'
  /** It exists; another request of the batch failed, or was not answered. */
  | 'CREATED_WITH_PROBLEMS'
  /** It certainly was not created by this call. */
  | 'NOT_CREATED'
  /** The request left and no usable answer came back: it may or may not exist. */
  | 'UNKNOWN';

/** A file that the consumer wants to send. */
export type CreateUploadUrlInput = {
  /** The conversation it is meant for. */
  conversationId: string | number;
  /** Its size in bytes: 1 to 3,145,728 (3 MB). */
  fileSize: number;
  /** The kind of file. */
  fileType: FileType;
};

/** LivePerson's "Customer Info" (ctmrinfo). Send the full set each time: what is left out is forgotten. */
export type CustomerInfoInput = {
  /** Name of the account. */
  accountName?: string | null | undefined;
  /** Account balance; may be negative. */
  balance?: number | null | undefined;
  /** Branch of the company. */
  companyBranch?: string | null | undefined;
  /** Number of people in the company. */
  companySize?: number | null | undefined;
  /** Status, from a list of your own, e.g. "migrated". */
  cstatus?: string | null | undefined;
  /** Type or tier, from a list of your own, e.g. "vip". */
  ctype?: string | null | undefined;
  /** Currency of the balance, e.g. USD. */
  currency?: string | null | undefined;
  /** Your system's id of the customer. See the advice CUSTOMER_ID_SENT. */
  customerId?: string | null | undefined;
  /** The device's IMEI. */
  imei?: string | null | undefined;
  /** Day of the last payment. */
  lastPaymentDate?: DateInput | null | undefined;
  /** Login status, a number of your own. */
  loginStatus?: number | null | undefined;
  /** Day of registration. */
  registrationDate?: DateInput | null | undefined;
  /** Role, e.g. "broker". */
  role?: string | null | undefined;
  /** Id on a social network of your choice. */
  socialId?: string | null | undefined;
  /** Number of the store. */
  storeNumber?: string | null | undefined;
  /** Zip code of the store. */
  storeZipCode?: string | null | undefined;
  /** User name. */
  userName?: string | null | undefined;
};

/** A day of the Gregorian calendar. It must exist. */
export type DateInput = {
  /** Day of the month, 1 to 31. */
  day: number;
  /** Month, 1 to 12. */
  month: number;
  /** Year, e.g. 2026. */
  year: number;
};

/** Who to find a campaign for. Everything is optional; the more LivePerson is told, the better its campaigns can fit. */
export type EngagementInput = {
  /** LivePerson site id. May be left out where the gateway serves one account, and inside createConversation. */
  accountId?: string | number | null | undefined;
  /** The app that asks, as it is installed at LivePerson. Left out, it is the gateway's own app. */
  appInstallationId?: string | number | null | undefined;
  /** Your own stable id of the consumer. Only callers allowed to act for consumers may set it. */
  consumerId?: string | number | null | undefined;
  /** Where the consumer is, as campaigns name such places, e.g. "https://example.com/cart", "sec://checkout", "tel://5551234" or "lang://en-US". */
  entryPoints?: Array<string> | null | undefined;
  /** What is known of the consumer, for campaigns that are meant for some of them. */
  sdes?: Array<SdeInput> | null | undefined;
  /** LivePerson's id of the device's monitored session, from an earlier answer. Send it with visitorId; without both, a new session begins. */
  sessionId?: string | number | null | undefined;
  /** LivePerson's id of the consumer's device, from an earlier answer. Keep it and send it each time: LivePerson limits callers that open new sessions. */
  visitorId?: string | number | null | undefined;
};

/** A file that was uploaded to LivePerson's file storage before. */
export type FileContentInput = {
  /** A few words on it. */
  caption?: string | null | undefined;
  /** The kind of file. */
  fileType: FileType;
  /** A small picture of it, as a data URL: data:image/png;base64,… Below 30 KB. */
  preview?: string | null | undefined;
  /** Its path there, starting with a slash. */
  relativePath: string;
};

/** The kind of a file, by its ending. */
export type FileType =
  /** A GIF picture. */
  | 'GIF'
  /** A JPEG picture. */
  | 'JPEG'
  /** A JPEG picture. */
  | 'JPG'
  /** A PDF document. */
  | 'PDF'
  /** A PNG picture. */
  | 'PNG'
  /** A text file. */
  | 'TXT';

/** A consumer's gender, as LivePerson lists it. */
export type Gender =
  /** Female. */
  | 'FEMALE'
  /** Male. */
  | 'MALE'
  /** Other. */
  | 'OTHER';

/** A message: exactly one of its kinds. LivePerson takes up to 5,000 characters, JSON and all. */
export type MessageContentInput =
  {   /** A file. */
  file: FileContentInput; richContent?: never; text?: never; }
  |  { file?: never;   /** LivePerson's structured content. */
  richContent: Record<string, unknown>; text?: never; }
  |  { file?: never; richContent?: never;   /** Plain text. */
  text: string; };

/** The part somebody plays in a conversation. */
export type ParticipantRole =
  /** Another agent. */
  | 'AGENT'
  /** The agent's manager. */
  | 'AGENT_MANAGER'
  /** The agent, or bot, to whom the conversation is assigned. */
  | 'ASSIGNED_AGENT'
  /** The manager to whom the conversation is assigned. */
  | 'ASSIGNED_MANAGER'
  /** The brand's consumer. */
  | 'CONSUMER'
  /** A program of the brand that takes part, e.g. one that sends automatic messages. */
  | 'CONTROLLER'
  /** A manager. */
  | 'MANAGER'
  /** Somebody who only reads. */
  | 'READER'
  /** A part that the gateway does not know. */
  | 'UNKNOWN';

/** LivePerson's "Personal Info" (personal). Send the full set each time: what is left out is forgotten. */
export type PersonalInfoInput = {
  /** Age or day of birth. */
  age?: AgeInput | null | undefined;
  /** Company. */
  company?: string | null | undefined;
  /** Ways to reach the consumer. */
  contacts?: Array<ContactInput> | null | undefined;
  /** First name; with the last name it is what the agent sees. */
  firstName?: string | null | undefined;
  /** Gender. */
  gender?: Gender | null | undefined;
  /** Language, as an IETF tag, e.g. fr-CA. */
  language?: string | null | undefined;
  /** Last name. */
  lastName?: string | null | undefined;
};

/** The kind of a phone number. */
export type PhoneType =
  /** Fax. */
  | 'FAX'
  /** Home. */
  | 'HOME'
  /** Fax at home. */
  | 'HOME_FAX'
  /** Main. */
  | 'MAIN'
  /** Mobile. */
  | 'MOBILE'
  /** Another kind. */
  | 'OTHER'
  /** Pager. */
  | 'PAGER'
  /** Work. */
  | 'WORK'
  /** Fax at work. */
  | 'WORK_FAX';

/** What only the brand and LivePerson see. */
export type PrivateDataInput = {
  /** Email address. */
  mail?: string | null | undefined;
  /** Mobile phone number. */
  mobileNumber?: string | null | undefined;
  /** Push notification. */
  pushNotification?: PushNotificationInput | null | undefined;
};

/** What kept something from succeeding. A code never changes its meaning; handle one you do not know like OUTCOME_UNKNOWN. */
export type ProblemCode =
  /** The consumer has an open conversation, and may have one at a time. */
  | 'CONVERSATION_ALREADY_OPEN'
  /** The conversation is closed; open a new one. */
  | 'CONVERSATION_CLOSED'
  /** An earlier call with this key is still running; ask again with the same key. */
  | 'IDEMPOTENCY_IN_PROGRESS'
  /** The idempotency key was used with another input; nothing was sent. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The input breaks a rule of the domain; nothing was sent. See InvalidInput.fields. */
  | 'INVALID_INPUT'
  /** There is no such thing, or the caller may not see it. */
  | 'NOT_FOUND'
  /** The request left and no usable answer came back: it may or may not have had its effect. */
  | 'OUTCOME_UNKNOWN'
  /** LivePerson answered, and refused the input. */
  | 'REQUEST_REJECTED'
  /** LivePerson, or the gateway itself, asks for fewer requests; wait retryAfterMs at least. */
  | 'THROTTLED'
  /** LivePerson refused a token, or would not give the gateway one. */
  | 'UPSTREAM_UNAUTHORIZED'
  /** LivePerson could not be reached; the request certainly had no effect. */
  | 'UPSTREAM_UNAVAILABLE';

/** How to reach the consumer by push notification. */
export type PushNotificationInput = {
  /** The name of the certificate that the service knows the app by. */
  certName: string;
  /** The push service. */
  serviceName: string;
  /** The device's token. */
  token: string;
};

/** An engagement attribute ("SDE"): exactly one of its kinds. */
export type SdeInput =
  {   /** What the brand knows of the customer. */
  customerInfo: CustomerInfoInput; personalInfo?: never; }
  |  { customerInfo?: never;   /** Who the consumer is. */
  personalInfo: PersonalInfoInput; };

/** A consumer's message in a conversation. */
export type SendMessageInput = {
  /** The message. */
  content: MessageContentInput;
  /** The conversation. */
  conversationId: string | number;
  /** The dialog; when left out, the main one. A survey's has an id that its events tell. */
  dialogId?: string | number | null | undefined;
  /** What the message answers to: the identifier of the card or button that was clicked. Up to 64 characters. */
  externalId?: string | number | null | undefined;
  /** The same key with the same input sends at most one message, however often it is sent. The header Idempotency-Key says the same. */
  idempotencyKey?: string | number | null | undefined;
};

/** What the consumer is doing in a conversation. */
export type SetChatStateInput = {
  /** What the consumer is doing. */
  chatState: ChatState;
  /** The conversation. */
  conversationId: string | number;
  /** The dialog; when left out, the main one. */
  dialogId?: string | number | null | undefined;
};

/** How urgent a conversation is: which time to respond the agent is given. */
export type TtrDefName =
  /** The account's own. LivePerson's current documents no longer list it. */
  | 'CUSTOM'
  /** Normal. */
  | 'NORMAL'
  /** Prioritized: what LivePerson assumes when nothing is said. */
  | 'PRIORITIZED'
  /** Urgent. */
  | 'URGENT';

/** Who a consumer is. LivePerson replaces what it had: attributes that are left out are forgotten. */
export type UpdateUserProfileInput = {
  /** LivePerson site id. May be left out where the gateway serves one account. */
  accountId?: string | number | null | undefined;
  /** Your own stable id of the consumer. Only callers allowed to act for consumers may set it. */
  consumerId?: string | number | null | undefined;
  /** The consumer's flat profile. */
  profile?: UserProfileInput | null | undefined;
  /** What the agent is to know of the consumer. */
  sdes?: Array<SdeInput> | null | undefined;
};

/** The consumer's flat profile. Agents see the attributes of `sdes`; prefer those. */
export type UserProfileInput = {
  /** URL of the consumer's picture. */
  avatarUrl?: string | null | undefined;
  /** URL of a background picture. */
  backgroundImageUri?: string | null | undefined;
  /** A few words on the consumer. */
  description?: string | null | undefined;
  /** First name. */
  firstName?: string | null | undefined;
  /** Last name. */
  lastName?: string | null | undefined;
  /** What only the brand and LivePerson see. */
  privateData?: PrivateDataInput | null | undefined;
  /** Role. */
  role?: string | null | undefined;
  /** The brand's id of the user. */
  userId?: string | number | null | undefined;
};

export type OpenConversationMutationVariables = Exact<{
  input: CreateConversationInput;
}>;


export type OpenConversationMutation = { createConversation: { outcome: CreateConversationOutcome, conversation: { id: string, stage: ConversationStage, createdAt: string } | null, results: Array<
      | { __typename: 'ConversationRequested', conversationId: string, requestId: string, requestType: BatchRequestType }
      | { __typename: 'EventPublished', sequence: number, requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestNotPerformed', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestOutcomeUnknown', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestRejected', code: string, message: string, requestId: string, requestType: BatchRequestType }
      | { __typename: 'UserProfileSet', requestId: string, requestType: BatchRequestType }
    >, problem:
      | { __typename: 'ConversationAlreadyOpen', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, conversation: { id: string, stage: ConversationStage, createdAt: string } | null }
      | { __typename: 'ConversationClosed', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'IdempotencyConflict', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'InvalidInput', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, fields: Array<{ path: Array<string>, message: string }> }
      | { __typename: 'NotFound', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'OutcomeUnknown', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'RequestRefused', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'Throttled', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnauthorized', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnavailable', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
     | null } };

export type ConversationStateQueryVariables = Exact<{
  id: string | number;
}>;


export type ConversationStateQuery = { conversation: { id: string, stage: ConversationStage, createdAt: string } | null };

export type ConversationStateFragment = { id: string, stage: ConversationStage, createdAt: string };

type ResultOfRequest_ConversationRequested_Fragment = { requestId: string, requestType: BatchRequestType };

type ResultOfRequest_EventPublished_Fragment = { requestId: string, requestType: BatchRequestType };

type ResultOfRequest_RequestNotPerformed_Fragment = { requestId: string, requestType: BatchRequestType };

type ResultOfRequest_RequestOutcomeUnknown_Fragment = { requestId: string, requestType: BatchRequestType };

type ResultOfRequest_RequestRejected_Fragment = { requestId: string, requestType: BatchRequestType };

type ResultOfRequest_UserProfileSet_Fragment = { requestId: string, requestType: BatchRequestType };

export type ResultOfRequestFragment =
  | ResultOfRequest_ConversationRequested_Fragment
  | ResultOfRequest_EventPublished_Fragment
  | ResultOfRequest_RequestNotPerformed_Fragment
  | ResultOfRequest_RequestOutcomeUnknown_Fragment
  | ResultOfRequest_RequestRejected_Fragment
  | ResultOfRequest_UserProfileSet_Fragment
;

type ProblemToShow_ConversationAlreadyOpen_Fragment = { code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemToShow_ConversationClosed_Fragment = { code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemToShow_IdempotencyConflict_Fragment = { code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemToShow_InvalidInput_Fragment = { code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemToShow_NotFound_Fragment = { code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemToShow_OutcomeUnknown_Fragment = { code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemToShow_RequestRefused_Fragment = { code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemToShow_Throttled_Fragment = { code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemToShow_UpstreamUnauthorized_Fragment = { code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemToShow_UpstreamUnavailable_Fragment = { code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

export type ProblemToShowFragment =
  | ProblemToShow_ConversationAlreadyOpen_Fragment
  | ProblemToShow_ConversationClosed_Fragment
  | ProblemToShow_IdempotencyConflict_Fragment
  | ProblemToShow_InvalidInput_Fragment
  | ProblemToShow_NotFound_Fragment
  | ProblemToShow_OutcomeUnknown_Fragment
  | ProblemToShow_RequestRefused_Fragment
  | ProblemToShow_Throttled_Fragment
  | ProblemToShow_UpstreamUnauthorized_Fragment
  | ProblemToShow_UpstreamUnavailable_Fragment
;

export type AcknowledgeMessagesMutationVariables = Exact<{
  input: AcknowledgeMessagesInput;
}>;


export type AcknowledgeMessagesMutation = { acknowledgeMessages: { correlationId: string, result:
      | { __typename: 'ConversationRequested', requestId: string, requestType: BatchRequestType }
      | { __typename: 'EventPublished', requestId: string, requestType: BatchRequestType, sequence: number }
      | { __typename: 'RequestNotPerformed', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestOutcomeUnknown', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestRejected', requestId: string, requestType: BatchRequestType, code: string, message: string }
      | { __typename: 'UserProfileSet', requestId: string, requestType: BatchRequestType }
    , problem:
      | { __typename: 'ConversationAlreadyOpen', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'ConversationClosed', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'IdempotencyConflict', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'InvalidInput', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, fields: Array<{ path: Array<string>, message: string }> }
      | { __typename: 'NotFound', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'OutcomeUnknown', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'RequestRefused', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'Throttled', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnauthorized', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnavailable', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
     | null } };

export type CloseConversationMutationVariables = Exact<{
  input: CloseConversationInput;
}>;


export type CloseConversationMutation = { closeConversation: { correlationId: string, conversation: { id: string, stage: ConversationStage, closedAt: string | null, closeReason: string | null } | null, problem:
      | { __typename: 'ConversationAlreadyOpen', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'ConversationClosed', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'IdempotencyConflict', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'InvalidInput', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, fields: Array<{ path: Array<string>, message: string }> }
      | { __typename: 'NotFound', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'OutcomeUnknown', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'RequestRefused', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'Throttled', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnauthorized', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnavailable', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
     | null } };

export type ConversationEventsSubscriptionVariables = Exact<{
  conversationId: string | number;
  after?: string | null | undefined;
}>;


export type ConversationEventsSubscription = { conversationEvents:
    | { __typename: 'AcceptStatusEvent', from: ParticipantRole, status: AcceptStatus, sequences: Array<number>, cursor: string, conversationId: string, dialogId: string | null, at: string | null, acceptedSequence: number | null }
    | { __typename: 'ChatStateEvent', from: ParticipantRole, chatState: ChatState, cursor: string, conversationId: string, dialogId: string | null, at: string | null }
    | { __typename: 'ConversationChangeEvent', stage: ConversationStage, skillId: string | null, closeReason: string | null, assignedAgentId: string | null, cursor: string, conversationId: string, dialogId: string | null, at: string | null }
    | { __typename: 'MessageEvent', sequence: number, from: ParticipantRole, participantId: string | null, cursor: string, conversationId: string, dialogId: string | null, at: string | null, content:
        | { __typename: 'FileContent', relativePath: string, fileType: string, caption: string | null, preview: string | null }
        | { __typename: 'RichContent', content: Record<string, unknown>, quickReplies: Record<string, unknown> | null }
        | { __typename: 'TextContent', text: string, quickReplies: Record<string, unknown> | null }
        | { __typename: 'UnknownContent', contentType: string, raw: Record<string, unknown> }
       }
    | { __typename: 'MessageGapEvent', sequences: Array<number>, cursor: string, conversationId: string, dialogId: string | null, at: string | null }
   };

export type ConversationHistoryQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ConversationHistoryQuery = { conversation: { id: string, stage: ConversationStage, closedAt: string | null, closeReason: string | null, events: { edges: Array<{ cursor: string, node:
          | { __typename: 'AcceptStatusEvent', from: ParticipantRole, status: AcceptStatus, sequences: Array<number>, cursor: string, conversationId: string, dialogId: string | null, at: string | null, acceptedSequence: number | null }
          | { __typename: 'ChatStateEvent', from: ParticipantRole, chatState: ChatState, cursor: string, conversationId: string, dialogId: string | null, at: string | null }
          | { __typename: 'ConversationChangeEvent', stage: ConversationStage, skillId: string | null, closeReason: string | null, assignedAgentId: string | null, cursor: string, conversationId: string, dialogId: string | null, at: string | null }
          | { __typename: 'MessageEvent', sequence: number, from: ParticipantRole, participantId: string | null, cursor: string, conversationId: string, dialogId: string | null, at: string | null, content:
              | { __typename: 'FileContent', relativePath: string, fileType: string, caption: string | null, preview: string | null }
              | { __typename: 'RichContent', content: Record<string, unknown>, quickReplies: Record<string, unknown> | null }
              | { __typename: 'TextContent', text: string, quickReplies: Record<string, unknown> | null }
              | { __typename: 'UnknownContent', contentType: string, raw: Record<string, unknown> }
             }
          | { __typename: 'MessageGapEvent', sequences: Array<number>, cursor: string, conversationId: string, dialogId: string | null, at: string | null }
         }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } } | null };

type ConversationEventFields_AcceptStatusEvent_Fragment = { __typename: 'AcceptStatusEvent', from: ParticipantRole, status: AcceptStatus, sequences: Array<number>, cursor: string, conversationId: string, dialogId: string | null, at: string | null, acceptedSequence: number | null };

type ConversationEventFields_ChatStateEvent_Fragment = { __typename: 'ChatStateEvent', from: ParticipantRole, chatState: ChatState, cursor: string, conversationId: string, dialogId: string | null, at: string | null };

type ConversationEventFields_ConversationChangeEvent_Fragment = { __typename: 'ConversationChangeEvent', stage: ConversationStage, skillId: string | null, closeReason: string | null, assignedAgentId: string | null, cursor: string, conversationId: string, dialogId: string | null, at: string | null };

type ConversationEventFields_MessageEvent_Fragment = { __typename: 'MessageEvent', sequence: number, from: ParticipantRole, participantId: string | null, cursor: string, conversationId: string, dialogId: string | null, at: string | null, content:
    | { __typename: 'FileContent', relativePath: string, fileType: string, caption: string | null, preview: string | null }
    | { __typename: 'RichContent', content: Record<string, unknown>, quickReplies: Record<string, unknown> | null }
    | { __typename: 'TextContent', text: string, quickReplies: Record<string, unknown> | null }
    | { __typename: 'UnknownContent', contentType: string, raw: Record<string, unknown> }
   };

type ConversationEventFields_MessageGapEvent_Fragment = { __typename: 'MessageGapEvent', sequences: Array<number>, cursor: string, conversationId: string, dialogId: string | null, at: string | null };

export type ConversationEventFieldsFragment =
  | ConversationEventFields_AcceptStatusEvent_Fragment
  | ConversationEventFields_ChatStateEvent_Fragment
  | ConversationEventFields_ConversationChangeEvent_Fragment
  | ConversationEventFields_MessageEvent_Fragment
  | ConversationEventFields_MessageGapEvent_Fragment
;

export type ConversationQueryVariables = Exact<{
  id: string | number;
}>;


export type ConversationQuery = { conversation: { id: string, accountId: string, stage: ConversationStage, mainDialogId: string, createdAt: string, closedAt: string | null, closeReason: string | null, skillId: string | null, consumer: { id: string }, campaignInfo: { campaignId: string, engagementId: string } | null, context: { type: ConversationContextType, visitorId: string | null, sessionId: string | null, interactionContextId: string | null, lang: string | null } | null } | null };

export type CreateConversationMutationVariables = Exact<{
  input: CreateConversationInput;
}>;


export type CreateConversationMutation = { createConversation: { outcome: CreateConversationOutcome, replayed: boolean, correlationId: string, conversation: { id: string, stage: ConversationStage, createdAt: string } | null, results: Array<
      | { __typename: 'ConversationRequested', requestId: string, requestType: BatchRequestType, conversationId: string }
      | { __typename: 'EventPublished', requestId: string, requestType: BatchRequestType, sequence: number }
      | { __typename: 'RequestNotPerformed', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestOutcomeUnknown', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestRejected', requestId: string, requestType: BatchRequestType, code: string, message: string }
      | { __typename: 'UserProfileSet', requestId: string, requestType: BatchRequestType }
    >, problem:
      | { __typename: 'ConversationAlreadyOpen', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, conversation: { id: string } | null }
      | { __typename: 'ConversationClosed', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'IdempotencyConflict', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'InvalidInput', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, fields: Array<{ path: Array<string>, message: string }> }
      | { __typename: 'NotFound', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'OutcomeUnknown', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'RequestRefused', upstreamCode: string | null, code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'Throttled', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnauthorized', errorCode: number | null, code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnavailable', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
     | null, advice: Array<{ code: AdviceCode, message: string, path: Array<string> }> } };

export type CreateUploadUrlMutationVariables = Exact<{
  input: CreateUploadUrlInput;
}>;


export type CreateUploadUrlMutation = { createUploadUrl: { uploadUrl: string | null, relativePath: string | null, expiresAt: string | null, correlationId: string, problem:
      | { __typename: 'ConversationAlreadyOpen', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'ConversationClosed', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'IdempotencyConflict', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'InvalidInput', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, fields: Array<{ path: Array<string>, message: string }> }
      | { __typename: 'NotFound', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'OutcomeUnknown', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'RequestRefused', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'Throttled', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnauthorized', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnavailable', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
     | null } };

export type EngagementQueryVariables = Exact<{
  input: EngagementInput;
}>;


export type EngagementQuery = { engagement: { sessionId: string | null, visitorId: string | null, pageId: string | null, correlationId: string, engagements: Array<{ campaignId: string, engagementId: string, engagementRevision: number | null, contextId: string | null, connectorId: string | null, status: string, conversation: { id: string, stage: ConversationStage, createdAt: string, campaignInfo: { campaignId: string, engagementId: string } | null } | null }>, problem:
      | { __typename: 'ConversationAlreadyOpen', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'ConversationClosed', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'IdempotencyConflict', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'InvalidInput', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, fields: Array<{ path: Array<string>, message: string }> }
      | { __typename: 'NotFound', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'OutcomeUnknown', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'RequestRefused', upstreamCode: string | null, code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'Throttled', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnauthorized', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnavailable', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
     | null } };

type ProblemFields_ConversationAlreadyOpen_Fragment = { __typename: 'ConversationAlreadyOpen', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemFields_ConversationClosed_Fragment = { __typename: 'ConversationClosed', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemFields_IdempotencyConflict_Fragment = { __typename: 'IdempotencyConflict', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemFields_InvalidInput_Fragment = { __typename: 'InvalidInput', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, fields: Array<{ path: Array<string>, message: string }> };

type ProblemFields_NotFound_Fragment = { __typename: 'NotFound', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemFields_OutcomeUnknown_Fragment = { __typename: 'OutcomeUnknown', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemFields_RequestRefused_Fragment = { __typename: 'RequestRefused', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemFields_Throttled_Fragment = { __typename: 'Throttled', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemFields_UpstreamUnauthorized_Fragment = { __typename: 'UpstreamUnauthorized', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

type ProblemFields_UpstreamUnavailable_Fragment = { __typename: 'UpstreamUnavailable', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null };

export type ProblemFieldsFragment =
  | ProblemFields_ConversationAlreadyOpen_Fragment
  | ProblemFields_ConversationClosed_Fragment
  | ProblemFields_IdempotencyConflict_Fragment
  | ProblemFields_InvalidInput_Fragment
  | ProblemFields_NotFound_Fragment
  | ProblemFields_OutcomeUnknown_Fragment
  | ProblemFields_RequestRefused_Fragment
  | ProblemFields_Throttled_Fragment
  | ProblemFields_UpstreamUnauthorized_Fragment
  | ProblemFields_UpstreamUnavailable_Fragment
;

type ResultFields_ConversationRequested_Fragment = { __typename: 'ConversationRequested', requestId: string, requestType: BatchRequestType };

type ResultFields_EventPublished_Fragment = { __typename: 'EventPublished', requestId: string, requestType: BatchRequestType, sequence: number };

type ResultFields_RequestNotPerformed_Fragment = { __typename: 'RequestNotPerformed', requestId: string, requestType: BatchRequestType };

type ResultFields_RequestOutcomeUnknown_Fragment = { __typename: 'RequestOutcomeUnknown', requestId: string, requestType: BatchRequestType };

type ResultFields_RequestRejected_Fragment = { __typename: 'RequestRejected', requestId: string, requestType: BatchRequestType, code: string, message: string };

type ResultFields_UserProfileSet_Fragment = { __typename: 'UserProfileSet', requestId: string, requestType: BatchRequestType };

export type ResultFieldsFragment =
  | ResultFields_ConversationRequested_Fragment
  | ResultFields_EventPublished_Fragment
  | ResultFields_RequestNotPerformed_Fragment
  | ResultFields_RequestOutcomeUnknown_Fragment
  | ResultFields_RequestRejected_Fragment
  | ResultFields_UserProfileSet_Fragment
;

export type PreviewCreateConversationQueryVariables = Exact<{
  input: CreateConversationInput;
}>;


export type PreviewCreateConversationQuery = { previewCreateConversation: { method: string, url: string, body: string, curl: string, headers: Array<{ name: string, value: string }>, requests: Array<{ requestId: string, requestType: BatchRequestType, body: Record<string, unknown> }>, advice: Array<{ code: AdviceCode, message: string, path: Array<string> }> } };

export type SendMessageMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMessageMutation = { sendMessage: { replayed: boolean, correlationId: string, result:
      | { __typename: 'ConversationRequested', requestId: string, requestType: BatchRequestType }
      | { __typename: 'EventPublished', requestId: string, requestType: BatchRequestType, sequence: number }
      | { __typename: 'RequestNotPerformed', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestOutcomeUnknown', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestRejected', requestId: string, requestType: BatchRequestType, code: string, message: string }
      | { __typename: 'UserProfileSet', requestId: string, requestType: BatchRequestType }
    , problem:
      | { __typename: 'ConversationAlreadyOpen', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'ConversationClosed', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'IdempotencyConflict', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'InvalidInput', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, fields: Array<{ path: Array<string>, message: string }> }
      | { __typename: 'NotFound', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'OutcomeUnknown', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'RequestRefused', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'Throttled', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnauthorized', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnavailable', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
     | null } };

export type SetChatStateMutationVariables = Exact<{
  input: SetChatStateInput;
}>;


export type SetChatStateMutation = { setChatState: { correlationId: string, result:
      | { __typename: 'ConversationRequested', requestId: string, requestType: BatchRequestType }
      | { __typename: 'EventPublished', requestId: string, requestType: BatchRequestType, sequence: number }
      | { __typename: 'RequestNotPerformed', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestOutcomeUnknown', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestRejected', requestId: string, requestType: BatchRequestType, code: string, message: string }
      | { __typename: 'UserProfileSet', requestId: string, requestType: BatchRequestType }
    , problem:
      | { __typename: 'ConversationAlreadyOpen', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'ConversationClosed', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'IdempotencyConflict', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'InvalidInput', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, fields: Array<{ path: Array<string>, message: string }> }
      | { __typename: 'NotFound', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'OutcomeUnknown', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'RequestRefused', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'Throttled', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnauthorized', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnavailable', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
     | null } };

export type UpdateUserProfileMutationVariables = Exact<{
  input: UpdateUserProfileInput;
}>;


export type UpdateUserProfileMutation = { updateUserProfile: { correlationId: string, result:
      | { __typename: 'ConversationRequested', requestId: string, requestType: BatchRequestType }
      | { __typename: 'EventPublished', requestId: string, requestType: BatchRequestType, sequence: number }
      | { __typename: 'RequestNotPerformed', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestOutcomeUnknown', requestId: string, requestType: BatchRequestType }
      | { __typename: 'RequestRejected', requestId: string, requestType: BatchRequestType, code: string, message: string }
      | { __typename: 'UserProfileSet', requestId: string, requestType: BatchRequestType }
    , problem:
      | { __typename: 'ConversationAlreadyOpen', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'ConversationClosed', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'IdempotencyConflict', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'InvalidInput', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null, fields: Array<{ path: Array<string>, message: string }> }
      | { __typename: 'NotFound', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'OutcomeUnknown', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'RequestRefused', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'Throttled', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnauthorized', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
      | { __typename: 'UpstreamUnavailable', code: ProblemCode, message: string, retryable: boolean, retryAfterMs: number | null }
     | null, advice: Array<{ code: AdviceCode, message: string, path: Array<string> }> } };

export const ConversationStateFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]} as unknown as DocumentNode<ConversationStateFragment, unknown>;
export const ResultOfRequestFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ResultOfRequest"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"requestType"}}]}}]} as unknown as DocumentNode<ResultOfRequestFragment, unknown>;
export const ProblemToShowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProblemToShow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<ProblemToShowFragment, unknown>;
export const ConversationEventFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationEventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"conversationId"}},{"kind":"Field","name":{"kind":"Name","value":"dialogId"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"content"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TextContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"quickReplies"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RichContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"content"}},{"kind":"Field","name":{"kind":"Name","value":"quickReplies"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FileContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"relativePath"}},{"kind":"Field","name":{"kind":"Name","value":"fileType"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"preview"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UnknownContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"raw"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChatStateEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"chatState"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AcceptStatusEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"acceptedSequence"},"name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"sequences"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationChangeEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"skillId"}},{"kind":"Field","name":{"kind":"Name","value":"closeReason"}},{"kind":"Field","name":{"kind":"Name","value":"assignedAgentId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageGapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequences"}}]}}]}}]} as unknown as DocumentNode<ConversationEventFieldsFragment, unknown>;
export const ProblemFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProblemFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<ProblemFieldsFragment, unknown>;
export const ResultFieldsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ResultFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BatchRequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"requestType"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EventPublished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<ResultFieldsFragment, unknown>;
export const OpenConversationDocument = {"__meta__":{"hash":"sha256:b3e413d0d67a9200a8105389100392ea43e512ddfc91f47d5c2ec9cb71bf5d64"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"OpenConversation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateConversationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createConversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationState"}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ResultOfRequest"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationRequested"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversationId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EventPublished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProblemToShow"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationAlreadyOpen"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationState"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ResultOfRequest"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"requestType"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProblemToShow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}}]} as unknown as DocumentNode<OpenConversationMutation, OpenConversationMutationVariables>;
export const ConversationStateDocument = {"__meta__":{"hash":"sha256:494a886500c840261ca9c3ce0e01202d9dcf453718b687971847fb68774bcce0"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ConversationState"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationState"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationState"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Conversation"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]} as unknown as DocumentNode<ConversationStateQuery, ConversationStateQueryVariables>;
export const AcknowledgeMessagesDocument = {"__meta__":{"hash":"sha256:3ce6debef49cee9241bba0da7746d2155724d07fe4050ff06e115dcdf9fcec85"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"AcknowledgeMessages"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AcknowledgeMessagesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"acknowledgeMessages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ResultFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProblemFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"correlationId"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ResultFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BatchRequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"requestType"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EventPublished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProblemFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<AcknowledgeMessagesMutation, AcknowledgeMessagesMutationVariables>;
export const CloseConversationDocument = {"__meta__":{"hash":"sha256:6267a4978ab8f492380d6b2d68cb795d5523d2885343fc3ce3c319e63ba0b54d"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CloseConversation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CloseConversationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"closeConversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}},{"kind":"Field","name":{"kind":"Name","value":"closeReason"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProblemFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"correlationId"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProblemFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CloseConversationMutation, CloseConversationMutationVariables>;
export const ConversationEventsDocument = {"__meta__":{"hash":"sha256:6d0d852696af6fa4e148f73d6e9cee7294e42ea984960fd49c701f9ef4d02e8a"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"ConversationEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"conversationId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversationEvents"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"conversationId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"conversationId"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationEventFields"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationEventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"conversationId"}},{"kind":"Field","name":{"kind":"Name","value":"dialogId"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"content"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TextContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"quickReplies"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RichContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"content"}},{"kind":"Field","name":{"kind":"Name","value":"quickReplies"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FileContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"relativePath"}},{"kind":"Field","name":{"kind":"Name","value":"fileType"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"preview"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UnknownContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"raw"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChatStateEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"chatState"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AcceptStatusEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"acceptedSequence"},"name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"sequences"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationChangeEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"skillId"}},{"kind":"Field","name":{"kind":"Name","value":"closeReason"}},{"kind":"Field","name":{"kind":"Name","value":"assignedAgentId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageGapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequences"}}]}}]}}]} as unknown as DocumentNode<ConversationEventsSubscription, ConversationEventsSubscriptionVariables>;
export const ConversationHistoryDocument = {"__meta__":{"hash":"sha256:0d71ccd366c7fc9a18a3bf03040170657442f114eff3c10485f438a4b749ccf5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ConversationHistory"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"50"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}},{"kind":"Field","name":{"kind":"Name","value":"closeReason"}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversationEventFields"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversationEventFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"conversationId"}},{"kind":"Field","name":{"kind":"Name","value":"dialogId"}},{"kind":"Field","name":{"kind":"Name","value":"at"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"participantId"}},{"kind":"Field","name":{"kind":"Name","value":"content"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"TextContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"text"}},{"kind":"Field","name":{"kind":"Name","value":"quickReplies"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RichContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"content"}},{"kind":"Field","name":{"kind":"Name","value":"quickReplies"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FileContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"relativePath"}},{"kind":"Field","name":{"kind":"Name","value":"fileType"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"preview"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UnknownContent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"contentType"}},{"kind":"Field","name":{"kind":"Name","value":"raw"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ChatStateEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"chatState"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AcceptStatusEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"acceptedSequence"},"name":{"kind":"Name","value":"sequence"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"sequences"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationChangeEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"skillId"}},{"kind":"Field","name":{"kind":"Name","value":"closeReason"}},{"kind":"Field","name":{"kind":"Name","value":"assignedAgentId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"MessageGapEvent"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequences"}}]}}]}}]} as unknown as DocumentNode<ConversationHistoryQuery, ConversationHistoryQueryVariables>;
export const ConversationDocument = {"__meta__":{"hash":"sha256:839dd9a6e74d56b8707dc251ff6b706589708fc78fd2718b243266a99699607c"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Conversation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"consumer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"mainDialogId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"closedAt"}},{"kind":"Field","name":{"kind":"Name","value":"closeReason"}},{"kind":"Field","name":{"kind":"Name","value":"skillId"}},{"kind":"Field","name":{"kind":"Name","value":"campaignInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"engagementId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"context"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"visitorId"}},{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"interactionContextId"}},{"kind":"Field","name":{"kind":"Name","value":"lang"}}]}}]}}]}}]} as unknown as DocumentNode<ConversationQuery, ConversationQueryVariables>;
export const CreateConversationDocument = {"__meta__":{"hash":"sha256:172ede9794931b1229f4d249f00a807908db64709cc1edb6e54c581110bf5971"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateConversation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateConversationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createConversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"requestType"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationRequested"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversationId"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EventPublished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UpstreamUnauthorized"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCode"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ConversationAlreadyOpen"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"advice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"correlationId"}}]}}]}}]} as unknown as DocumentNode<CreateConversationMutation, CreateConversationMutationVariables>;
export const CreateUploadUrlDocument = {"__meta__":{"hash":"sha256:0f9c824e3833ed083a3e01d803e6bb2f0f8fdfd010599dda3ff34c5cd9a356d4"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"CreateUploadUrl"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateUploadUrlInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"createUploadUrl"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"uploadUrl"}},{"kind":"Field","name":{"kind":"Name","value":"relativePath"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProblemFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"correlationId"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProblemFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<CreateUploadUrlMutation, CreateUploadUrlMutationVariables>;
export const EngagementDocument = {"__meta__":{"hash":"sha256:896896281deaa231ad8ccc8e5101d486a54015dacb0c831504ca02cbf27ec33b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Engagement"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"EngagementInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"engagement"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"visitorId"}},{"kind":"Field","name":{"kind":"Name","value":"pageId"}},{"kind":"Field","name":{"kind":"Name","value":"engagements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"engagementId"}},{"kind":"Field","name":{"kind":"Name","value":"engagementRevision"}},{"kind":"Field","name":{"kind":"Name","value":"contextId"}},{"kind":"Field","name":{"kind":"Name","value":"connectorId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"conversation"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"stage"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"campaignInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"campaignId"}},{"kind":"Field","name":{"kind":"Name","value":"engagementId"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestRefused"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"correlationId"}}]}}]}}]} as unknown as DocumentNode<EngagementQuery, EngagementQueryVariables>;
export const PreviewCreateConversationDocument = {"__meta__":{"hash":"sha256:d61e6a50dda6cc08bddb57ead09f18059e77b5e871fe795fa29f90b6436f640b"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PreviewCreateConversation"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CreateConversationInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"previewCreateConversation"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"method"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"headers"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"body"}},{"kind":"Field","name":{"kind":"Name","value":"requests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"requestType"}},{"kind":"Field","name":{"kind":"Name","value":"body"}}]}},{"kind":"Field","name":{"kind":"Name","value":"curl"}},{"kind":"Field","name":{"kind":"Name","value":"advice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}}]}}]}}]} as unknown as DocumentNode<PreviewCreateConversationQuery, PreviewCreateConversationQueryVariables>;
export const SendMessageDocument = {"__meta__":{"hash":"sha256:5c6e72481c237ac7d1910dca9cec9a1e4b58a96be996faa9cf32879734e0ac25"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SendMessage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SendMessageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sendMessage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ResultFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProblemFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"replayed"}},{"kind":"Field","name":{"kind":"Name","value":"correlationId"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ResultFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BatchRequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"requestType"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EventPublished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProblemFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SendMessageMutation, SendMessageMutationVariables>;
export const SetChatStateDocument = {"__meta__":{"hash":"sha256:0026176009e1e9bb91b5ea43734f7cfb273a5f5fcf1ca06e367abad0f29558be"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetChatState"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SetChatStateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"setChatState"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ResultFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProblemFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"correlationId"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ResultFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BatchRequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"requestType"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EventPublished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProblemFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<SetChatStateMutation, SetChatStateMutationVariables>;
export const UpdateUserProfileDocument = {"__meta__":{"hash":"sha256:49a0a168a64f513f168d353a5828b17db87629b02a2db41ddae0637acd1523df"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"UpdateUserProfile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UpdateUserProfileInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"updateUserProfile"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"result"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ResultFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ProblemFields"}}]}},{"kind":"Field","name":{"kind":"Name","value":"advice"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"path"}}]}},{"kind":"Field","name":{"kind":"Name","value":"correlationId"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ResultFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"BatchRequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestResult"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"requestType"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"EventPublished"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sequence"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RequestRejected"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ProblemFields"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Problem"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"InvalidInput"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"fields"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"path"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]} as unknown as DocumentNode<UpdateUserProfileMutation, UpdateUserProfileMutationVariables>;