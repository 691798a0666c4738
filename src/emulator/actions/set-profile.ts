import { userProfileSchema } from '../requests/bodies.ts'
import { readWith } from '../requests/envelope.ts'
import { type Action, answerOf } from './action.ts'

/** `userprofile.SetUserProfile`: replaces the whole profile. */
export const setProfile: Action = (request, consumer, { state }) => {
  const body = readWith(userProfileSchema, request.body, request.id)
  if (!body.ok) return body.answer
  state.setProfile(consumer, request.body)
  return answerOf(request, undefined, { msg: 'OK User Profile set successfully' })
}
