import { describe, expect, it } from '@jest/globals'
import type { CreateConversationInput } from './create-conversation.input.ts'
import { findInvalidFields, keyRules } from './input-rules.ts'

function pathsIn(input: Partial<CreateConversationInput>): string[] {
  return findInvalidFields({ channelType: 'MESSAGING', ...input }).map(({ path }) => path.join('.'))
}
const paidOn = (day: number, month: number, year: number) => ({
  sdes: [{ customerInfo: { lastPaymentDate: { day, month, year } } }],
})
const born = (age: { age?: number; year?: number; month?: number; day?: number }) => ({
  sdes: [{ personalInfo: { age } }],
})
const PAID = 'input.sdes.0.customerInfo.lastPaymentDate'
const AGE = 'input.sdes.0.personalInfo.age'
/** What surrounds a text in its request. */
const ENVELOPE = JSON.stringify({
  kind: 'req',
  id: '3',
  type: 'ms.PublishEvent',
  body: { event: { type: 'ContentEvent', contentType: 'text/plain', message: '' } },
}).length

describe('what only the domain knows', () => {
  it.each<[string, Partial<CreateConversationInput>, string[]]>([
    ['nothing is wrong with nothing', {}, []],
    ['nor with nulls', { accountId: null, skillId: null, sdes: null, firstMessage: null }, []],
    ['a day that exists', paidOn(29, 2, 2024), []],
    ['29 February of a common year', paidOn(29, 2, 2023), [PAID]],
    ['31 April', paidOn(31, 4, 2024), [PAID]],
    ['day 0', paidOn(0, 1, 2024), [PAID]],
    ['month 13', paidOn(1, 13, 2024), [PAID]],
    ['year 0', paidOn(1, 1, 0), [PAID]],
    ['a year before 100', paidOn(1, 1, 99), []],
    [
      'registrationDate too',
      {
        sdes: [
          { personalInfo: {} },
          { customerInfo: { registrationDate: { day: 32, month: 1, year: 2024 } } },
        ],
      },
      ['input.sdes.1.customerInfo.registrationDate'],
    ],
    ['an age alone', born({ age: 0 }), []],
    ['a negative age', born({ age: -1 }), [`${AGE}.age`]],
    ['a birthday without a year', born({ month: 2, day: 29 }), []],
    ['a birthday that no year has', born({ month: 2, day: 30 }), [AGE]],
    ['a birthday that its year lacks', born({ year: 2023, month: 2, day: 29 }), [AGE]],
    ['a month of birth that there is not', born({ month: 13 }), [AGE]],
    [
      'blank ids',
      { accountId: '', consumerId: ' ', skillId: '' },
      ['input.accountId', 'input.consumerId', 'input.skillId'],
    ],
    [
      'blank campaign ids',
      { campaignInfo: { campaignId: '', engagementId: ' ' } },
      ['input.campaignInfo.campaignId', 'input.campaignInfo.engagementId'],
    ],
    [
      'blank context ids',
      {
        conversationContext: {
          type: 'SHARK_CONTEXT',
          visitorId: '',
          sessionId: '',
          interactionContextId: '',
        },
      },
      ['visitorId', 'sessionId', 'interactionContextId'].map(
        (id) => `input.conversationContext.${id}`,
      ),
    ],
    ['a blank user id', { profile: { userId: '' } }, ['input.profile.userId']],
    ['a blank message', { firstMessage: { text: ' \n' } }, ['input.firstMessage.text']],
    [
      'a path without a slash',
      { firstMessage: { file: { relativePath: 'a.png', fileType: 'PNG' } } },
      ['input.firstMessage.file.relativePath'],
    ],
    [
      'a message of 5,000 characters in all',
      { firstMessage: { text: 'x'.repeat(5000 - ENVELOPE) } },
      [],
    ],
    [
      'a message of 5,001 characters in all',
      { firstMessage: { text: 'x'.repeat(5001 - ENVELOPE) } },
      ['input.firstMessage'],
    ],
    [
      'a message that escaping makes too long',
      { firstMessage: { text: '"'.repeat(2600) } },
      ['input.firstMessage'],
    ],
    [
      'structured content that is too long',
      { firstMessage: { richContent: { text: 'x'.repeat(5000) } } },
      ['input.firstMessage'],
    ],
    [
      'every fault at once',
      { ...paidOn(31, 4, 2024), skillId: '', firstMessage: { text: '' } },
      ['input.skillId', PAID, 'input.firstMessage.text'],
    ],
  ])('%s', (_, input, paths) => {
    expect(pathsIn(input)).toEqual(paths)
  })
})

describe('an idempotency key', () => {
  it.each<[string, string | null | undefined, string | undefined, boolean]>([
    ['in the input alone', 'k-1', undefined, true],
    ['in the header alone', undefined, 'k-1', true],
    ['null in the input, given in the header', null, 'k-1', true],
    ['the same in both', 'k-1', 'k-1', true],
    ['different in both', 'k-1', 'k-2', false],
    ['blank', '\t', undefined, false],
    ['of 255 characters', 'k'.repeat(255), undefined, true],
    ['of 256 characters', 'k'.repeat(256), undefined, false],
  ])('%s', (_, inInput, inHeader, isSound) => {
    const paths = keyRules(inInput, inHeader).map(({ path }) => path.join('.'))
    expect(paths).toEqual(isSound ? [] : ['input.idempotencyKey'])
  })
})
