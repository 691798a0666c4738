import type { Accounts } from '../accounts.ts'
import { type Subject, subjectOf } from '../auth/subject.ts'
import type { Viewer } from '../auth/viewer.ts'
import type { Account } from '../config.ts'
import { idRule, type Path, sdesRule } from '../conversation/input-rules.ts'
import type { ConsumerId } from '../ids.ts'
import type { InvalidField } from '../problems.ts'
import type { EngagementInput } from './engagement.input.ts'

/** A sound question for the Monitoring API. */
export interface EngagementOrder {
  readonly subject: Subject
  readonly appInstallationId: string
  readonly input: EngagementInput
}

export type EngagementOrderOrFaults =
  | { readonly kind: 'sound'; readonly order: EngagementOrder }
  | { readonly kind: 'invalid'; readonly fields: readonly InvalidField[] }

/** @throws GraphQLError FORBIDDEN when the caller may not act for the consumer they name */
export function toEngagementOrder(
  input: EngagementInput,
  viewer: Viewer,
  accounts: Accounts,
): EngagementOrderOrFaults {
  const choice = accounts.choose(input.accountId)
  const fields = [
    ...(choice.ok
      ? installationRule(['input'], input, choice.account)
      : [{ path: ['input', 'accountId'], message: choice.message }]),
    ...engagementRules(['input'], input),
  ]
  if (!choice.ok || fields.length > 0) return { kind: 'invalid', fields }
  const subject = subjectOf(
    viewer,
    choice.account.accountId,
    (input.consumerId ?? undefined) as ConsumerId | undefined,
  )
  return { kind: 'sound', order: createOrder(input, subject, choice.account) }
}

export function createOrder(
  input: EngagementInput,
  subject: Subject,
  account: Account,
): EngagementOrder {
  return { subject, appInstallationId: installationOf(input, account) ?? '', input }
}

/** LivePerson: the id of an app installation is the client id, unless the account has it otherwise. */
function installationOf(input: EngagementInput, account: Account): string | undefined {
  return input.appInstallationId ?? account.appInstallationId ?? account.credentials?.clientId
}

export function installationRule(
  path: Path,
  input: EngagementInput,
  account: Account,
): InvalidField[] {
  const message = 'expected an appInstallationId: this gateway knows none for the account'
  return installationOf(input, account) === undefined
    ? [{ path: [...path, 'appInstallationId'], message }]
    : []
}

/** What GraphQL's types cannot say about an input. Empty when it is sound. */
export function engagementRules(path: Path, input: EngagementInput): InvalidField[] {
  return [
    ...idRule([...path, 'accountId'], input.accountId),
    ...idRule([...path, 'appInstallationId'], input.appInstallationId),
    ...pathSegmentRule([...path, 'appInstallationId'], input.appInstallationId),
    ...idRule([...path, 'consumerId'], input.consumerId),
    ...idRule([...path, 'visitorId'], input.visitorId),
    ...idRule([...path, 'sessionId'], input.sessionId),
    ...(input.entryPoints ?? []).flatMap((entryPoint, index) =>
      entryPointRule([...path, 'entryPoints', String(index)], entryPoint),
    ),
    ...sdesRule([...path, 'sdes'], input.sdes),
  ]
}

/** It goes into a URL, where a dot means a folder, and half of a character cannot be written. */
function pathSegmentRule(path: Path, id: string | null | undefined): InvalidField[] {
  if (id === undefined || id === null || (id.isWellFormed() && !/^\.{1,2}$/.test(id))) return []
  return [{ path: [...path], message: 'expected the id of an installed app' }]
}

function entryPointRule(path: Path, entryPoint: string): InvalidField[] {
  const message = 'expected a place such as sec://checkout, but it is blank'
  return entryPoint.trim() === '' ? [{ path: [...path], message }] : []
}
