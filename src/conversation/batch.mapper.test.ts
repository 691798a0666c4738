import { describe, expect, it } from '@jest/globals'
import type { AccountId } from '../ids.ts'
import { toBatch } from './batch.mapper.ts'
import type { CreateConversationInput } from './create-conversation.input.ts'

const accountId = '12345678' as AccountId

function bodiesOf(input: Partial<CreateConversationInput>) {
  return toBatch({ channelType: 'MESSAGING', ...input }, accountId).map(({ body }) => body)
}

const john = { type: 'personal', personal: { firstname: 'John', lastname: 'Doe', gender: 'MALE' } }
const johnInput = {
  personalInfo: { firstName: 'John', lastName: 'Doe', gender: 'MALE' },
} as const
const campaignInput = {
  ttrDefName: 'CUSTOM',
  campaignInfo: { campaignId: '99999', engagementId: '888888' },
  conversationContext: {
    type: 'SHARK_CONTEXT',
    visitorId: 'A3ZTY3Zjk1MDExZTczYTU4',
    sessionId: 'ys2wSqaSRSOJGki7VhEDKQ',
    interactionContextId: '2',
    lang: 'en-US',
  },
} as const
const campaignBody = {
  ttrDefName: 'CUSTOM',
  campaignInfo: { campaignId: '99999', engagementId: '888888' },
  conversationContext: {
    visitorId: 'A3ZTY3Zjk1MDExZTczYTU4',
    sessionId: 'ys2wSqaSRSOJGki7VhEDKQ',
    interactionContextId: '2',
    type: 'SharkContext',
    lang: 'en-US',
  },
  channelType: 'MESSAGING',
  brandId: accountId,
}

describe("the request bodies of LivePerson's documents", () => {
  it.each<[string, Partial<CreateConversationInput>, unknown[]]>([
    ['the minimal conversation', {}, [{}, { brandId: accountId }]],
    [
      'attributes and nothing else',
      { sdes: [{ customerInfo: { socialId: '1234567890', ctype: 'vip' } }, johnInput] },
      [
        {
          authenticatedData: {
            lp_sdes: [{ type: 'ctmrinfo', info: { socialId: '1234567890', ctype: 'vip' } }, john],
          },
        },
        { brandId: accountId },
      ],
    ],
    [
      'routing by companyBranch',
      {
        sdes: [{ customerInfo: { socialId: '1234567890', companyBranch: 'ACME' } }, johnInput],
        ttrDefName: 'NORMAL',
      },
      [
        {
          authenticatedData: {
            lp_sdes: [
              { type: 'ctmrinfo', info: { socialId: '1234567890', companyBranch: 'ACME' } },
              john,
            ],
          },
        },
        { ttrDefName: 'NORMAL', channelType: 'MESSAGING', brandId: accountId },
      ],
    ],
    [
      'a campaign',
      {
        sdes: [{ customerInfo: { socialId: '1234567890', ctype: 'vip' } }, johnInput],
        ...campaignInput,
      },
      [
        {
          authenticatedData: {
            lp_sdes: [{ type: 'ctmrinfo', info: { socialId: '1234567890', ctype: 'vip' } }, john],
          },
        },
        campaignBody,
      ],
    ],
    [
      'the flat profile, a skill and a first message',
      {
        profile: {
          firstName: 'WEB UI USER',
          lastName: 'Test',
          avatarUrl: 'http://avatarurl.com',
          role: 'X',
          backgroundImageUri: 'http://something.com',
          description: 'Test Description',
          privateData: {
            mobileNumber: '1750345346',
            mail: 'test@gmail.com',
            pushNotification: { serviceName: 'Service', certName: 'CertName', token: 'TOKEN' },
          },
        },
        ...campaignInput,
        skillId: '-1',
        firstMessage: { text: 'Hi from Example Happy Flow - Create & Send' },
      },
      [
        {
          firstName: 'WEB UI USER',
          lastName: 'Test',
          avatarUrl: 'http://avatarurl.com',
          role: 'X',
          backgndImgUri: 'http://something.com',
          description: 'Test Description',
          privateData: {
            mobileNum: '1750345346',
            mail: 'test@gmail.com',
            pushNotificationData: { serviceName: 'Service', certName: 'CertName', token: 'TOKEN' },
          },
        },
        { ...campaignBody, skillId: '-1' },
        {
          event: {
            type: 'ContentEvent',
            contentType: 'text/plain',
            message: 'Hi from Example Happy Flow - Create & Send',
          },
        },
      ],
    ],
  ])('%s', (_, input, bodies) => {
    expect(JSON.parse(JSON.stringify(bodiesOf(input)))).toEqual(bodies)
  })
})

describe('the batch', () => {
  it('is profile, conversation, message, in this order, each with an id of its own', () => {
    const batch = toBatch({ channelType: 'MESSAGING', firstMessage: { text: 'Hello' } }, accountId)

    expect(batch.map(({ kind, id, type }) => [kind, id, type])).toEqual([
      ['req', '1', 'userprofile.SetUserProfile'],
      ['req', '2', 'cm.ConsumerRequestConversation'],
      ['req', '3', 'ms.PublishEvent'],
    ])
  })

  it('keeps attributes in the order given, however many of one kind', () => {
    const sdes = [johnInput, { customerInfo: { ctype: 'a' } }, { customerInfo: { ctype: 'b' } }]

    const [profile] = bodiesOf({ sdes })

    expect(profile).toEqual({
      authenticatedData: {
        lp_sdes: [
          john,
          { type: 'ctmrinfo', info: { ctype: 'a' } },
          { type: 'ctmrinfo', info: { ctype: 'b' } },
        ],
      },
    })
  })

  it('carries all 17 customer attributes, numbers as numbers', () => {
    const customerInfo = {
      ctype: 'vip',
      cstatus: 'migrated',
      balance: -400.99,
      currency: 'USD',
      customerId: '138766AC',
      socialId: '11256324780',
      imei: '3543546543545688',
      userName: 'user000',
      companySize: 500,
      companyBranch: 'East village',
      accountName: 'bank corp',
      role: 'broker',
      lastPaymentDate: { day: 15, month: 10, year: 2014 },
      registrationDate: { day: 23, month: 5, year: 2013 },
      loginStatus: 0,
      storeZipCode: '12205',
      storeNumber: '1241',
    }

    const [profile] = bodiesOf({ sdes: [{ customerInfo }] })

    expect(Object.keys(customerInfo)).toHaveLength(17)
    expect(profile).toEqual({
      authenticatedData: { lp_sdes: [{ type: 'ctmrinfo', info: customerInfo }] },
    })
  })

  it('carries every personal attribute under its name on the wire', () => {
    const [profile] = bodiesOf({
      sdes: [
        {
          personalInfo: {
            firstName: 'Ada',
            lastName: 'Lovelace',
            age: { age: 36, year: 1815, month: 12, day: 10 },
            gender: 'FEMALE',
            contacts: [
              {
                email: 'ada@example.com',
                phone: '+44 20 7946 0000',
                phoneType: 'MOBILE',
                address: { country: 'GB', region: 'London' },
              },
            ],
            company: 'Analytical Engines',
            language: 'en-GB',
          },
        },
      ],
    })

    expect(profile).toEqual({
      authenticatedData: {
        lp_sdes: [
          {
            type: 'personal',
            personal: {
              firstname: 'Ada',
              lastname: 'Lovelace',
              age: { age: 36, year: 1815, month: 12, day: 10 },
              gender: 'FEMALE',
              contacts: [
                {
                  email: 'ada@example.com',
                  phone: '+44 20 7946 0000',
                  phoneType: 'MOBILE',
                  address: { country: 'GB', region: 'London' },
                },
              ],
              company: 'Analytical Engines',
              language: 'en-GB',
            },
          },
        ],
      },
    })
  })

  it('leaves out what was said as null, at every depth', () => {
    const input = {
      sdes: [
        { customerInfo: { ctype: null, balance: 1 } },
        {
          personalInfo: {
            age: { age: null },
            contacts: [{ email: null, address: { country: null } }],
          },
        },
      ],
      profile: { firstName: null, privateData: { mail: null, pushNotification: null } },
      ttrDefName: null,
      campaignInfo: null,
      conversationContext: { type: 'MOBILE_APP_CONTEXT', visitorId: null, lang: 'fr-CA' },
      skillId: null,
      firstMessage: {
        file: { relativePath: '/a.png', fileType: 'PNG', caption: null, preview: null },
      },
    } as const satisfies Partial<CreateConversationInput>

    const bodies = bodiesOf({ ...input, sdes: [...input.sdes] })

    expect(JSON.stringify(bodies)).not.toContain('null')
    expect(bodies).toEqual([
      {
        authenticatedData: {
          lp_sdes: [
            { type: 'ctmrinfo', info: { balance: 1 } },
            { type: 'personal', personal: { age: {}, contacts: [{ address: {} }] } },
          ],
        },
        privateData: {},
      },
      {
        conversationContext: { type: 'MobileAppContext', lang: 'fr-CA' },
        channelType: 'MESSAGING',
        brandId: accountId,
      },
      {
        event: {
          type: 'ContentEvent',
          contentType: 'hosted/file',
          message: { relativePath: '/a.png', fileType: 'PNG' },
        },
      },
    ])
  })

  it.each<[string, CreateConversationInput['firstMessage'], unknown]>([
    ['text', { text: '' }, { type: 'ContentEvent', contentType: 'text/plain', message: '' }],
    [
      'structured content',
      { richContent: { type: 'vertical', elements: [] } },
      { type: 'RichContentEvent', content: { type: 'vertical', elements: [] } },
    ],
    [
      'a file',
      {
        file: {
          relativePath: '/v1/a.png',
          fileType: 'PNG',
          caption: 'A',
          preview: 'data:image/png;base64,AA',
        },
      },
      {
        type: 'ContentEvent',
        contentType: 'hosted/file',
        message: {
          relativePath: '/v1/a.png',
          fileType: 'PNG',
          caption: 'A',
          preview: 'data:image/png;base64,AA',
        },
      },
    ],
  ])('publishes %s as its own kind of event', (_, firstMessage, event) => {
    expect(bodiesOf({ firstMessage: firstMessage ?? null })[2]).toEqual({ event })
  })
})
