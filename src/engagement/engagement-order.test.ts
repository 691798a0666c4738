import { describe, expect, it } from '@jest/globals'
import { Accounts } from '../accounts.ts'
import type { Account } from '../config.ts'
import type { AccountId, ConsumerId } from '../ids.ts'
import { toEngagementOrder } from './engagement-order.ts'
import type { EngagementInput } from './engagement.input.ts'

const accountId = '1' as AccountId
const credentials = { clientId: 'client', clientSecret: 'secret' }
const viewer = {
  kind: 'identified',
  consumerId: 'ada' as ConsumerId,
  mayActForConsumers: false,
} as const
const orderOf = (input: EngagementInput, account: Account = { accountId, credentials }) =>
  toEngagementOrder(input, viewer, new Accounts([account]))

describe('the app that asks', () => {
  it.each<[string, EngagementInput, Account, string]>([
    ['is the client', {}, { accountId, credentials }, 'client'],
    [
      "is the account's installation",
      {},
      { accountId, credentials, appInstallationId: 'app' },
      'app',
    ],
    ['needs no client then', {}, { accountId, appInstallationId: 'app' }, 'app'],
    [
      'is the one that the caller names',
      { appInstallationId: 'mine' },
      { accountId, credentials, appInstallationId: 'app' },
      'mine',
    ],
    ['may be named as null', { appInstallationId: null }, { accountId, credentials }, 'client'],
  ])('%s', (_, input, account, appInstallationId) => {
    expect(orderOf(input, account)).toMatchObject({ kind: 'sound', order: { appInstallationId } })
  })
})

describe('what only the domain knows', () => {
  it.each<[string, EngagementInput, string[]]>([
    ['nothing is wrong with nothing', {}, []],
    ['nor with nulls', { accountId: null, visitorId: null, entryPoints: null, sdes: null }, []],
    ['nor with oneself', { accountId: '1', consumerId: 'ada' }, []],
    ['an account that is not configured', { accountId: '2' }, ['input.accountId']],
    [
      'blank ids',
      { appInstallationId: '', consumerId: ' ', visitorId: '\t', sessionId: '' },
      ['input.appInstallationId', 'input.consumerId', 'input.visitorId', 'input.sessionId'],
    ],
    ['an id without end', { visitorId: 'v'.repeat(257) }, ['input.visitorId']],
    ['an app that is a folder', { appInstallationId: '..' }, ['input.appInstallationId']],
    [
      'an app that is half a character',
      { appInstallationId: '\ud800' },
      ['input.appInstallationId'],
    ],
    ['a blank place', { entryPoints: ['sec://a', ' '] }, ['input.entryPoints.1']],
    [
      'a day that does not exist',
      { sdes: [{ customerInfo: { lastPaymentDate: { day: 31, month: 2, year: 2026 } } }] },
      ['input.sdes.0.customerInfo.lastPaymentDate'],
    ],
    [
      'every fault at once',
      { visitorId: '', entryPoints: [''] },
      ['input.visitorId', 'input.entryPoints.0'],
    ],
  ])('%s', (_, input, paths) => {
    const order = orderOf(input)

    const found = order.kind === 'invalid' ? order.fields.map(({ path }) => path.join('.')) : []
    expect(found).toEqual(paths)
  })

  it('an app that nobody knows', () => {
    expect(orderOf({}, { accountId })).toMatchObject({
      kind: 'invalid',
      fields: [{ path: ['input', 'appInstallationId'] }],
    })
  })

  it('another consumer is forbidden', () => {
    expect(() => orderOf({ consumerId: 'grace' })).toThrow(/your own/)
  })
})
