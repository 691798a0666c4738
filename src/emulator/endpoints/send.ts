import type { Action, Desk } from '../actions/action.ts'
import { createDownloadUrl, createUploadUrl } from '../actions/file-urls.ts'
import { publish } from '../actions/publish.ts'
import { setProfile } from '../actions/set-profile.ts'
import { updateField } from '../actions/update-field.ts'
import { badRequest } from '../answers.ts'
import type { Handler } from '../call.ts'
import { isRecord, parseJson } from '../json.ts'
import { authorizeSend } from '../requests/authorize.ts'
import { isTooLong, readEnvelope, requestIdOf } from '../requests/envelope.ts'
import type { Tokens } from '../tokens.ts'

/** One action per type of request. */
const ACTIONS: Readonly<Record<string, Action>> = {
  'ms.PublishEvent': publish,
  'cm.UpdateConversationField': updateField,
  'userprofile.SetUserProfile': setProfile,
  'ms.GenerateURLForUploadFile': createUploadUrl,
  'ms.GenerateURLForDownloadFile': createDownloadUrl,
}

/** SEND: one request, not a batch. */
export function createSend(tokens: Tokens, desk: Desk): Handler {
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
    return action(request.value, consumer.value, desk)
  }
}
