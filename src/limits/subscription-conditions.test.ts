import { describe, expect, it } from '@jest/globals'
import { buildSchema, parse, specifiedRules, validate } from 'graphql'
import { subscriptionConditions } from './subscription-conditions.ts'

const schema = buildSchema('type Query { a: Int } type Subscription { a: Int, b: Int }')
const check = (document: string) =>
  validate(schema, parse(document), [...specifiedRules, subscriptionConditions])

describe('the condition of the only field of a subscription', () => {
  it.each([
    'subscription { a @skip }',
    'subscription { a @include(if: 7) }',
    'subscription ($on: Boolean!) { a @include(if: $on) }',
    'subscription { ...F @skip } fragment F on Subscription { a }',
    'query Q { a } subscription S { a @skip }',
  ])('is refused where it cannot be told: %s', (document) => {
    expect(check(document)).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/^Argument "if"/) }),
    ])
  })

  it.each([
    'subscription { a }',
    'subscription { a @include(if: true) }',
    '{ a @skip(if: false) }',
  ])('is none, or plain: %s', (document) => {
    expect(check(document)).toEqual([])
  })

  it('changes nothing of what else is wrong', () => {
    expect(check('subscription { a b }')).toHaveLength(1)
    expect(check('query ($on: Int) { a @skip(if: $on) }')).toHaveLength(1)
  })
})
