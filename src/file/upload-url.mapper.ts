import type { SendOutcome } from '../message/send-outcome.ts'
import { problemOfSend } from '../message/send-problem.ts'
import type { NoTarget } from '../message/send-target.ts'
import { noUploadUrl } from '../problem.mapper.ts'
import type { Problem } from '../problems.ts'
import type { CreateUploadUrlPayload } from './create-upload-url.payload.ts'
import type { UploadPlace } from './upload-url-creator.ts'
import { toUploadUrl } from './upload-ticket.ts'

export function toUploadUrlPayload(
  outcome: SendOutcome<UploadPlace> | NoTarget,
  correlationId: string,
): CreateUploadUrlPayload {
  switch (outcome.kind) {
    case 'upload-ticket':
      return {
        uploadUrl: toUploadUrl(outcome, outcome.origin),
        relativePath: outcome.relativePath,
        expiresAt: new Date(Number(outcome.expires) * 1000),
        correlationId,
      }
    case 'unknown':
      return withProblem(noUploadUrl, correlationId)
    case 'rejected':
    case 'not-performed':
    case 'not-found':
    case 'unread':
      return withProblem(problemOfSend(outcome), correlationId)
  }
}

export function withProblem(
  problem: Problem | undefined,
  correlationId: string,
): CreateUploadUrlPayload {
  return { ...(problem && { problem }), correlationId }
}
