import { AuthErrorCode } from '../../connector/protocol.ts'
import { authError, badRequest, json, okResult } from '../answers.ts'
import type { Answer, Handler } from '../call.ts'
import { isRecord, parseJson } from '../json.ts'
import { authorizeSend } from '../requests/authorize.ts'
import { publishSchema, updateSchema, userProfileSchema } from '../requests/bodies.ts'
import {
  accepted,
  type Envelope,
  isTooLong,
  readEnvelope,
  type Reading,
  readWith,
  refused,
  requestIdOf,
} from '../requests/envelope.ts'
import type { EmulatedConversation, EmulatorState } from '../state.ts'
import type { Consumer, Tokens } from '../tokens.ts'

type Action = (request: Envelope, consumer: Consumer, state: EmulatorState) => Answer

const CLOSED = 'Bad Request, Conversation is close'

/** One action per type of request. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'ms.PublishEvent': publish,
  'cm.UpdateConversationField': close,
  'userprofile.SetUserProfile': setProfile,
}

/** SEND: one request, not a batch. */
export function createSend(tokens: Tokens, state: EmulatorState): Handler {
  return async (call) => {
    const consumer = await authorizeSend(call, tokens)
    if (!consumer.ok) return consumer.answer

    const value = parseJson(call.body)
    if (!isRecord(value)) return badRequest('Bad Request, expected one JSON object')
    if (isTooLong(value)) return badRequest('Bad Request', requestIdOf(value))
    const request = readEnvelope(value)
    if (!request.ok) return request.answer
    const { id, type } = request.value
    const action = Object.hasOwn(ACTIONS, type) ? ACTIONS[type] : undefined
    if (action === undefined) return badRequest('Bad Request, unknown type of request', id)
    return action(request.value, consumer.value, state)
  }
}

function publish(request: Envelope, consumer: Consumer, state: EmulatorState): Answer {
  const body = readWith(publishSchema, request.body, request.id)
  if (!body.ok) return body.answer

  const { dialogId, conversationId = dialogId, event } = body.value
  const conversation = readOwn(conversationId, request, consumer, state)
  if (!conversation.ok) return conversation.answer
  if (!hasDialog(conversation.value, dialogId)) return badRequest('Bad Request', request.id)

  const sequence = state.publish(conversationId, event)
  return sequence === undefined
    ? badRequest(CLOSED, request.id)
    : json(200, okResult(request.id, { sequence }))
}

function close(request: Envelope, consumer: Consumer, state: EmulatorState): Answer {
  const body = readWith(updateSchema, request.body, request.id)
  if (!body.ok) return body.answer

  const { conversationId, conversationField: field } = body.value
  const conversation = readOwn(conversationId, request, consumer, state)
  if (!conversation.ok) return conversation.answer
  // no account here has a survey, so closing the MAIN dialog ends the conversation as well
  if (field.field === 'DialogChange' && !hasDialog(conversation.value, field.dialog.dialogId)) {
    return badRequest('Bad Request', request.id)
  }

  return state.closeConversation(conversationId)
    ? json(200, okResult(request.id, { msg: 'OK Conversation resolved successfully' }))
    : badRequest(CLOSED, request.id)
}

function setProfile(request: Envelope, consumer: Consumer, state: EmulatorState): Answer {
  const body = readWith(userProfileSchema, request.body, request.id)
  if (!body.ok) return body.answer
  state.setProfile(consumer, request.body)
  return json(200, okResult(request.id, { msg: 'OK User Profile set successfully' }))
}

/** The conversation, if it is this consumer's; another's looks like a wrong ConsumerJWS. */
function readOwn(
  conversationId: string,
  request: Envelope,
  consumer: Consumer,
  state: EmulatorState,
): Reading<EmulatedConversation> {
  const found = state.conversation(consumer.accountId, conversationId)
  if (found === undefined) return refused(badRequest('Bad Request', request.id))
  if (found.lpConsumerId === consumer.lpConsumerId) return accepted(found)
  return refused(authError(AuthErrorCode.consumerJwsInvalid))
}

const hasDialog = ({ dialogs }: EmulatedConversation, dialogId: string): boolean =>
  dialogs.some((dialog) => dialog.dialogId === dialogId)
