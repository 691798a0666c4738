import { updateSchema } from '../requests/bodies.ts'
import { readWith } from '../requests/envelope.ts'
import { type Action, answerOf, readOwn } from './action.ts'

const RESOLVED = { msg: 'OK Conversation resolved successfully' }
/** Our guess: LivePerson documents the text for closing only. */
const UPDATED = { msg: 'OK Conversation updated successfully' }

/** `cm.UpdateConversationField`: both ways to close, the rating, and the time to respond. */
export const updateField: Action = (request, consumer, desk) => {
  const body = readWith(updateSchema, request.body, request.id)
  if (!body.ok) return body.answer

  const { conversationId, conversationField: field } = body.value
  const conversation = readOwn(conversationId, request, consumer, desk)
  if (!conversation.ok) return conversation.answer

  const { state } = desk
  switch (field.field) {
    case 'ConversationStateField':
      return answerOf(request, state.closeConversation(conversationId, 'CONSUMER'), RESOLVED)
    case 'DialogChange':
      return answerOf(request, state.closeDialog(conversationId, field.dialog.dialogId), RESOLVED)
    case 'CSATRate': {
      const { field: _, ...csat } = field
      return answerOf(request, state.setCsat(conversationId, csat), UPDATED)
    }
    case 'TTRField': {
      const { ttrType, value } = field
      return answerOf(request, state.setTtr(conversationId, ttrType, value), UPDATED)
    }
  }
}
