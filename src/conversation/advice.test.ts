import { describe, expect, it } from '@jest/globals'
import { adviseOn } from './advice.ts'
import type { CreateConversationInput } from './create-conversation.input.ts'

const sdes = [{ customerInfo: { ctype: 'vip' } }]
const campaignInfo = { campaignId: '1', engagementId: '2' }

function codesFor(input: Partial<CreateConversationInput>): string[] {
  return adviseOn({ channelType: 'MESSAGING', ...input })
    .map(({ code }) => code)
    .toSorted()
}

describe('advice', () => {
  it.each<[string, Partial<CreateConversationInput>, string[]]>([
    ['nothing to a campaign with attributes', { sdes, campaignInfo }, []],
    ['both to nothing at all', {}, ['NO_CAMPAIGN_INFO', 'NO_SDES']],
    ['against an empty list of attributes', { sdes: [], campaignInfo }, ['NO_SDES']],
    ['against attributes alone', { sdes }, ['NO_CAMPAIGN_INFO', 'ROUTING_BY_SDE']],
    ['against a skill', { sdes, skillId: '7' }, ['NO_CAMPAIGN_INFO', 'ROUTING_BY_SKILL']],
    [
      'against a skill beside a campaign',
      { sdes, campaignInfo, skillId: '7' },
      ['ROUTING_BY_SKILL'],
    ],
    ['nothing against all skills', { sdes, campaignInfo, skillId: '-1' }, []],
    [
      'against a customerId',
      { sdes: [{ customerInfo: { customerId: '5' } }], campaignInfo },
      ['CUSTOMER_ID_SENT'],
    ],
    ['nothing to an engagement that is looked up', { sdes, engagement: {} }, []],
    [
      'against a mobile context with a campaign',
      { sdes, campaignInfo, conversationContext: { type: 'MOBILE_APP_CONTEXT' } },
      ['CONTEXT_TYPE_NOT_SHARK'],
    ],
    [
      'against a mobile context with monitoring ids',
      { sdes, conversationContext: { type: 'MOBILE_APP_CONTEXT', sessionId: 's' } },
      ['CONTEXT_TYPE_NOT_SHARK', 'NO_CAMPAIGN_INFO', 'ROUTING_BY_SDE'],
    ],
    [
      'nothing against a mobile context with a language',
      { sdes, conversationContext: { type: 'MOBILE_APP_CONTEXT', lang: 'en-US' } },
      ['NO_CAMPAIGN_INFO', 'ROUTING_BY_SDE'],
    ],
    [
      'nothing against a shark context',
      { sdes, campaignInfo, conversationContext: { type: 'SHARK_CONTEXT', sessionId: 's' } },
      [],
    ],
  ])('%s', (_, input, codes) => {
    expect(codesFor(input)).toEqual(codes)
  })

  it('speaks of the campaign once it is known that none fits', () => {
    const input = { channelType: 'MESSAGING', sdes, engagement: {} } as const

    const advice = adviseOn(input, { foundNoEngagement: true })

    expect(advice.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['NO_CAMPAIGN_INFO', 'input.engagement'],
      ['ROUTING_BY_SDE', 'input.sdes'],
    ])
  })

  it('says where in the input', () => {
    const advice = adviseOn({
      channelType: 'MESSAGING',
      campaignInfo,
      sdes: [...sdes, { customerInfo: { customerId: '5' } }],
    })

    expect(advice.map(({ path }) => path)).toEqual([
      ['input', 'sdes', '1', 'customerInfo', 'customerId'],
    ])
  })
})
