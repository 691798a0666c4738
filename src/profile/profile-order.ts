import type { Accounts } from '../accounts.ts'
import { type Subject, subjectOf } from '../auth/subject.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { SetUserProfile } from '../connector/protocol.ts'
import { toProfileRequest } from '../conversation/batch.mapper.ts'
import { at, idRule, sdesRule, sizeRule } from '../conversation/input-rules.ts'
import type { ConsumerId } from '../ids.ts'
import type { InvalidField } from '../problems.ts'
import type { UpdateUserProfileInput } from './update-user-profile.input.ts'

export type ProfileOrderOrFaults =
  | { readonly kind: 'sound'; readonly subject: Subject; readonly request: SetUserProfile }
  | { readonly kind: 'invalid'; readonly fields: readonly InvalidField[] }

/** @throws GraphQLError FORBIDDEN when the caller may not act for the consumer they name */
export function toProfileOrder(
  input: UpdateUserProfileInput,
  viewer: Viewer,
  accounts: Accounts,
): ProfileOrderOrFaults {
  const choice = accounts.choose(input.accountId)
  const request = toProfileRequest(input)
  const fields = [
    ...(choice.ok ? [] : [{ path: ['input', 'accountId'], message: choice.message }]),
    ...idRule(at('accountId'), input.accountId),
    ...idRule(at('consumerId'), input.consumerId),
    ...idRule(at('profile', 'userId'), input.profile?.userId),
    ...sdesRule(at('sdes'), input.sdes),
    ...sizeRule(at(), request),
  ]
  if (!choice.ok || fields.length > 0) return { kind: 'invalid', fields }
  const consumerId = (input.consumerId ?? undefined) as ConsumerId | undefined
  return {
    kind: 'sound',
    subject: subjectOf(viewer, choice.account.accountId, consumerId),
    request,
  }
}
