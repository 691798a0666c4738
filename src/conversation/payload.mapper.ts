import type { BatchRequest as WireRequest, ConversationBatch } from '../connector/protocol.ts'
import type { Verdict } from '../idempotency/exactly-once.ts'
import {
  invalidInput,
  keyReused,
  outcomeUnknown,
  problemOf,
  refused,
  stillInProgress,
  storeUnavailable,
} from '../problem.mapper.ts'
import type { ConversationAlreadyOpen, InvalidField, Problem } from '../problems.ts'
import type { ConversationRecord } from '../store/store.ts'
import { toConversation } from './conversation.mapper.ts'
import type {
  Advice,
  BatchRequestResult,
  BatchRequestType,
  CreateConversationOutcome,
  CreateConversationPayload,
} from './create-conversation.payload.ts'
import { conversationOutcome, type Creation, foundOneOpen } from './creation.ts'
import { isSuccess, type RequestOutcome } from './request-outcome.ts'

/** What goes into every payload, whatever happened. */
export interface Surroundings {
  readonly batch: ConversationBatch
  readonly advice: Advice[]
  readonly correlationId: string
}

export function toPayload(
  verdict: Verdict<Creation>,
  surroundings: Surroundings,
): CreateConversationPayload {
  const { batch } = surroundings
  switch (verdict.kind) {
    case 'ran':
      return fromCreation(verdict.answer, surroundings, false)
    case 'replayed':
      return fromCreation(verdict.answer, surroundings, true)
    case 'unknown':
      return fromCreation(allOf(batch, 'unknown'), surroundings, true)
    case 'in-progress':
      return {
        ...fromCreation(allOf(batch, 'unknown'), surroundings, false),
        problem: stillInProgress,
      }
    case 'key-reused':
      return withoutEffect(keyReused, surroundings)
    case 'store-unavailable':
      return withoutEffect(storeUnavailable, surroundings)
  }
}

export function toInvalidPayload(
  fields: readonly InvalidField[],
  surroundings: Surroundings,
): CreateConversationPayload {
  return withoutEffect(invalidInput(fields), surroundings)
}

function withoutEffect(problem: Problem, surroundings: Surroundings): CreateConversationPayload {
  const creation = allOf(surroundings.batch, 'not-performed')
  return { ...fromCreation(creation, surroundings, false), problem }
}

function allOf(batch: ConversationBatch, kind: 'unknown' | 'not-performed'): Creation {
  return { outcomes: batch.map(() => ({ kind })) }
}

function fromCreation(
  creation: Creation,
  { batch, advice, correlationId }: Surroundings,
  replayed: boolean,
): CreateConversationPayload {
  const conversation = conversationIn(creation)
  const problem = problemIn(creation)
  const payload: CreateConversationPayload = {
    outcome: outcomeOf(creation),
    results: batch.map((request, index) => toResult(request, creation.outcomes[index])),
    advice,
    replayed,
    correlationId,
  }
  if (conversation) payload.conversation = toConversation(conversation)
  if (problem) payload.problem = problem
  return payload
}

export function outcomeOf(creation: Creation): CreateConversationOutcome {
  const { kind } = conversationOutcome(creation)
  if (kind === 'unknown') return 'UNKNOWN'
  if (kind !== 'requested') return 'NOT_CREATED'
  return creation.outcomes.every(isSuccess) ? 'CREATED' : 'CREATED_WITH_PROBLEMS'
}

function conversationIn(creation: Creation): ConversationRecord | undefined {
  const outcome = conversationOutcome(creation)
  return outcome.kind === 'requested' ? outcome.conversation : creation.openConversation
}

/** What concerns the conversation itself comes before what concerns its company. */
function problemIn(creation: Creation): Problem | undefined {
  if (creation.failure) return problemOf(creation.failure)
  if (foundOneOpen(creation)) return alreadyOpen(creation.openConversation)
  const conversation = conversationOutcome(creation)
  const failed = isSuccess(conversation)
    ? creation.outcomes.find((outcome) => !isSuccess(outcome))
    : conversation
  if (failed === undefined || failed.kind === 'not-performed') return undefined
  if (failed.kind !== 'rejected') return outcomeUnknown
  return refused(failed.code, failed.message)
}

function alreadyOpen(conversation: ConversationRecord | undefined): ConversationAlreadyOpen {
  return {
    __typename: 'ConversationAlreadyOpen',
    code: 'CONVERSATION_ALREADY_OPEN',
    message: 'The consumer has an open conversation. Use it, or close it first.',
    retryable: false,
    ...(conversation && { conversation: toConversation(conversation) }),
  }
}

export const requestTypes: Readonly<Record<WireRequest['type'], BatchRequestType>> = {
  'userprofile.SetUserProfile': 'SET_USER_PROFILE',
  'cm.ConsumerRequestConversation': 'CONSUMER_REQUEST_CONVERSATION',
  'ms.PublishEvent': 'PUBLISH_EVENT',
}

/** @param request of a batch, or the one of SEND */
export function toResult(
  { id, type }: Pick<WireRequest, 'id' | 'type'>,
  outcome: RequestOutcome | undefined,
): BatchRequestResult {
  const request = { requestId: id, requestType: requestTypes[type] }
  switch (outcome?.kind) {
    case 'profile-set':
      return outcome.message === undefined
        ? { __typename: 'UserProfileSet', ...request }
        : { __typename: 'UserProfileSet', ...request, message: outcome.message }
    case 'requested':
      return {
        __typename: 'ConversationRequested',
        ...request,
        conversationId: outcome.conversation.id,
        conversation: toConversation(outcome.conversation),
      }
    case 'published':
      return { __typename: 'EventPublished', ...request, sequence: outcome.sequence }
    case 'rejected':
      return {
        __typename: 'RequestRejected',
        ...request,
        code: outcome.code,
        message: outcome.message,
      }
    case 'not-performed':
      return { __typename: 'RequestNotPerformed', ...request }
    case 'unknown':
    case undefined:
      return { __typename: 'RequestOutcomeUnknown', ...request }
  }
}
