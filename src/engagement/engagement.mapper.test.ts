import { describe, expect, it } from '@jest/globals'
import { subjectOf } from '../auth/subject.ts'
import { engagementPath } from '../connector/protocol.ts'
import type { AccountId, ConsumerId } from '../ids.ts'
import type { EngagementInput } from './engagement.input.ts'
import { toCanonical, toEngagementBody, toRoute } from './engagement.mapper.ts'

const viewer = {
  kind: 'identified',
  consumerId: 'ada' as ConsumerId,
  mayActForConsumers: true,
} as const
const bodyOf = (input: EngagementInput, issuer?: string, consumerId?: string) =>
  toEngagementBody(
    {
      subject: subjectOf(viewer, '1' as AccountId, consumerId as ConsumerId | undefined),
      appInstallationId: 'app',
      input,
    },
    issuer,
  )
const anonymous = { identities: [{ acr: '0', sub: 'ada' }] }

describe('the body', () => {
  it.each<[string, EngagementInput, object]>([
    ['of nothing is who asks', {}, anonymous],
    ['of nulls, too', { entryPoints: null, sdes: null, visitorId: null }, anonymous],
    [
      'tells where the consumer is',
      { entryPoints: ['sec://cart'] },
      { ...anonymous, entryPoints: ['sec://cart'] },
    ],
    [
      'tells attributes as a create does',
      {
        sdes: [
          { personalInfo: { firstName: 'Ada', company: null } },
          { customerInfo: { ctype: 'vip' } },
        ],
      },
      {
        ...anonymous,
        engagementAttributes: [
          { type: 'personal', personal: { firstname: 'Ada' } },
          { type: 'ctmrinfo', info: { ctype: 'vip' } },
        ],
      },
    ],
    [
      'has no word of account, app, visitor and session',
      { accountId: '1', appInstallationId: 'app', visitorId: 'v', sessionId: 's' },
      anonymous,
    ],
  ])('%s', (_, input, body) => {
    expect(bodyOf(input)).toEqual(body)
  })

  it('names the identity provider, and the same identity whoever asks for the consumer', () => {
    const own = bodyOf({}, 'https://id.example')
    const onBehalf = bodyOf({}, 'https://id.example', 'grace')

    expect(own.identities).toEqual([{ iss: 'https://id.example', acr: 'loa1', sub: 'ada' }])
    expect(onBehalf.identities).toEqual([{ iss: 'https://id.example', acr: 'loa1', sub: 'grace' }])
  })
})

describe('the path', () => {
  it.each([
    [{}, '/api/account/1/app/a%2Fb%3Fc/engagement?v=1.1&obh=true'],
    [
      { visitorId: 'v&x=1' },
      '/api/account/1/app/a%2Fb%3Fc/engagement?v=1.1&obh=true&vid=v%26x%3D1',
    ],
    [
      { visitorId: 'v', sessionId: 's' },
      '/api/account/1/app/a%2Fb%3Fc/engagement?v=1.1&obh=true&vid=v&sid=s',
    ],
  ])('for %j', (visitor, path) => {
    expect(engagementPath('1', 'a/b?c', visitor)).toBe(path)
  })
})

describe('the canonical form', () => {
  it.each<[string, EngagementInput, EngagementInput, boolean]>([
    ['nulls say nothing', { visitorId: null, sdes: null }, {}, true],
    [
      'nulls within attributes neither',
      { sdes: [{ customerInfo: { ctype: null } }] },
      { sdes: [{ customerInfo: {} }] },
      true,
    ],
    [
      'account and consumer are those of the create',
      { accountId: '1', consumerId: 'ada' },
      {},
      true,
    ],
    ['a visitor counts', { visitorId: 'v' }, {}, false],
    ['a place counts', { entryPoints: ['sec://a'] }, { entryPoints: ['sec://b'] }, false],
    [
      'an attribute counts',
      { sdes: [{ customerInfo: { ctype: 'vip' } }] },
      { sdes: [{ customerInfo: {} }] },
      false,
    ],
    ['an app counts', { appInstallationId: 'a' }, {}, false],
  ])('%s', (_, one, other, same) => {
    expect(JSON.stringify(toCanonical(one)) === JSON.stringify(toCanonical(other))).toBe(same)
  })
})

describe('the route', () => {
  const engagement = { campaignId: '1', engagementId: '2', contextId: '3', status: 'expose' }

  it('is the first engagement, within its session', () => {
    const engagements = [engagement, { ...engagement, campaignId: '9' }]

    expect(toRoute({ visitorId: 'v', sessionId: 's', pageId: 'p', engagements })).toEqual({
      campaignInfo: { campaignId: '1', engagementId: '2' },
      conversationContext: {
        type: 'SHARK_CONTEXT',
        visitorId: 'v',
        sessionId: 's',
        interactionContextId: '3',
      },
    })
  })

  it('leaves out what LivePerson left out', () => {
    const { contextId: _, ...bare } = engagement

    expect(toRoute({ engagements: [bare] })?.conversationContext).toEqual({ type: 'SHARK_CONTEXT' })
  })

  it('is none without an engagement', () => {
    expect(toRoute({ visitorId: 'v', sessionId: 's', engagements: [] })).toBeUndefined()
  })
})
