import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { getIntrospectionQuery } from 'graphql'
import { startTestGateway, type TestGateway } from './support/start.ts'

const production = { NODE_ENV: 'production', AUTH_MODE: 'passthrough' }
/** In passthrough, the form of a token is all that can be checked. */
const asSomeone = { authorization: 'a.b.c', 'x-lp-on-behalf': 'a.b.c' }
const asked = { ...asSomeone, 'apollo-require-preflight': 'true' }

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway(production)
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
})

interface Answer {
  readonly status: number
  readonly text: string
  readonly data?: unknown
  readonly errors: readonly {
    readonly message: string
    readonly extensions: Readonly<Record<string, unknown>>
  }[]
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  const { data, errors = [] } = JSON.parse(text) as Partial<Answer>
  return { status: response.status, text, data, errors }
}

const post = async (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  read(await gateway.post(body, { ...asSomeone, ...headers }))
const get = async (query: string, headers: Readonly<Record<string, string>>) =>
  read(
    await fetch(`${gateway.url}/graphql?${new URLSearchParams({ query }).toString()}`, { headers }),
  )
const codesOf = ({ errors }: Answer) => errors.map(({ extensions }) => extensions)
const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ')

describe('what graphql-cop looks for, in production', () => {
  it('alias overloading', async () => {
    const answer = await post({ query: `query cop { ${times(101, (n) => `a${n}: __typename`)} }` })

    expect(answer).toMatchObject({ status: 400, data: undefined })
    expect(codesOf(answer)).toEqual([{ code: 'TOO_MANY_ALIASES' }])
  })

  it.each([10, 1])('a batch of %d', async (length) => {
    const batch = Array.from({ length }, () => ({ query: 'query cop { __typename }' }))

    const answer = await post(batch)

    expect(answer).toMatchObject({ status: 400, data: undefined })
    expect(codesOf(answer)).toEqual([{ code: 'BAD_REQUEST' }])
  })

  it('queries over GET, from a page that did not ask', async () => {
    const answer = await get('query cop { __typename }', asSomeone)

    expect(answer).toMatchObject({ status: 400, data: undefined })
  })

  it('mutations over GET, even when it asked', async () => {
    const answers = [
      await get('mutation cop { __typename }', asked),
      await get(`mutation { ${create} }`, asked),
    ]

    for (const answer of answers) expect(answer).toMatchObject({ status: 405, data: undefined })
    expect(gateway.emulator.requests()).toEqual([])
  })

  it('POST of a form', async () => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: asSomeone,
      body: new URLSearchParams({ query: 'query cop { __typename }' }),
    })

    expect(await read(response)).toMatchObject({ status: 415, data: undefined })
  })

  it('POST with the query in the URL', async () => {
    const query = new URLSearchParams({ query: 'query cop { __typename }' })

    const response = await fetch(`${gateway.url}/graphql?${query.toString()}`, {
      method: 'POST',
      headers: asSomeone,
    })

    expect(await read(response)).toMatchObject({ status: 400, data: undefined })
  })

  it('tracing', async () => {
    const headers = { 'apollo-federation-include-trace': 'ftv1' }

    const { text } = await post({ query: 'query cop { __typename }' }, headers)

    expect(JSON.parse(text)).toEqual({ data: { __typename: 'Query' } })
  })

  it('field duplication', async () => {
    const answer = await post({ query: `query cop { ${times(500, () => '__typename')} }` })

    expect(answer).toMatchObject({ status: 400, data: undefined })
    expect(codesOf(answer)).toEqual([{ code: 'OPERATION_TOO_LARGE' }])
  })

  it.each(['query cop { __schema { directive } }', '{ conversatio(id: 1) { id } }'])(
    'field suggestions: %s',
    async (query) => {
      const { errors, text } = await post({ query })

      expect(errors).not.toEqual([])
      expect(text).not.toMatch(/did you mean/i)
    },
  )

  it.each(['/', '/graphiql', '/playground', '/console', '/graphql', '/explorer'])(
    'an explorer at %s',
    async (path) => {
      const response = await fetch(`${gateway.url}${path}`, { headers: { accept: 'text/html' } })

      expect(response.headers.get('content-type')).toMatch(/^application\/json/)
      expect(await response.text()).not.toMatch(/graphiql|playground|sandbox/i)
    },
  )

  it.each([
    ['in short', 'query cop { __schema { types { name fields { name } } } }'],
    ['of one type', '{ __type(name: "Query") { fields { name } } }'],
    ['as tools ask', getIntrospectionQuery()],
    [
      'in a circle',
      'query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }',
    ],
  ])('introspection, %s', async (_, query) => {
    const answer = await post({ query })

    expect(answer.data).toBeUndefined()
    expect(answer.errors).not.toEqual([])
    expect(answer.text).not.toMatch(/createConversation/)
  })

  it('directive overloading', async () => {
    const answer = await post({ query: `query cop { __typename ${'@aa'.repeat(10)} }` })

    expect(answer.status).toBe(400)
    expect(codesOf(answer)).toEqual([{ code: 'TOO_MANY_DIRECTIVES' }])
  })

  it('circular fragments', async () => {
    const query =
      'query cop { __schema { ...A } } fragment A on __Schema { __typename ...B } fragment B on __Schema { ...A }'

    const answer = await post({ query })

    expect(answer.data).toBeUndefined()
    expect(answer.text).toMatch(/Cannot spread fragment/)
  })

  it.each(['qwerty cop { abc }', 'query cop { abc }', '{', '\u0000'])(
    'errors that nobody handled: %s',
    async (query) => {
      const { errors, text } = await post({ query })

      expect(errors.map(({ extensions }) => Object.keys(extensions))).toEqual([['code']])
      expect(text).not.toMatch(/exception|stacktrace|node_modules|INTERNAL_SERVER_ERROR/i)
    },
  )
})

const create = 'createConversation(input: {}) { outcome }'
const withInput =
  'mutation ($input: CreateConversationInput!) { createConversation(input: $input) { outcome } }'
const page = 'events(first: 500) { edges { node { cursor } } }'
const nested = (depth: number): unknown =>
  JSON.parse('{"a":'.repeat(depth) + 'null' + '}'.repeat(depth))

describe.each(['application/json', 'application/graphql-response+json'])(
  'a caller that takes %s',
  (accept) => {
    it.each<[string, string, string, object?]>([
      [
        'TOO_MANY_EFFECTS',
        'as many aliased creates as there may be aliases',
        `mutation { ${times(30, (n) => `a${n}: ${create}`)} }`,
      ],
      ['TOO_MANY_EFFECTS', 'two creates', `mutation { ${create} a: ${create} }`],
      [
        'TOO_MANY_EFFECTS',
        'mutations in fragments',
        `mutation { ...A ...B } fragment A on Mutation { a: ${create} } fragment B on Mutation { b: ${create} }`,
      ],
      [
        'TOO_MANY_EFFECTS',
        'mutations of which all but one are skipped',
        `mutation { ${create} a: createConversation(input: {}) @skip(if: true) { outcome } }`,
      ],
      [
        'TOO_MANY_EFFECTS',
        'engagements, each a session at LivePerson',
        '{ a: engagement(input: {}) { sessionId } b: engagement(input: {}) { sessionId } }',
      ],
      ['OPERATION_TOO_LONG', 'a document without end', `{ ${'__typename '.repeat(90_000)} }`],
      ['OPERATION_TOO_LONG', 'braces without end', '{ a '.repeat(100_000)],
      ['OPERATION_TOO_LONG', 'brackets without end', `{ a(b: ${'['.repeat(500_000)}`],
      [
        'OPERATION_TOO_DEEP',
        'fields below fields',
        `{ engagement(input: {}) ${'{ engagements { conversation '.repeat(9)} { id } ${'} }'.repeat(9)} }`,
      ],
      [
        'OPERATION_TOO_COSTLY',
        'full pages under aliases',
        `{ ${times(5, (n) => `a${n}: conversation(id: "${n}") { ${page} }`)} }`,
      ],
      [
        'OPERATION_TOO_COSTLY',
        'a full page for each entity',
        `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Conversation { ${page} } } }`,
        {
          of: Array.from({ length: 500 }, (_, id) => ({
            __typename: 'Conversation',
            id: String(id),
          })),
        },
      ],
      [
        'INPUT_TOO_LARGE',
        'a long list by variable',
        withInput,
        { input: { sdes: Array.from({ length: 20_000 }, () => ({ customerInfo: {} })) } },
      ],
      [
        'OPERATION_TOO_LONG',
        'a long list in the document',
        `mutation { acknowledgeMessages(input: { conversationId: "1", status: READ, sequences: [${'1 '.repeat(2001)}] }) { correlationId } }`,
      ],
      [
        'INPUT_TOO_DEEP',
        'values below values',
        withInput,
        { input: { firstMessage: { richContent: nested(1_000) } } },
      ],
    ])('is told %s for %s, with 400, and no more', async (code, _, query, variables = {}) => {
      const { status, text, data, errors } = await post({ query, variables }, { accept })

      expect(status).toBe(400)
      expect(data).toBeUndefined()
      expect(errors).toEqual([{ message: expect.stringMatching(/^\D+$/), extensions: { code } }])
      expect(text).not.toMatch(/locations/)
      expect(gateway.emulator.requests()).toEqual([])
    })
  },
)

describe('a caller that means well', () => {
  it.each<[string, string, object?]>([
    ['one mutation beside its type', 'mutation { __typename previewed: __typename }'],
    [
      'a page of a router',
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Conversation { id stage consumer { id } } } }',
      {
        of: Array.from({ length: 500 }, (_, id) => ({
          __typename: 'Conversation',
          id: String(id),
        })),
      },
    ],
    ['the schema of a subgraph', '{ _service { sdl } }'],
    ['a full page of events', `{ conversation(id: "1") { ${page} } }`],
  ])('is answered %s', async (_, query, variables = {}) => {
    const { status, errors } = await post({ query, variables })

    expect({ status, errors }).toEqual({ status: 200, errors: [] })
  })

  it('explores a gateway that lets it', async () => {
    await using explored = await startTestGateway({ ...production, EXPLORERS: 'true' })

    const answer = await read(await explored.post({ query: getIntrospectionQuery() }, asSomeone))

    expect(answer.errors).toEqual([])
  })
})

const answered = { __typename: 'Query' }

/** In full first, then by its digest. */
async function persist(query: string): Promise<{ readonly full: Answer; readonly again: Answer }> {
  const sha256Hash = createHash('sha256').update(query).digest('hex')
  const extensions = { persistedQuery: { version: 1, sha256Hash } }
  return { full: await post({ query, extensions }), again: await post({ extensions }) }
}

describe('what callers persist', () => {
  it('is kept unless it is very long', async () => {
    const short = '{ __typename }'
    const long = `{ __typename } #${'x'.repeat(20_000)}`

    const [ofShort, ofLong] = [await persist(short), await persist(long)]

    expect([ofShort.full.data, ofLong.full.data]).toEqual([answered, answered])
    expect(ofShort.again.data).toEqual(answered)
    expect(codesOf(ofLong.again)).toEqual([{ code: 'PERSISTED_QUERY_NOT_FOUND' }])
  })
})
