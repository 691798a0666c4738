import { badRequest } from '../answers.ts'
import { publishSchema } from '../requests/bodies.ts'
import { readWith } from '../requests/envelope.ts'
import { type Action, answerOf, readOwn } from './action.ts'

/** `ms.PublishEvent`: a message, a receipt or a chat state. */
export const publish: Action = (request, consumer, desk) => {
  const body = readWith(publishSchema, request.body, request.id)
  if (!body.ok) return body.answer

  const { dialogId, conversationId = desk.state.conversationOf(dialogId), event } = body.value
  const conversation = readOwn(conversationId, request, consumer, desk)
  if (!conversation.ok) return conversation.answer
  if (
    desk.fileOptions.requireUpload === true &&
    event.type === 'ContentEvent' &&
    event.contentType === 'hosted/file' &&
    desk.files.find(event.message.relativePath) === undefined
  ) {
    return badRequest('Bad Request, check size / corruption', request.id)
  }

  const { metadata } = request
  const sequence = desk.state.publish(conversationId, { dialogId, event, metadata })
  return typeof sequence === 'string'
    ? answerOf(request, sequence, {})
    : answerOf(request, undefined, { sequence })
}
