import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { buildSchema, GraphQLInputObjectType } from 'graphql'
import { type Answer, type Ask, askAt, type Graph, graphs, startGraph } from './support/graph.ts'
import type { RouterName } from './support/routers.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'
import { compose, type Composer, readServices } from './support/supergraph.ts'

jest.setTimeout(60_000)

type Refused = readonly [what: string, body: Parameters<Ask>[0]]

const byLiteral = (what: string, input: string): Refused => [
  what,
  { query: `mutation { createConversation(input: { ${input} }) { outcome } }` },
]

const literals = [
  byLiteral('no kind of attribute', 'sdes: [{}]'),
  byLiteral('two kinds of attribute', 'sdes: [{ customerInfo: {}, personalInfo: {} }]'),
  byLiteral('a second kind that is null', 'sdes: [{ customerInfo: {}, personalInfo: null }]'),
  byLiteral('an attribute that is null', 'sdes: [{ customerInfo: null }]'),
  byLiteral('one bad attribute among good ones', 'sdes: [{ customerInfo: {} }, {}]'),
  byLiteral('no kind of message', 'firstMessage: {}'),
  byLiteral('two kinds of message', 'firstMessage: { text: "a", richContent: { a: 1 } }'),
  byLiteral('a message that is null', 'firstMessage: { text: null }'),
]

const byVariable = (what: string, input: object): Refused => [
  what,
  {
    query:
      'mutation ($input: CreateConversationInput!) { createConversation(input: $input) { outcome } }',
    variables: { input },
  },
]

const variables = [
  byVariable('no kind of attribute', { sdes: [{}] }),
  byVariable('two kinds of attribute', { sdes: [{ customerInfo: {}, personalInfo: {} }] }),
  byVariable('a second kind that is null', { sdes: [{ customerInfo: {}, personalInfo: null }] }),
  byVariable('an attribute that is null', { sdes: [{ customerInfo: null }] }),
  byVariable('one bad attribute among good ones', { sdes: [{ customerInfo: {} }, {}] }),
  byVariable('no kind of message', { firstMessage: {} }),
  byVariable('two kinds of message', { firstMessage: { text: 'a', richContent: { a: 1 } } }),
  byVariable('a message that is null', { firstMessage: { text: null } }),
]

const byKey = (what: string, type: string, input: string, values: object): Refused => [
  what,
  {
    query: `mutation ($of: ${type}) { createConversation(input: { ${input} }) { outcome } }`,
    variables: values,
  },
]

const keys = [
  byKey(
    'an attribute to a variable that is left out',
    'CustomerInfoInput',
    'sdes: [{ customerInfo: $of }]',
    {},
  ),
  byKey(
    'an attribute to a variable that is null',
    'CustomerInfoInput',
    'sdes: [{ customerInfo: $of }]',
    { of: null },
  ),
  byKey('a message to a variable that is left out', 'String', 'firstMessage: { text: $of }', {}),
  byKey('a message to a variable that is null', 'String', 'firstMessage: { text: $of }', {
    of: null,
  }),
]

const created = { data: { createConversation: { outcome: 'CREATED' } } }
const oneKeyEach = {
  query: `mutation {
    createConversation(input: { sdes: [{ customerInfo: {} }, { personalInfo: {} }], firstMessage: { text: "Hello" } }) {
      outcome
    }
  }`,
}

/** One gateway for all the cases: what one of them lets through, every later one sees. */
function expectNothingSent({ emulator }: TestGateway): void {
  expect(emulator.requests('conversation')).toEqual([])
}

describe('a client that asks the gateway', () => {
  let gateway: TestGateway
  let ask: Ask
  beforeAll(async () => {
    gateway = await startTestGateway()
    ask = askAt(`${gateway.url}/graphql`)
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
  })

  it.each(literals)('is told that a document with %s is not valid', async (_, body) => {
    expect(await ask(body)).toMatchObject({
      errors: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    })
    expectNothingSent(gateway)
  })

  it.each(variables)('is told that variables with %s are not valid', async (_, body) => {
    expect(await ask(body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
    expectNothingSent(gateway)
  })

  it.each(keys)('may not leave %s', async (_, body) => {
    const { data, errors } = await ask(body)

    expect(data ?? null).toBeNull()
    expect(errors).toHaveLength(1)
    expectNothingSent(gateway)
  })

  it('opens a conversation when there is one key each', async () => {
    expect(await ask(oneKeyEach)).toEqual(created)
    expect(gateway.emulator.requests('conversation')).toHaveLength(1)
  })
})

describe('the composed graph', () => {
  it.each<[Composer, boolean]>([
    ['@apollo/composition', false],
    ['@theguild/federation-composition', true],
  ])('of %s knows that one key must be given: %s', async (composer, isOneOf) => {
    const supergraph = buildSchema(compose(composer, await readServices()), {
      assumeValidSDL: true,
    })

    for (const name of ['SdeInput', 'MessageContentInput']) {
      const type = supergraph.getType(name)
      expect(type).toBeInstanceOf(GraphQLInputObjectType)
      expect(type).toMatchObject({ isOneOf })
    }
  })

  it.each<[RouterName, Composer, boolean | undefined]>([
    ['Hive Gateway', '@apollo/composition', false],
    ['Hive Gateway', '@theguild/federation-composition', true],
    // it refuses to answer
    ['@apollo/gateway', '@apollo/composition', undefined],
    ['@apollo/gateway', '@theguild/federation-composition', undefined],
  ])(
    'is introspected through %s with the supergraph of %s: isOneOf is %s',
    async (router, composer, isOneOf) => {
      await using graph = await startGraph(router, composer)

      const { data } = await graph.ask({ query: '{ __type(name: "SdeInput") { isOneOf } }' })

      expect(data).toEqual(isOneOf === undefined ? undefined : { __type: { isOneOf } })
    },
  )
})

/** Who says no: the router where the composed graph knows of @oneOf, else the gateway. */
const refusedBy = {
  '@apollo/composition': 'gateway',
  '@theguild/federation-composition': 'router',
} as const

describe.each(graphs)('a client that asks %s with the supergraph of %s', (router, composer) => {
  let graph: Graph
  beforeAll(async () => {
    graph = await startGraph(router, composer)
  })
  afterAll(async () => {
    await graph[Symbol.asyncDispose]()
  })

  it.each([...literals, ...variables])(
    `is refused %s by the ${refusedBy[composer]}`,
    async (_, body) => {
      const answer = await graph.ask(body)

      expect(answer.data ?? null).toBeNull()
      expect(answer.errors).toHaveLength(1)
      expect(refuserOf(answer)).toBe(refusedBy[composer])
      expectNothingSent(graph.gateway)
    },
  )

  it.each(keys)('may not leave %s', async (_, body) => {
    const { data, errors } = await graph.ask(body)

    expect(data ?? null).toBeNull()
    expect(errors).toHaveLength(1)
    expectNothingSent(graph.gateway)
  })

  it('opens a conversation when there is one key each', async () => {
    expect(await graph.ask(oneKeyEach)).toEqual(created)
    expect(graph.gateway.emulator.requests('conversation')).toHaveLength(1)
  })
})

/** A router names the subgraph that an error comes from. */
function refuserOf({ errors = [] }: Answer): 'router' | 'gateway' {
  const isGateways = errors.some(({ extensions }) => extensions?.serviceName === 'conversations')
  return isGateways ? 'gateway' : 'router'
}
