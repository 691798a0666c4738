import type { Viewer } from '../auth/viewer.ts'
import type { Account } from '../config.ts'
import type { CreateConversationInput } from '../conversation/create-conversation.input.ts'
import type { Creation, CreationOrder } from '../conversation/creation.ts'
import { writeBatch } from '../conversation/batch.mapper.ts'
import type { InvalidField } from '../problems.ts'
import { said } from '../said.ts'
import type { Finding } from './finding.ts'
import { engagementRules, installationRule } from './engagement-order.ts'
import { toRoute } from './engagement.mapper.ts'

const PATH = ['input', 'engagement']

/** @param account the one of the create, when it is known */
export function engagementFaults(
  input: CreateConversationInput,
  viewer: Viewer,
  account: Account | undefined,
): InvalidField[] {
  const { engagement } = input
  if (!engagement) return []
  const { accountId, consumerId } = engagement
  return [
    ...rivalryRule(input),
    ...(account
      ? [
          ...sameRule('accountId', accountId, account.accountId),
          ...installationRule(PATH, engagement, account),
        ]
      : []),
    ...sameRule('consumerId', consumerId, input.consumerId ?? viewer.consumerId),
    ...engagementRules(PATH, engagement),
  ]
}

/** What was looked up must not compete with what was given. */
function rivalryRule(input: CreateConversationInput): InvalidField[] {
  const rivals = (['campaignInfo', 'conversationContext'] as const).filter((name) => input[name])
  return rivals.length === 0
    ? []
    : [
        {
          path: PATH,
          message: `expected either engagement, which looks them up, or ${rivals.join(' and ')}`,
        },
        ...rivals.map((name) => ({
          path: ['input', name],
          message: 'expected none together with engagement, which looks it up',
        })),
      ]
}

function sameRule(
  name: 'accountId' | 'consumerId',
  id: string | null | undefined,
  own: string,
): InvalidField[] {
  if (id === undefined || id === null || id === own) return []
  const message = `expected none, or the ${name} of the conversation itself`
  return [{ path: [...PATH, name], message }]
}

export type Routed =
  | { readonly kind: 'go'; readonly order: CreationOrder; readonly foundEngagement: boolean }
  /** Nothing is to be sent. */
  | { readonly kind: 'stop'; readonly creation: Creation }

/** What the Monitoring API's answer means for the create that asked. */
export function routeBy(finding: Finding, order: CreationOrder): Routed {
  const outcomes = order.batch.map(() => ({ kind: 'not-performed' }) as const)
  if (finding.kind === 'failed') {
    return { kind: 'stop', creation: { outcomes, failure: finding.failure } }
  }
  const { engagements } = finding.session
  const open = engagements.find(({ status }) => status === 'conversation')
  if (open !== undefined) {
    const { conversation } = open
    const creation = { outcomes, isOneOpen: true, ...said({ openConversation: conversation }) }
    return { kind: 'stop', creation }
  }
  const route = toRoute(finding.session)
  if (route === undefined) return { kind: 'go', order, foundEngagement: false }
  const input = { ...order.input, ...route }
  const written = writeBatch(input, order.subject.accountId)
  return { kind: 'go', order: { ...order, input, ...written }, foundEngagement: true }
}
