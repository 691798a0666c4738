import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from '@jest/globals'
import {
  buildSchema,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  parse,
  responsePathAsArray,
} from 'graphql'
import { sameAnswer } from '../../test/prepared/same-answer.ts'
import { prepareOperation } from './prepared-operation.ts'

const SDL = `
  directive @defer on FRAGMENT_SPREAD | INLINE_FRAGMENT
  interface Animal { name: String }
  type Cat implements Animal { name: String, lives: Int! }
  type Dog implements Animal { name: String, owner: Person! }
  union Pet = Cat | Dog
  enum Size { SMALL LARGE }
  input Range { from: Int! = 1, to: Int, size: Size, next: Range }
  input Choice @oneOf { id: ID, name: String }
  type Person { name: String, required: String!, friend: Person, friends: [Person!], pet: Pet, stream: String }
  type Query {
    person: Person
    sure: Person!
    animal: Animal
    animals: [Animal!]
    numbers: [Int]
    grid: [[Int!]]
    count(range: Range, ranges: [Range!], choice: Choice, n: Int! = 7, size: Size = SMALL): String
    needs(n: Int!): String
  }
  type Mutation { first: Int, second: Int!, third: Int }
  type Subscription { ticks: Int }
`

type Fields = Readonly<Record<string, (...args: readonly never[]) => unknown>>
const listed = (_source: unknown, args: unknown) => JSON.stringify(args)

/** The root fields answer as they are told to. */
function schemaWith(fields: Fields = {}): GraphQLSchema {
  const schema = buildSchema(SDL)
  for (const type of [schema.getQueryType(), schema.getMutationType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const resolve = fields[field.name] ?? (field.args.length > 0 ? listed : undefined)
      if (resolve) field.resolve = resolve as (...args: readonly unknown[]) => unknown
    }
  }
  return schema
}

interface Case {
  readonly fields?: Fields
  readonly variables?: Readonly<Record<string, unknown>>
}

/** As JSON, and the same as graphql-js says. */
async function answer(text: string, { fields, variables = {} }: Case = {}): Promise<unknown> {
  const schema = schemaWith(fields)
  const result = await sameAnswer({ schema, document: parse(text), variables, context: () => ({}) })
  return JSON.parse(JSON.stringify(result))
}

describe('what is selected', () => {
  it('is merged by key across fragments, in the order of the document', async () => {
    const text = `
      { person { ...A friend { name } ... on Person { who: name } friend { who: name } } }
      fragment A on Person { required friend { required } }
    `
    const one = { name: 'Ada', required: 'yes' }
    expect(
      JSON.stringify(await answer(text, { fields: { person: () => ({ ...one, friend: one }) } })),
    ).toBe(
      '{"data":{"person":{"required":"yes","friend":{"required":"yes","name":"Ada","who":"Ada"},"who":"Ada"}}}',
    )
  })

  it('depends on each combination of conditions, also when there are many of them', async () => {
    const names = ['a', 'b', 'c', 'd']
    const definitions = names.map((name) => `$${name}: Boolean!`).join(', ')
    const fields = names.map((name) => `${name}: __typename @include(if: $${name})`).join(' ')
    const operation = prepareOperation(schemaWith(), parse(`query (${definitions}) { ${fields} }`))
    const rounds = Array.from({ length: 32 }, (_, round) =>
      Object.fromEntries(names.map((name, bit) => [name, (round & (1 << bit)) !== 0])),
    )

    const keys = rounds.map((round) => {
      const result = operation?.execute({}, round)
      return result && 'data' in result ? Object.keys(result.data ?? {}) : undefined
    })

    expect(keys).toEqual(rounds.map((round) => names.filter((name) => round[name])))
  })

  it('cannot be told of by a condition that is null', async () => {
    const text = 'query ($on: Boolean = true) { person { name @include(if: $on) } }'
    const fields = { person: () => ({ name: 'Ada' }) }

    expect(await answer(text, { fields })).toEqual({ data: { person: { name: 'Ada' } } })
    expect(await answer(text, { fields, variables: { on: null } })).toMatchObject({
      data: { person: null },
      errors: [{ path: ['person'], message: expect.stringContaining('must not be null') }],
    })
  })
})

describe('a resolver', () => {
  it('that is a method of its source gets arguments, context and info', async () => {
    const person = {
      given: 'Ada',
      name(this: { given: string }, args: unknown, context: unknown, info: { fieldName: string }) {
        return JSON.stringify([this.given, args, context, info.fieldName])
      },
    }
    expect(await answer('{ person { name } }', { fields: { person: () => person } })).toEqual({
      data: { person: { name: '["Ada",{},{},"name"]' } },
    })
  })

  it('is looked for on whatever has properties', async () => {
    const named = Object.assign(() => undefined, { required: 'a function' })
    const person = () => ({ friends: [named, 'text', 7].slice(0, 1), friend: 'text' })
    const text = '{ person { friends { required } friend { name } } }'
    expect(await answer(text, { fields: { person } })).toEqual({
      data: { person: { friends: [{ required: 'a function' }], friend: { name: null } } },
    })
  })

  it.each([
    ['defaults', '__typename', {}, undefined],
    ['nothing given', 'count', {}, '{"n":7,"size":"SMALL"}'],
    ['a variable', 'count(n: $n)', { n: 1 }, '{"n":1,"size":"SMALL"}'],
    ['variables left out', 'count(n: $n, size: $size)', {}, '{"n":7,"size":"SMALL"}'],
    ['null', 'count(size: $size)', { size: null }, '{"n":7,"size":null}'],
    [
      'one for a list',
      'count(ranges: { to: 2 })',
      {},
      '{"ranges":[{"from":1,"to":2}],"n":7,"size":"SMALL"}',
    ],
    [
      'literals',
      'count(range: { next: {} }, n: 2)',
      {},
      '{"range":{"from":1,"next":{"from":1}},"n":2,"size":"SMALL"}',
    ],
    [
      'a variable in a literal',
      'count(ranges: [{ to: $n }])',
      { n: 2 },
      '{"ranges":[{"from":1,"to":2}],"n":7,"size":"SMALL"}',
    ],
    [
      'one left out there',
      'count(range: { to: $n })',
      {},
      '{"range":{"from":1},"n":7,"size":"SMALL"}',
    ],
  ])('gets its arguments: %s', async (_name, field, variables, expected) => {
    const text = `query ($n: Int, $size: Size) { count: ${field} }`
    const { data } = (await answer(text, { variables })) as { data: { count: string } }
    expect(data.count).toBe(expected ?? 'Query')
  })

  it('is not called with arguments that are wrong, and the error is where they are', async () => {
    const text = 'query ($n: Int = 1) { needs(n: $n) }'
    expect(await answer(text, { variables: { n: null } })).toEqual({
      data: { needs: null },
      errors: [
        {
          message: 'Argument "n" of non-null type "Int!" must not be null.',
          locations: [{ line: 1, column: 32 }],
          path: ['needs'],
        },
      ],
    })
  })

  it('runs at once with the others in a query, and after the one before in a mutation', async () => {
    const log: string[] = []
    const slow = (name: string) => async () => {
      log.push(`${name} begins`)
      await nextTurn()
      log.push(`${name} ends`)
      return 1
    }
    const schema = schemaWith({
      first: slow('first'),
      second: slow('second'),
      numbers: slow('numbers'),
      needs: slow('needs'),
    })
    const run = async (text: string) => {
      log.length = 0
      const result = await prepareOperation(schema, parse(text))?.execute({}, {})
      return [Object.keys(result?.data ?? {}), [...log]]
    }

    expect(await run('mutation { first second }')).toEqual([
      ['first', 'second'],
      ['first begins', 'first ends', 'second begins', 'second ends'],
    ])
    expect(await run('{ needs(n: 1) again: needs(n: 2) }')).toEqual([
      ['needs', 'again'],
      ['needs begins', 'needs begins', 'needs ends', 'needs ends'],
    ])
  })

  it('that waits for nothing makes no promise', () => {
    const operation = prepareOperation(schemaWith(), parse('{ count }'))
    expect(operation?.execute({}, {})).toEqual({ data: { count: '{"n":7,"size":"SMALL"}' } })
  })
})

describe('what fails', () => {
  it('makes the nearest thing null that may be', async () => {
    const person = { name: 'Ada', friend: { friend: { required: null } } }
    const text = '{ person { name friend { friend { required } } } }'
    expect(await answer(text, { fields: { person: () => person } })).toMatchObject({
      data: { person: { name: 'Ada', friend: { friend: null } } },
      errors: [
        {
          message: 'Cannot return null for non-nullable field Person.required.',
          path: ['person', 'friend', 'friend', 'required'],
        },
      ],
    })
    const bare = { friend: null }
    expect(await answer('{ sure { required } }', { fields: { sure: () => bare } })).toMatchObject({
      data: null,
      errors: [{ path: ['sure', 'required'] }],
    })
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('no')
      },
      'no',
    ],
    [
      'rejects',
      async () => {
        throw new Error('no')
      },
      'no',
    ],
    ['answers an error', () => new Error('no'), 'no'],
    ['answers a promise of one', async () => new Error('no'), 'no'],
    [
      'throws no error',
      () => {
        throw 7 as unknown as Error
      },
      'Unexpected error value: 7',
    ],
  ])('is told with its place: a resolver that %s', async (_name, person, message) => {
    expect(await answer('{ a: person { name } }', { fields: { person } })).toEqual({
      data: { a: null },
      errors: [{ message, locations: [{ line: 1, column: 3 }], path: ['a'] }],
    })
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])(
    'is told in the order of graphql-js when another fails %i steps later',
    async (steps) => {
      const fields = {
        person: async () => ({ friend: async () => ({ required: async () => null }) }),
        numbers: async () => {
          for (let left = steps; left > 0; left -= 1) await Promise.resolve()
          throw new Error('no numbers')
        },
      }
      expect(await answer('{ person { friend { required } } numbers }', { fields })).toMatchObject({
        data: { person: { friend: null }, numbers: null },
      })
    },
  )

  it('below what has become null is not told', async () => {
    const fields = {
      person: () => ({
        friend: {
          name: async () => {
            await nextTurn()
            throw new Error('too late')
          },
          required: async () => null,
        },
      }),
      // keeps the answer open until the other has failed
      numbers: async () => {
        await nextTurn()
        return nextTurn([])
      },
    }
    expect(
      await answer('{ person { friend { name required } } numbers }', { fields }),
    ).toMatchObject({
      data: { person: { friend: null }, numbers: [] },
      errors: [{ path: ['person', 'friend', 'required'] }],
    })
  })

  it('in a list leaves no rejection behind of the items before it', async () => {
    const late = {
      name: 'Ada',
      required: nextTurn().then(() => {
        throw new Error('too late')
      }),
    }
    const friends = [late, new Error('at once')]
    const schema = schemaWith({ person: () => ({ friends }) })
    const operation = prepareOperation(schema, parse('{ person { friends { required } } }'))

    expect(await operation?.execute({}, {})).toMatchObject({
      data: { person: { friends: null } },
      errors: [{ message: 'at once', path: ['person', 'friends', 1] }],
    })
    // one that nobody looked at would fail this test
    await nextTurn()
    await nextTurn()
  })
})

describe('a list', () => {
  it.each([
    ['an array with holes', () => Object.assign([], { 2: 3 }), [null, null, 3]],
    ['a set', () => new Set([1, 2]), [1, 2]],
    ['promises', () => [1, Promise.resolve(2), null], [1, 2, null]],
    ['nothing', () => undefined, null],
  ])('is made of %s', async (_name, numbers, expected) => {
    expect(await answer('{ numbers }', { fields: { numbers } })).toEqual({
      data: { numbers: expected },
    })
  })

  it.each(['text', 7, {}])('is not made of %p', async (numbers) => {
    expect(await answer('{ numbers }', { fields: { numbers: () => numbers } })).toMatchObject({
      data: { numbers: null },
      errors: [{ message: 'Expected Iterable, but did not find one for field "Query.numbers".' }],
    })
  })

  it('of lists loses only the one with a wrong item', async () => {
    expect(
      await answer('{ grid }', {
        fields: {
          grid: () => [
            [1, 2],
            [3, null],
            [4, 'x'],
          ],
        },
      }),
    ).toMatchObject({
      data: { grid: [[1, 2], null, null] },
      errors: [{ path: ['grid', 1, 1] }, { path: ['grid', 2, 1] }],
    })
  })
})

describe('a value of an interface or a union', () => {
  const text = '{ animal { __typename name ... on Cat { lives } } }'

  it('is of the type that it names', async () => {
    const tom = { __typename: 'Cat', name: 'Tom', lives: 9 }
    expect(await answer(text, { fields: { animal: async () => tom } })).toEqual({
      data: { animal: { __typename: 'Cat', name: 'Tom', lives: 9 } },
    })
  })

  it.each([
    ['no name', undefined, /must resolve to an Object type at runtime/],
    ['a name of nothing', 'Bird', /"Bird" that does not exist inside the schema/],
    ['a name of no object', 'Size', /resolved to a non-object type "Size"/],
    ['a name of another object', 'Person', /"Person" is not a possible type for "Animal"/],
  ])('fails with %s', async (_name, __typename, message) => {
    const result = await answer(text, { fields: { animal: () => ({ __typename }) } })
    expect(result).toMatchObject({
      data: { animal: null },
      errors: [{ message: expect.stringMatching(message), path: ['animal'] }],
    })
  })

  it('is told by its resolveType, which learns the path of the field', async () => {
    const schema = schemaWith({ animals: () => [{ lives: 9 }, { lives: 8 }] })
    const type = schema.getType('Animal')
    if (!isInterfaceType(type)) throw new Error('expected an interface')
    const paths: unknown[] = []
    type.resolveType = (_value, _context, { path }) => {
      paths.push(responsePathAsArray(path))
      return 'Cat'
    }
    const document = parse('{ all: animals { ... on Cat { lives } } }')
    const operation = prepareOperation(schema, document)

    expect(operation?.execute({}, {})).toEqual({ data: { all: [{ lives: 9 }, { lives: 8 }] } })
    expect(paths).toEqual([['all'], ['all']])
  })

  it('is asked of what may be it, where it does not say', async () => {
    const schema = schemaWith({ animals: () => [{ lives: 9 }, { name: 'Rex' }] })
    for (const type of [schema.getType('Cat'), schema.getType('Dog')]) {
      if (!isObjectType(type)) throw new Error('expected an object')
      type.isTypeOf = async (value: object) => 'lives' in value === (type.name === 'Cat')
    }
    const document = parse('{ animals { __typename } }')
    expect(await sameAnswer({ schema, document, context: () => ({}) })).toMatchObject({
      data: { animals: [{ __typename: 'Cat' }, { __typename: 'Dog' }] },
    })
  })
})

describe('variables', () => {
  const text = `query ($range: Range, $ranges: [Range!], $choice: Choice, $n: Int! = 5, $id: ID) {
    count(range: $range, ranges: $ranges, choice: $choice, n: $n) needs(n: $n) id: __typename
  }`

  it.each([
    [{}, { n: 5 }],
    [{ range: undefined }, { range: null, n: 5 }],
    [
      { range: null, n: 1 },
      { range: null, n: 1 },
    ],
    [
      { range: { to: undefined, next: { size: 'LARGE' } } },
      { range: { from: 1, next: { from: 1, size: 'LARGE' } }, n: 5 },
    ],
    [
      { ranges: { from: 2 }, id: 7 },
      { ranges: [{ from: 2 }], n: 5, id: '7' },
    ],
    [
      { choice: { id: 3 }, unknown: 1 },
      { choice: { id: '3' }, n: 5 },
    ],
  ])('%j are coerced', async (variables, expected) => {
    const operation = prepareOperation(schemaWith(), parse(text))
    expect(operation?.coerce(variables)).toEqual({ coerced: expected })
    await answer(text, { variables })
  })

  it.each([
    [{ n: null }, 'Variable "$n" of non-null type "Int!" must not be null.'],
    [
      { n: '1' },
      'Variable "$n" got invalid value "1"; Int cannot represent non-integer value: "1"',
    ],
    [
      { range: [] },
      'Variable "$range" got invalid value []; Expected type "Range" to be an object.',
    ],
    [
      { range: { form: 1 } },
      'Variable "$range" got invalid value { form: 1 }; Field "form" is not defined by type "Range". Did you mean "from"?',
    ],
    [
      { range: { from: null } },
      'Variable "$range" got invalid value null at "range.from"; Expected non-nullable type "Int!" not to be null.',
    ],
    [
      { range: { size: 'HUGE' } },
      'Variable "$range" got invalid value "HUGE" at "range.size"; Value "HUGE" does not exist in "Size" enum.',
    ],
    [
      { ranges: [{}, null] },
      'Variable "$ranges" got invalid value null at "ranges[1]"; Expected non-nullable type "Range!" not to be null.',
    ],
    [
      { choice: {} },
      'Variable "$choice" got invalid value {}; Exactly one key must be specified for OneOf type "Choice".',
    ],
    [
      { choice: { id: null } },
      'Variable "$choice" got invalid value null at "choice.id"; Field "id" must be non-null.',
    ],
  ])('%j are refused in the words of graphql-js', async (variables, message) => {
    expect(await answer(text, { variables })).toMatchObject({ errors: [{ message }] })
  })

  it('that hold the same are no one object, so that a caller may change its own', () => {
    const operation = prepareOperation(
      schemaWith(),
      parse('query ($r: Range = {}) { count(range: $r) }'),
    )
    const [one, other] = [operation?.coerce({}), operation?.coerce({})]
    expect(one).toEqual(other)
    expect(one && 'coerced' in one && one.coerced['r']).not.toBe(
      other && 'coerced' in other && other.coerced['r'],
    )
  })
})

describe('what is left to graphql-js', () => {
  it.each([
    ['a subscription', 'subscription { ticks }'],
    ['introspection', '{ person { name } __schema { types { name } } }'],
    [
      'introspection in a fragment',
      '{ ...F } fragment F on Query { __type(name: "Cat") { name } }',
    ],
    ['an answer in parts', '{ ...F @defer } fragment F on Query { count }'],
    ['a key that is no key', '{ person { __proto__: name } }'],
    ['one of several operations that is not named', 'query A { count } query B { count }'],
  ])('is %s', (_name, text) => {
    expect(prepareOperation(schemaWith(), parse(text))).toBeUndefined()
  })

  it('is not a field that happens to be called stream', () => {
    expect(prepareOperation(schemaWith(), parse('{ person { stream } }'))).toBeDefined()
  })

  it('is not the one of several operations that is named', () => {
    const document = parse('query A { a: count } query B { b: count }')
    const operation = prepareOperation(schemaWith(), document, 'B')
    expect(operation?.operation).toBe(document.definitions[1])
    expect(operation?.execute({}, {})).toMatchObject({ data: { b: expect.any(String) } })
  })
})
