import { describe, expect, it } from '@jest/globals'
import { buildSchema, parse, specifiedRules, validate } from 'graphql'
import { subscriptionConditions } from './subscription-conditions.ts'

const schema = buildSchema('type Query { a: B } type Subscription { a: B, b: B } type B { c: Int }')
const check = (document: string) =>
  validate(schema, parse(document), [...specifiedRules, subscriptionConditions])

describe('a condition at the only field of a subscription', () => {
  it.each([
    'subscription { a @skip { c } }',
    'subscription { a @skip(if: true) { c } }',
    'subscription { a @include(if: 7) { c } }',
    'subscription ($on: Boolean!) { a @include(if: $on) { c } }',
    'subscription { ... @include(if: true) { a { c } } }',
    'subscription { ...F @skip } fragment F on Subscription { a { c } }',
    'subscription { ...F } fragment F on Subscription { a @skip { c } }',
    'query Q { a { c } } subscription S { a @skip { c } }',
  ])('is refused: %s', (document) => {
    expect(check(document).map(({ message }) => message)).toEqual([
      'Expected no @skip and no @include at the only field of a subscription.',
    ])
  })

  it.each([
    ['no condition', 'subscription { a { c } }'],
    ['a condition further down', 'subscription ($on: Boolean!) { a { c @include(if: $on) } }'],
    ['a condition in a query', 'query ($on: Boolean!) { a @include(if: $on) { c } }'],
  ])('is not %s', (_, document) => {
    expect(check(document)).toEqual([])
  })

  it('is looked for in a fragment that spreads itself, once', () => {
    const circle = 'subscription { ...F } fragment F on Subscription { ...F a { c } }'

    expect(check(circle).map(({ message }) => message)).toEqual([
      'Cannot spread fragment "F" within itself.',
    ])
  })
})
