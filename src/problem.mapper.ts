import type { Failure } from './connector/failure.ts'
import type {
  ConversationClosed,
  IdempotencyConflict,
  InvalidField,
  InvalidInput,
  NotFound,
  OutcomeUnknown,
  RequestRefused,
  Throttled,
  UpstreamUnauthorized,
  UpstreamUnavailable,
} from './problems.ts'

/** LivePerson: at least a second between calls after a 429. */
const MIN_THROTTLE_MS = 1000
const STILL_RUNNING_RETRY_MS = 500

/** What a caller is told of something that certainly had no effect. */
export function problemOf(
  failure: Failure,
): RequestRefused | Throttled | UpstreamUnauthorized | UpstreamUnavailable {
  switch (failure.kind) {
    case 'rejected':
      return refused(failure.code, failure.message)
    case 'throttled':
      return {
        __typename: 'Throttled',
        code: 'THROTTLED',
        message: 'LivePerson asks for fewer requests.',
        retryable: true,
        retryAfterMs: Math.max(MIN_THROTTLE_MS, Math.ceil(failure.retryAfterMs ?? 0)),
      }
    case 'unauthorized':
      return {
        __typename: 'UpstreamUnauthorized',
        code: 'UPSTREAM_UNAUTHORIZED',
        message: 'LivePerson refused a token, or would not give the gateway one.',
        retryable: false,
        ...(failure.errorCode !== undefined && { errorCode: failure.errorCode }),
      }
    case 'unavailable':
      return unavailable(
        `LivePerson is not available, so nothing was done (${failure.reason}).`,
        failure.retryable,
        failure.retryAfterMs,
      )
    case 'shed':
      return {
        ...unavailable(`LivePerson was not called, because ${failure.reason}.`, true),
        retryAfterMs: failure.retryAfterMs,
      }
  }
}

export function refused(upstreamCode: string, message = ''): RequestRefused {
  return {
    __typename: 'RequestRefused',
    code: 'REQUEST_REJECTED',
    message: message === '' ? 'LivePerson refused the request.' : `LivePerson refused: ${message}`,
    retryable: false,
    upstreamCode,
  }
}

function unavailable(
  message: string,
  retryable: boolean,
  retryAfterMs?: number,
): UpstreamUnavailable {
  return {
    __typename: 'UpstreamUnavailable',
    code: 'UPSTREAM_UNAVAILABLE',
    message,
    retryable,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}

export const storeUnavailable = unavailable(
  'The gateway cannot reach the store that keeps idempotency keys, so nothing was sent.',
  true,
)

export const conversationUnread = unavailable(
  'The gateway cannot look the conversation up in its store, so nothing was sent.',
  true,
)

export const conversationNotFound: NotFound = {
  __typename: 'NotFound',
  code: 'NOT_FOUND',
  message:
    "The gateway knows no such conversation, or it is not the caller's, so nothing was sent.",
  retryable: false,
}

export const conversationClosed: ConversationClosed = {
  __typename: 'ConversationClosed',
  code: 'CONVERSATION_CLOSED',
  message: 'The conversation is closed. Open a new one.',
  retryable: false,
}

/** It changes nothing at LivePerson, so whatever became of it, it can be asked for again. */
export const noUploadUrl = unavailable(
  'LivePerson gave no usable URL to upload to. Nothing was changed.',
  true,
)

export const outcomeUnknown: OutcomeUnknown = {
  __typename: 'OutcomeUnknown',
  code: 'OUTCOME_UNKNOWN',
  message:
    'The request left and no usable answer came back. It may have had its effect; sending it again could do it twice.',
  retryable: false,
}

export const keyReused: IdempotencyConflict = {
  __typename: 'IdempotencyConflict',
  code: 'IDEMPOTENCY_KEY_REUSED',
  message: 'This idempotency key was used with another input. Use a new key for a new intent.',
  retryable: false,
}

export const stillInProgress: IdempotencyConflict = {
  __typename: 'IdempotencyConflict',
  code: 'IDEMPOTENCY_IN_PROGRESS',
  message:
    'An earlier call with this idempotency key is still running. Ask again with the same key.',
  retryable: true,
  retryAfterMs: STILL_RUNNING_RETRY_MS,
}

export function invalidInput(fields: readonly InvalidField[]): InvalidInput {
  const wrong = fields.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  return {
    __typename: 'InvalidInput',
    code: 'INVALID_INPUT',
    message: `Nothing was sent. ${wrong}`,
    retryable: false,
    fields: [...fields],
  }
}
