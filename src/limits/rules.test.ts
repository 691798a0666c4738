import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from '@jest/globals'
import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql'
import { findDocumentExcess, limitRules, parseOptions } from './rules.ts'

const schema = buildSchema(`
  directive @mark(as: [Int]) repeatable on FIELD | QUERY | VARIABLE_DEFINITION | FRAGMENT_DEFINITION
  scalar Any
  type Query { node: Node, engagement(of: Any): Node }
  type Mutation { send(of: Any): Node, close: Node }
  type Node { id: ID, node: Node, find(of: Any): Node }
`)
const errorsOf = (text: string) =>
  validate(schema, parse(text, parseOptions), [...specifiedRules, ...limitRules])
const times = (count: number, text: string | ((index: number) => string)): string =>
  Array.from({ length: count }, (_, index) => (typeof text === 'string' ? text : text(index))).join(
    ' ',
  )
const nested = (depth: number, open: string, inside: string, close: string): string =>
  open.repeat(depth) + inside + close.repeat(depth)
/** Spreads its last fragment 2 ** levels times. */
const doubling = (levels: number, inside: string): string =>
  times(levels, (n) => `fragment F${n} on Node { ...F${n + 1} node { ...F${n + 1} } }`) +
  ` fragment F${levels} on Node { ${inside} }`

describe('a document is refused', () => {
  it.each([
    ['fields too deep', 'OPERATION_TOO_DEEP', nested(17, '{ node ', '{ id }', '}')],
    [
      'fields too deep through fragments',
      'OPERATION_TOO_DEEP',
      `{ node { ...A } } fragment A on Node ${nested(8, '{ node ', '{ ...B }', '}')}
       fragment B on Node ${nested(8, '{ node ', '{ id }', '}')}`,
    ],
    ['too many aliases', 'TOO_MANY_ALIASES', `{ ${times(31, (n) => `a${n}: __typename`)} }`],
    [
      'too many aliases by spreading a few',
      'TOO_MANY_ALIASES',
      `{ node { ${times(4, (n) => `node${n}: node { ...A }`)} } }
       fragment A on Node { ${times(8, (n) => `a${n}: id`)} }`,
    ],
    ['many directives at one field', 'TOO_MANY_DIRECTIVES', `{ __typename ${times(5, '@mark')} }`],
    ['many unknown directives', 'TOO_MANY_DIRECTIVES', `{ __typename ${times(10, '@aa')} }`],
    [
      'many directives at an operation',
      'TOO_MANY_DIRECTIVES',
      `query ${times(5, '@mark')} { __typename }`,
    ],
    [
      'many directives at a variable',
      'TOO_MANY_DIRECTIVES',
      `query ($v: Any ${times(5, '@mark')}) { engagement(of: $v) { id } }`,
    ],
    ['directives everywhere', 'TOO_MANY_DIRECTIVES', `{ ${times(51, '__typename @mark')} }`],
    ['one field very often', 'OPERATION_TOO_LARGE', `{ ${times(401, '__typename')} }`],
    [
      'fragments within each other',
      'OPERATION_TOO_LARGE',
      `{ node { ...F0 } } ${doubling(12, 'id')}`,
    ],
    [
      'many fragments that nobody spreads',
      'OPERATION_TOO_LARGE',
      `{ __typename } fragment A on Node { ${times(401, 'id')} }`,
    ],
    ['lists in lists', 'INPUT_TOO_DEEP', `{ engagement(of: ${nested(65, '[', '1', ']')}) { id } }`],
    [
      'objects in objects',
      'INPUT_TOO_DEEP',
      `{ engagement(of: ${nested(65, '{ of: ', '1', '}')}) { id } }`,
    ],
    [
      'all that the parser takes',
      'INPUT_TOO_DEEP',
      `{ engagement(of: ${nested(700, '[', '1', ']')}) { id } }`,
    ],
    ['two mutations', 'TOO_MANY_EFFECTS', 'mutation { send { id } close { id } }'],
    ['a mutation twice', 'TOO_MANY_EFFECTS', 'mutation { a: send { id } b: send { id } }'],
    [
      'one under its alias, one without',
      'TOO_MANY_EFFECTS',
      'mutation { send { id } b: send { id } }',
    ],
    [
      'a mutation in an inline fragment',
      'TOO_MANY_EFFECTS',
      'mutation { send { id } ... on Mutation { ... { b: send { id } } } }',
    ],
    [
      'a mutation in a fragment',
      'TOO_MANY_EFFECTS',
      'mutation { send { id } ...A } fragment A on Mutation { ...B } fragment B on Mutation { close { id } }',
    ],
    [
      'one of two mutations being skipped',
      'TOO_MANY_EFFECTS',
      'mutation ($no: Boolean!) { a: send { id } b: send @skip(if: true) { id } c: send @include(if: $no) { id } }',
    ],
    [
      'a query that has an effect, twice',
      'TOO_MANY_EFFECTS',
      '{ engagement { id } b: engagement { id } }',
    ],
    [
      'one of two operations having two',
      'TOO_MANY_EFFECTS',
      'mutation A { send { id } } mutation B { send { id } close { id } }',
    ],
  ])('for %s: %s', (_, code, text) => {
    const errors = errorsOf(text)

    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code }])
    expect(errors[0]?.message).not.toMatch(/\d/)
    expect(errors[0]?.locations).toBeUndefined()
  })

  it('before any other rule works on it', () => {
    const text = `{ ${times(401, 'nothing')} }`

    expect(errorsOf(text)).toHaveLength(1)
  })
})

describe('a document is taken', () => {
  const directories = ['schema/operations', 'examples/typed-client', 'examples/federation']

  it.each(directories)('that is in %s', async (directory) => {
    const files = (await readdir(directory)).filter((file) => file.endsWith('.graphql'))
    expect(files).not.toEqual([])

    for (const file of files) {
      const text = await readFile(`${directory}/${file}`, 'utf8')
      expect([file, findDocumentExcess(parse(text, parseOptions))]).toEqual([file, undefined])
    }
  })

  it.each([
    [
      'the introspection of an explorer',
      getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }),
    ],
    ['fields as deep as may be', nested(15, '{ node ', '{ id }', '}')],
    ['as many aliases as may be', `{ ${times(30, (n) => `a${n}: __typename`)} }`],
    ['as many directives as may be', `{ ${times(12, '__typename @mark @mark @mark @mark')} }`],
    ['as many fields as may be', `{ ${times(400, '__typename')} }`],
    ['a long list', `{ engagement(of: [${times(1400, '1')}]) { id } }`],
    [
      'one mutation',
      'mutation { __typename a: send { id } ...A } fragment A on Mutation { a: send { id } }',
    ],
    [
      'a mutation in each of two operations',
      'mutation A { send { id } } mutation B { close { id } }',
    ],
    ['many queries without an effect', '{ a: node { id } b: node { id } engagement { id } }'],
  ])('that has %s', (_, text) => {
    expect(errorsOf(text)).toEqual([])
  })
})

describe('fragments that go in a circle', () => {
  it.each([
    ['by itself', 'fragment A on Node { id ...A }'],
    ['by another', 'fragment A on Node { node { ...B } } fragment B on Node { node { ...A } }'],
  ])('%s are left to the rule of GraphQL', (_, fragments) => {
    const errors = errorsOf(`{ node { ...A } } ${fragments}`)

    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Cannot spread fragment "A" within itself/),
    ])
  })

  it('do not keep anyone from counting the effects', () => {
    const errors = errorsOf(
      'mutation { ...A } fragment A on Mutation { a: send { id } b: send { id } ...A }',
    )

    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'TOO_MANY_EFFECTS' }])
  })
})
