import { describe, expect, it } from '@jest/globals'
import { buildSchema, parse, type OperationDefinitionNode } from 'graphql'
import { costOf } from './cost.ts'
import { refuseExcess } from './request-limits.ts'

const schema = buildSchema(`
  scalar _Any
  union _Entity = Conversation
  type Query {
    conversation(id: ID): Conversation
    engagement(of: _Any): [Conversation!]!
    _entities(representations: [_Any!]!): [_Entity]!
  }
  type Conversation { id: ID, tags: [String!], consumer: Consumer, events(first: Int = 50): Events }
  type Consumer { id: ID, conversations: [Conversation!] }
  type Events { edges: [Edge!]!, info: Info }
  type Edge { node: Event }
  type Info { end: ID }
  interface Event { id: ID }
  type Message implements Event { id: ID, content: Consumer }
`)

function requestOf(text: string, variables: Readonly<Record<string, unknown>> = {}) {
  const document = parse(text)
  const [operation] = document.definitions as OperationDefinitionNode[]
  if (!operation) throw new TypeError('expected an operation')
  return { schema, document, operation, variables }
}

const page = (first: string, more = '') =>
  `conversation { events${first} { edges { node { id } } ${more} } }`

const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown
const items = (length: number) => Array.from({ length }, (_, index) => index)
const codeOf = (text: string, variables?: Readonly<Record<string, unknown>>) =>
  refuseExcess(requestOf(text, variables))?.extensions['code']

describe('the cost of an operation', () => {
  it.each<[number, string, string, object?]>([
    [0, 'scalars', '{ __typename }'],
    [0, 'introspection', '{ __schema { types { fields { name } } } }'],
    [2, 'an object for each level', '{ conversation { id tags consumer { id } } }'],
    [
      4,
      'each alias again',
      '{ a: conversation { consumer { id } } b: conversation { consumer { id } } }',
    ],
    [2 + 2 * 7, 'a page of the size asked for', `{ ${page('(first: 7)')} }`],
    [2 + 2 * 7 + 1, 'what is beside a page once', `{ ${page('(first: 7)', 'info { end }')} }`],
    [2 + 2 * 50, 'a page of the size by default', `{ ${page('')} }`],
    [2 + 2 * 50, 'a page of no size', `{ ${page('(first: null)')} }`],
    [2, 'a page of a negative size', `{ ${page('(first: -1)')} }`],
    [2 + 2 * 9, 'a page by variable', `query ($n: Int) { ${page('(first: $n)')} }`, { n: 9 }],
    [2 + 2 * 8, 'by its default', `query ($n: Int = 8) { ${page('(first: $n)')} }`],
    [2 + 2 * 50, 'by none at all', `query ($n: Int) { ${page('(first: $n)')} }`],
    [10 * (1 + 1), 'a list of unknown size', '{ engagement { consumer { id } } }'],
    [
      10 * (2 + 2 * 3),
      'pages within a list',
      '{ engagement { events(first: 3) { edges { node { id } } } } }',
    ],
    [
      3 * (1 + 1),
      'an entity for each that is asked for',
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Conversation { consumer { id } } } }',
      { r: [{}, {}, {}] },
    ],
    [
      2 + 2 * 7 + 7,
      'fragments where they are spread',
      `query { conversation { ...C } }
       fragment C on Conversation { events(first: 7) { ...E } }
       fragment E on Events { edges { node { id ... on Message { content { id } } } } }`,
    ],
  ])('is %d for %s', (cost, _, text, variables = {}) => {
    expect(costOf(requestOf(text, { ...variables }))).toBe(cost)
  })
})

describe('a request', () => {
  const query = 'query ($of: _Any) { engagement(of: $of) { id } }'

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a list as long as may be', items(2000)],
    ['values as deep as may be', nested(64)],
    ['a page of a router', items(500).map((id) => ({ __typename: 'Conversation', id }))],
  ])('is taken with %s', (_, of) => {
    expect(codeOf(query, { of })).toBeUndefined()
  })

  it.each<[string, string, unknown]>([
    ['INPUT_TOO_LARGE', 'a long list', items(2001)],
    ['INPUT_TOO_LARGE', 'several that are long together', [items(1000), { a: items(1000) }]],
    ['INPUT_TOO_DEEP', 'values that are deep', nested(65)],
    ['INPUT_TOO_DEEP', 'values that nest without end', nested(300_000)],
  ])('is refused as %s with %s', (code, _, of) => {
    expect(codeOf(query, { of })).toBe(code)
  })

  it('is taken with three full pages', () => {
    const full = page('(first: 500)')

    expect(codeOf(`{ a: ${full} b: ${full} c: ${full} }`)).toBeUndefined()
  })

  it('is refused with a page that is far too large', () => {
    const text = `query ($n: Int) { ${page('(first: $n)')} }`

    expect(codeOf(text, { n: 1_000_000 })).toBe('OPERATION_TOO_COSTLY')
  })

  it('is refused where full pages multiply', () => {
    const entities =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Conversation { events(first: 500) { edges { node { id } } } } } }'

    expect(codeOf(entities, { r: items(4) })).toBeUndefined()
    expect(codeOf(entities, { r: items(5) })).toBe('OPERATION_TOO_COSTLY')
  })
})
