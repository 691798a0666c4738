import { describe, expect, it } from '@jest/globals'
import { accountIn, codesOf, factsOf, operationNameOf, type PayloadFacts } from './payload-facts.ts'

const payloads: [string, unknown, PayloadFacts][] = [
  ['an outcome', { outcome: 'CREATED', results: [] }, { outcome: 'CREATED' }],
  [
    'an outcome and a problem',
    { outcome: 'NOT_CREATED', problem: { code: 'THROTTLED', message: 'Ada' } },
    { outcome: 'NOT_CREATED', problem: 'THROTTLED' },
  ],
  [
    'the result of one request',
    { result: { __typename: 'EventPublished', sequence: 1 } },
    { outcome: 'EventPublished' },
  ],
  [
    'a problem alone',
    { problem: { code: 'NOT_FOUND' } },
    { outcome: 'PROBLEM', problem: 'NOT_FOUND' },
  ],
  ['neither', { id: 'Ada', stage: 'OPEN' }, { outcome: 'OK' }],
  ['a list', [{ id: '1' }], { outcome: 'OK' }],
  ['a scalar', 'Ada', { outcome: 'OK' }],
  ['null', null, { outcome: 'NONE' }],
  ['nothing', undefined, { outcome: 'NONE' }],
  [
    'what is no word of the schema',
    { outcome: 'Ada Lovelace', problem: { code: 'a'.repeat(65) } },
    { outcome: 'OK' },
  ],
]

describe('what is told of a payload with', () => {
  it.each(payloads)('%s', (_name, payload, facts) => {
    expect(factsOf(payload)).toEqual(facts)
  })
})

describe('the account of an answer', () => {
  it.each([
    ['its conversation', { conversation: { accountId: '12345678' } }, '12345678'],
    ['no conversation', { conversation: null }, undefined],
    ['nothing', undefined, undefined],
  ])('with %s', (_name, payload, account) => {
    expect(accountIn(payload)).toBe(account)
  })
})

describe('the codes of errors', () => {
  it.each<[string, { extensions?: unknown }[] | undefined, string[]]>([
    ['none', undefined, []],
    [
      'two of a kind',
      [{ extensions: { code: 'FORBIDDEN' } }, { extensions: { code: 'FORBIDDEN' } }],
      ['FORBIDDEN'],
    ],
    ['one without a code', [{}], ['OTHER']],
    ['one whose code is a text', [{ extensions: { code: 'Ada Lovelace' } }], ['OTHER']],
    ['one whose code is no text', [{ extensions: { code: 404 } }], ['OTHER']],
  ])('%s', (_name, errors, codes) => {
    expect(codesOf(errors)).toEqual(codes)
  })
})

describe('the name of an operation', () => {
  it.each([
    ['CreateConversation', 'CreateConversation'],
    ['a'.repeat(64), 'a'.repeat(64)],
    ['a'.repeat(65), undefined],
    ['Ada Lovelace', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('%j is told as %j', (name, told) => {
    expect(operationNameOf(name)).toBe(told)
  })
})
