import type { BatchRequestResult } from '../conversation/create-conversation.payload.ts'
import { toResult } from '../conversation/payload.mapper.ts'
import type { ProfileSet, Published } from '../conversation/request-outcome.ts'
import type { Verdict } from '../idempotency/exactly-once.ts'
import { keyReused, stillInProgress, storeUnavailable } from '../problem.mapper.ts'
import type { Problem } from '../problems.ts'
import { REQUEST_ID } from './message-request.mapper.ts'
import type { SendMessagePayload } from './send-message.payload.ts'
import type { SendOutcome } from './send-outcome.ts'
import { problemOfSend } from './send-problem.ts'
import type { NoTarget } from './send-target.ts'

type Result = 'userprofile.SetUserProfile' | 'ms.PublishEvent'

/** What every payload of one request has. */
export interface RequestPayload {
  result: BatchRequestResult
  problem?: Problem
  correlationId: string
}

export function toRequestPayload(
  type: Result,
  outcome: SendOutcome<Published | ProfileSet> | NoTarget,
  correlationId: string,
): RequestPayload {
  const problem = problemOfSend(outcome)
  return {
    result: toResult({ id: REQUEST_ID, type }, isNoTarget(outcome) ? idle : outcome),
    ...(problem && { problem }),
    correlationId,
  }
}

/** The payload of one request that was not sent. */
export function toUnsentPayload(
  type: Result,
  problem: Problem,
  correlationId: string,
): RequestPayload {
  return { result: toResult({ id: REQUEST_ID, type }, idle), problem, correlationId }
}

export function toMessagePayload(
  verdict: Verdict<SendOutcome<Published>> | NoTarget,
  correlationId: string,
): SendMessagePayload {
  const told = (outcome: SendOutcome<Published> | NoTarget, replayed = false) => ({
    ...toRequestPayload('ms.PublishEvent', outcome, correlationId),
    replayed,
  })
  switch (verdict.kind) {
    case 'ran':
      return told(verdict.answer)
    case 'replayed':
      return told(verdict.answer, true)
    case 'unknown':
      return told(verdict, true)
    case 'in-progress':
      return { ...told({ kind: 'unknown' }), problem: stillInProgress }
    case 'key-reused':
      return toUnsentMessagePayload(keyReused, correlationId)
    case 'store-unavailable':
      return toUnsentMessagePayload(storeUnavailable, correlationId)
    case 'not-found':
    case 'unread':
      return told(verdict)
  }
}

export function toUnsentMessagePayload(
  problem: Problem,
  correlationId: string,
): SendMessagePayload {
  return { ...toUnsentPayload('ms.PublishEvent', problem, correlationId), replayed: false }
}

const idle = { kind: 'not-performed' } as const

const isNoTarget = (outcome: { readonly kind: string }): outcome is NoTarget =>
  outcome.kind === 'not-found' || outcome.kind === 'unread'
