import { describe, expect, it } from '@jest/globals'
import { startOidcIssuer } from './support/oidc-issuer.ts'
import { openConversation } from './support/conversations.ts'
import { mutate, refuse, sends, sentBodies } from './support/send.ts'
import { startTestGateway } from './support/start.ts'

const sdes = [{ customerInfo: { ctype: 'vip' } }, { personalInfo: { firstName: 'Ada' } }]

describe('updateUserProfile', () => {
  it('replaces the profile, with attributes and flat fields as a create sends them', async () => {
    await using gateway = await startTestGateway()
    await openConversation(gateway)

    const told = await mutate(gateway, 'updateUserProfile', {
      sdes,
      profile: { firstName: 'Ada', backgroundImageUri: 'https://a.example/b.png' },
    })

    expect(told).toMatchObject({
      result: {
        __typename: 'UserProfileSet',
        requestId: '1',
        requestType: 'SET_USER_PROFILE',
        said: 'OK User Profile set successfully',
      },
      problem: null,
      advice: [],
    })
    const body = {
      authenticatedData: {
        lp_sdes: [
          { type: 'ctmrinfo', info: { ctype: 'vip' } },
          { type: 'personal', personal: { firstname: 'Ada' } },
        ],
      },
      firstName: 'Ada',
      backgndImgUri: 'https://a.example/b.png',
    }
    expect(sentBodies(gateway)).toEqual([
      { kind: 'req', id: '1', type: 'userprofile.SetUserProfile', body },
    ])
    expect(gateway.emulator.conversations()[0]?.profile).toEqual(body)
  })

  it('needs no conversation', async () => {
    await using gateway = await startTestGateway()

    const told = await mutate(gateway, 'updateUserProfile', { sdes })

    expect(told).toMatchObject({ result: { __typename: 'UserProfileSet' }, problem: null })
  })

  it.each([
    ['no attributes', {}, [{ code: 'NO_SDES', path: ['input', 'sdes'] }]],
    [
      'a customerId',
      { sdes: [{ customerInfo: { customerId: '5' } }] },
      [
        {
          code: 'CUSTOMER_ID_SENT',
          path: ['input', 'sdes', '0', 'customerInfo', 'customerId'],
        },
      ],
    ],
    ['attributes', { sdes }, []],
  ])('with %s gives the advice that belongs to a profile', async (_, input, advice) => {
    await using gateway = await startTestGateway()

    expect((await mutate(gateway, 'updateUserProfile', input)).advice).toEqual(advice)
  })

  it.each<[string, object, string[]]>([
    [
      'a day that does not exist',
      { sdes: [{ customerInfo: { lastPaymentDate: { day: 31, month: 4, year: 2026 } } }] },
      ['input', 'sdes', '0', 'customerInfo', 'lastPaymentDate'],
    ],
    ['another account', { accountId: '9' }, ['input', 'accountId']],
    ['a blank user id', { profile: { userId: ' ' } }, ['input', 'profile', 'userId']],
    ['more than 5,000 characters', { profile: { description: 'x'.repeat(5_000) } }, ['input']],
  ])('with %s is refused, and sends nothing', async (_, input, path) => {
    await using gateway = await startTestGateway()

    const told = await mutate(gateway, 'updateUserProfile', input)

    expect(told).toMatchObject({
      result: { __typename: 'RequestNotPerformed', requestType: 'SET_USER_PROFILE' },
      problem: { code: 'INVALID_INPUT', fields: [{ path }] },
    })
    expect(gateway.emulator.requests()).toEqual([])
  })

  it('that LivePerson refuses is told, and not sent again', async () => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({ endpoint: 'send', fault: refuse('no') })

    const told = await mutate(gateway, 'updateUserProfile', { sdes })

    expect(told).toMatchObject({
      result: { __typename: 'RequestRejected', code: 'BAD_REQUEST', message: 'no' },
      problem: { code: 'REQUEST_REJECTED' },
    })
    expect(sends(gateway)).toBe(1)
  })

  it('that gets no answer is unknown, and not sent again', async () => {
    await using gateway = await startTestGateway()
    gateway.emulator.addFault({ endpoint: 'send', phase: 'after', fault: { kind: 'reset' } })

    const told = await mutate(gateway, 'updateUserProfile', { sdes })

    expect(told).toMatchObject({
      result: { __typename: 'RequestOutcomeUnknown' },
      problem: { code: 'OUTCOME_UNKNOWN' },
    })
    expect(sends(gateway)).toBe(1)
  })

  it('of another consumer takes a caller that acts for consumers', async () => {
    await using issuer = await startOidcIssuer()
    await using gateway = await startTestGateway({
      AUTH_MODE: 'oidc',
      OIDC_ISSUER: issuer.url,
      OIDC_AUDIENCE: issuer.audience,
    })
    const bearer = async (claims: Record<string, unknown>) => ({
      authorization: `Bearer ${await issuer.mint(claims)}`,
    })
    const input = { consumerId: 'ada', sdes }

    const grace = mutate(gateway, 'updateUserProfile', input, await bearer({ sub: 'grace' }))
    await expect(grace).rejects.toThrow('FORBIDDEN')
    const shop = await mutate(
      gateway,
      'updateUserProfile',
      input,
      await bearer({ sub: 'shop', scope: 'conversations:on-behalf' }),
    )

    expect(shop.result?.__typename).toBe('UserProfileSet')
    expect(gateway.emulator.requests('consumerJws').map(({ body }) => body)).toEqual([
      '{"ext_consumer_id":"ada"}',
    ])
  })
})
