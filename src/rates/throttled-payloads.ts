import { adviseOn, adviseOnSdes } from '../conversation/advice.ts'
import type { CreateConversationInput } from '../conversation/create-conversation.input.ts'
import type { CreateConversationPayload } from '../conversation/create-conversation.payload.ts'
import { toResult } from '../conversation/payload.mapper.ts'
import type { EngagementPayload } from '../engagement/engagement.type.ts'
import { withProblem } from '../file/upload-url.mapper.ts'
import { toUnsentMessagePayload, toUnsentPayload } from '../message/message-payload.mapper.ts'
import type { Throttled } from '../problems.ts'
import type { UpdateUserProfileInput } from '../profile/update-user-profile.input.ts'

/** What a root field answers instead of doing what it was asked. */
export type ThrottledPayload = (input: never, problem: Throttled, correlationId: string) => unknown

/** By the name of the field: every mutation, and the query that calls LivePerson. */
export const throttledPayloads: Readonly<Record<string, ThrottledPayload>> = {
  createConversation: toUncreated,
  sendMessage: (_input, problem, correlationId) => toUnsentMessagePayload(problem, correlationId),
  setChatState: toUnpublished,
  acknowledgeMessages: toUnpublished,
  updateUserProfile: (
    { sdes }: UpdateUserProfileInput,
    problem: Throttled,
    correlationId: string,
  ) => ({
    ...toUnsentPayload('userprofile.SetUserProfile', problem, correlationId),
    advice: adviseOnSdes(sdes ?? []),
  }),
  closeConversation: (_input, problem, correlationId) => ({ problem, correlationId }),
  createUploadUrl: (_input, problem, correlationId) => withProblem(problem, correlationId),
  engagement: (_input, problem, correlationId): EngagementPayload => ({
    engagements: [],
    problem,
    correlationId,
  }),
}

const idle = { kind: 'not-performed' } as const

function toUncreated(
  input: CreateConversationInput,
  problem: Throttled,
  correlationId: string,
): CreateConversationPayload {
  const results = [
    toResult({ id: '1', type: 'userprofile.SetUserProfile' }, idle),
    toResult({ id: '2', type: 'cm.ConsumerRequestConversation' }, idle),
    ...(input.firstMessage ? [toResult({ id: '3', type: 'ms.PublishEvent' }, idle)] : []),
  ]
  const advice = adviseOn(input)
  return { outcome: 'NOT_CREATED', results, problem, advice, replayed: false, correlationId }
}

function toUnpublished(_input: never, problem: Throttled, correlationId: string) {
  return toUnsentPayload('ms.PublishEvent', problem, correlationId)
}
