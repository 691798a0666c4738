import type { Accounts } from '../accounts.ts'
import { subjectOf } from '../auth/subject.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { ConversationBatch } from '../connector/protocol.ts'
import { engagementFaults } from '../engagement/engagement-in-creation.ts'
import { createOrder } from '../engagement/engagement-order.ts'
import { toCanonical } from '../engagement/engagement.mapper.ts'
import type { AccountId, ConsumerId } from '../ids.ts'
import type { InvalidField } from '../problems.ts'
import { toBatch, writeBatch } from './batch.mapper.ts'
import type { CreationOrder } from './creation.ts'
import type { CreateConversationInput } from './create-conversation.input.ts'
import { at, fault, findInvalidFields, keyRules } from './input-rules.ts'

export type OrderOrFaults =
  | { readonly kind: 'sound'; readonly order: CreationOrder }
  /** `batch` tells which requests there would have been. */
  | {
      readonly kind: 'invalid'
      readonly batch: ConversationBatch
      readonly fields: readonly InvalidField[]
    }

/** @throws GraphQLError FORBIDDEN when the caller may not act for the consumer they name */
export function toOrder(
  input: CreateConversationInput,
  caller: { readonly viewer: Viewer; readonly idempotencyKey: string | undefined },
  accounts: Accounts,
): OrderOrFaults {
  const choice = accounts.choose(input.accountId)
  const fields = (choice.ok ? [] : fault(at('accountId'), choice.message)).concat(
    keyRules(input.idempotencyKey, caller.idempotencyKey),
    findInvalidFields(input),
    engagementFaults(input, caller.viewer, choice.ok ? choice.account : undefined),
  )
  if (!choice.ok || fields.length > 0) {
    return { kind: 'invalid', batch: toBatch(input, (input.accountId ?? '') as AccountId), fields }
  }
  const { accountId } = choice.account
  const subject = subjectOf(caller.viewer, accountId, (input.consumerId ?? undefined) as ConsumerId)
  const written = writeBatch(input, accountId)
  const idempotencyKey = input.idempotencyKey ?? caller.idempotencyKey
  const order = { input, ...written, asked: written.body, subject, idempotencyKey }
  const { engagement } = input
  if (!engagement) return { kind: 'sound', order }
  const engagementOrder = createOrder(engagement, subject, choice.account)
  const asked = JSON.stringify({ batch: written.batch, engagement: toCanonical(engagement) })
  return { kind: 'sound', order: { ...order, asked, engagement: engagementOrder } }
}
