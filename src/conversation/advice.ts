import type { Advice } from './create-conversation.payload.ts'
import type { CreateConversationInput } from './create-conversation.input.ts'
import type { SdeInput } from './sde.input.ts'

/** The skill that stands for all of them, which routes nothing. */
const ALL_SKILLS = '-1'

/** Source: LivePerson's notes on its examples, and on attributes for messaging. */
export function adviseOnSdes(sdes: readonly SdeInput[]): Advice[] {
  const advice: Advice[] = []
  if (sdes.length === 0) {
    advice.push({
      code: 'NO_SDES',
      message: 'Without attributes the agent sees nothing about the consumer; send sdes.',
      path: ['input', 'sdes'],
    })
  }
  for (const [index, { customerInfo }] of sdes.entries()) {
    if (customerInfo?.customerId) {
      advice.push({
        code: 'CUSTOMER_ID_SENT',
        message:
          'A customerId can make LivePerson treat the consumer as authenticated; the call fails where the account is not set up for that.',
        path: ['input', 'sdes', String(index), 'customerInfo', 'customerId'],
      })
    }
  }
  return advice
}

/** Source: LivePerson's notes on CONVERSATION, on its examples, and on attributes for messaging. */
export function adviseOn(
  input: CreateConversationInput,
  { foundNoEngagement = false }: { readonly foundNoEngagement?: boolean } = {},
): Advice[] {
  const { campaignInfo, engagement, conversationContext: context } = input
  const hasCampaign = Boolean(campaignInfo) || (Boolean(engagement) && !foundNoEngagement)
  const sdes = input.sdes ?? []
  const routesBySkill = Boolean(input.skillId) && input.skillId !== ALL_SKILLS
  const advice = adviseOnSdes(sdes)

  if (!hasCampaign) {
    advice.push({
      code: 'NO_CAMPAIGN_INFO',
      message: engagement
        ? 'LivePerson recommends to route by a campaign; it found none that fits this consumer.'
        : 'LivePerson recommends to route by a campaign; send campaignInfo.',
      path: ['input', engagement ? 'engagement' : 'campaignInfo'],
    })
  }
  if (routesBySkill) {
    advice.push({
      code: 'ROUTING_BY_SKILL',
      message: 'LivePerson discourages routing by skill; send campaignInfo instead.',
      path: ['input', 'skillId'],
    })
  }
  if (sdes.length > 0 && !hasCampaign && !routesBySkill) {
    advice.push({
      code: 'ROUTING_BY_SDE',
      message:
        'Nothing but attributes is left to route by, which LivePerson discourages; send campaignInfo.',
      path: ['input', 'sdes'],
    })
  }
  const usesMonitoring =
    campaignInfo ?? context?.visitorId ?? context?.sessionId ?? context?.interactionContextId
  if (context && context.type !== 'SHARK_CONTEXT' && usesMonitoring) {
    advice.push({
      code: 'CONTEXT_TYPE_NOT_SHARK',
      message: 'A campaign and the ids of the Monitoring API belong to the type SHARK_CONTEXT.',
      path: ['input', 'conversationContext', 'type'],
    })
  }
  return advice
}
