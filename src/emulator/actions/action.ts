import { AuthErrorCode } from '../../connector/protocol.ts'
import { authError, badRequest, json, okResult } from '../answers.ts'
import type { Answer } from '../call.ts'
import type { Clock } from '../clock.ts'
import type { EmulatedConversation, Refusal } from '../conversation.ts'
import type { Files } from '../files.ts'
import { accepted, type Envelope, type Reading, refused } from '../requests/envelope.ts'
import type { EmulatorState } from '../state.ts'
import type { Consumer } from '../tokens.ts'

export interface FileOptions {
  /** Whether PDF and TXT can be uploaded too. Default false, as LivePerson documents it. */
  readonly allowDocuments?: boolean
  /** Whether a published file must have been uploaded. Default false. */
  readonly requireUpload?: boolean
}

/** What the actions of SEND work with. */
export interface Desk {
  readonly state: EmulatorState
  readonly files: Files
  readonly clock: Clock
  /** For so long a new conversation is not there yet for SEND. */
  readonly staleForMs: number
  readonly fileOptions: FileOptions
}

/** One per type of request. */
export type Action = (request: Envelope, consumer: Consumer, desk: Desk) => Answer

/**
 * The conversation, if it is this consumer's; another's looks like a wrong ConsumerJWS. One that
 * is too young is not found: LivePerson's own replicas need a moment to learn of it.
 */
export function readOwn(
  conversationId: string,
  request: Envelope,
  consumer: Consumer,
  { state, clock, staleForMs }: Desk,
): Reading<EmulatedConversation> {
  const found = state.conversation(consumer.accountId, conversationId)
  if (found === undefined) return refused(badRequest('Bad Request', request.id))
  if (found.lpConsumerId !== consumer.lpConsumerId) {
    return refused(authError(AuthErrorCode.consumerJwsInvalid))
  }
  if (clock.now() - found.startTs < staleForMs) {
    return refused(badRequest('Bad Request', request.id))
  }
  return accepted(found)
}

/** The answer to what was done, or to what was refused. */
export function answerOf(
  request: Envelope,
  refusal: Refusal | undefined,
  body: Readonly<Record<string, unknown>>,
): Answer {
  return refusal === undefined
    ? json(200, okResult(request.id, body))
    : badRequest(MESSAGES[refusal], request.id)
}

const MESSAGES: Readonly<Record<Refusal, string>> = {
  closed: 'Bad Request, Conversation is close',
  invalid: 'Bad Request',
}
