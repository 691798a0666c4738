/** The gateway's mapping of this input, without what this input does not have. */
interface Sde {
  readonly customerInfo?: object
  readonly personalInfo?: {
    readonly firstName?: string
    readonly lastName?: string
    readonly gender?: string
  }
}

export interface CreateConversationInput {
  readonly sdes?: readonly Sde[]
  readonly campaignInfo?: object
  readonly conversationContext?: { readonly type?: string }
}

const contextTypes: Readonly<Record<string, string>> = {
  SHARK_CONTEXT: 'SharkContext',
  MOBILE_APP_CONTEXT: 'MobileAppContext',
}

export function toBatch(
  { sdes = [], campaignInfo, conversationContext }: CreateConversationInput,
  accountId: string,
): readonly object[] {
  return [
    {
      kind: 'req',
      id: '1',
      type: 'userprofile.SetUserProfile',
      body: { authenticatedData: { lp_sdes: sdes.map(toSde) } },
    },
    {
      kind: 'req',
      id: '2',
      type: 'cm.ConsumerRequestConversation',
      body: {
        campaignInfo,
        conversationContext: conversationContext && {
          ...conversationContext,
          type: contextTypes[conversationContext.type ?? 'SHARK_CONTEXT'],
        },
        channelType: 'MESSAGING',
        brandId: accountId,
      },
    },
  ]
}

function toSde({ customerInfo, personalInfo = {} }: Sde): object {
  if (customerInfo !== undefined) return { type: 'ctmrinfo', info: customerInfo }
  const { firstName, lastName, gender } = personalInfo
  return { type: 'personal', personal: { firstname: firstName, lastname: lastName, gender } }
}
