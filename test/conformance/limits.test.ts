import { expect } from '@jest/globals'
import { describeBothPaths } from './both-paths.ts'
import { consumer, create } from './documents.ts'
import { post } from './wire.ts'

const mutation =
  'mutation ($input: CreateConversationInput!) { createConversation(input: $input) { outcome } }'
const entities =
  'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Conversation { events(first: 500) { edges { node { cursor } } } } } }'
const page =
  'query ($first: Int) { conversation(id: "1") { events(first: $first) { edges { node { cursor } } } } }'
const refused = (status: number, code: string) => ({
  status,
  body: { errors: [{ message: expect.stringMatching(/./), extensions: { code } }] },
})
const nested = (depth: number): unknown =>
  JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))
const deep = (depth: number) => ({ firstMessage: { richContent: nested(depth) } })
const receipts = (count: number) => ({
  query:
    'mutation ($s: [Int!]!) { acknowledgeMessages(input: { conversationId: "1", status: READ, sequences: $s }) { problem { code } } }',
  variables: { s: Array.from({ length: count }, (_, index) => index) },
})

describeBothPaths('a request over a limit', {}, [
  {
    name: 'of the depth of its input is refused, with a document that runs otherwise',
    lane: 'plain',
    send: (_, nth) =>
      post(
        { query: mutation, variables: { input: nth < 3 ? deep(3) : deep(1_000) } },
        consumer('deep', nth),
      ),
    reaches: [],
    told: refused(400, 'INPUT_TOO_DEEP'),
  },
  {
    name: 'of the depth just reached is none',
    lane: 'prepared',
    send: (_, nth) =>
      post({ query: mutation, variables: { input: deep(60) } }, consumer('deep-enough', nth)),
    told: { status: 200 },
  },
  {
    name: 'of the items of its input is refused',
    lane: 'plain',
    send: () => post(receipts(2_001)),
    told: refused(400, 'INPUT_TOO_LARGE'),
  },
  {
    name: 'of the items just reached is none',
    lane: 'prepared',
    send: () => post(receipts(2_000)),
    told: { status: 200 },
  },
  {
    name: 'of what it may cost by its variables is refused, with a document that runs otherwise',
    lane: 'plain',
    send: (_, nth) => post({ query: page, variables: { first: nth < 3 ? 10 : 5_000 } }),
    told: refused(400, 'OPERATION_TOO_COSTLY'),
  },
  {
    name: 'of what it may cost by its entities is refused',
    lane: 'plain',
    send: () => {
      const of = Array.from({ length: 500 }, (_, id) => ({ __typename: 'Conversation', id }))
      return post({ query: entities, variables: { of } })
    },
    told: refused(400, 'OPERATION_TOO_COSTLY'),
  },
  {
    name: 'in variables that its document does not even name is refused',
    lane: 'plain',
    send: () => post({ query: '{ __typename }', variables: { more: nested(100) } }),
    told: refused(400, 'INPUT_TOO_DEEP'),
  },
  ...(
    [
      [
        'TOO_MANY_EFFECTS',
        'mutation { a: __typename b: closeConversation(input: { conversationId: "1" }) { correlationId } c: closeConversation(input: { conversationId: "1" }) { correlationId } }',
      ],
      [
        'TOO_MANY_ALIASES',
        `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
      ],
      ['OPERATION_TOO_LONG', `{ ${'__typename '.repeat(2_000)} }`],
      ['OPERATION_TOO_LARGE', `{ ${'__typename '.repeat(401)} }`],
      ['TOO_MANY_DIRECTIVES', `{ __typename ${'@aa '.repeat(5)} }`],
    ] as const
  ).map(([code, query]) => ({
    name: `of its document is refused each time: ${code}`,
    lane: 'plain' as const,
    send: () => post({ query }),
    told: refused(400, code),
  })),
])

const limited = '"address";q=2;w=60'
describeBothPaths('an address over its limit', { RATE_LIMIT_ADDRESS: '2/60s' }, [
  {
    name: 'gets 429, and when to come back',
    lane: 'plain',
    send: () => post({ query: '{ __typename }' }),
    told: {
      ...refused(429, 'RATE_LIMITED'),
      headers: {
        'retry-after': expect.stringMatching(/^\d+$/),
        ratelimit: expect.stringMatching(/^"address";r=0;t=\d+$/),
        'ratelimit-policy': limited,
      },
    },
  },
  {
    name: 'gets it for what is no JSON, too, and for a subscription',
    lane: 'plain',
    send: () => post('{', { accept: 'text/event-stream' }),
    told: refused(429, 'RATE_LIMITED'),
  },
])

describeBothPaths(
  'within its limits',
  { RATE_LIMIT_ADDRESS: '100/60s', RATE_LIMIT_CONSUMER: '50/60s' },
  [
    {
      name: 'a caller is told how it stands',
      lane: 'prepared',
      send: () => post({ query: '{ conversation(id: "1") { id } }' }),
      told: {
        status: 200,
        headers: {
          ratelimit: expect.stringMatching(/^"address";r=97;t=\d+, "consumer";r=47;t=\d+$/),
          'ratelimit-policy': '"address";q=100;w=60, "consumer";q=50;w=60',
        },
      },
    },
    {
      name: 'a caller is told how it stands where nothing of a consumer was asked',
      lane: 'prepared',
      send: () => post({ query: '{ __typename }' }),
      told: {
        status: 200,
        headers: { ratelimit: expect.stringMatching(/^"address";r=94;t=\d+$/) },
      },
    },
    {
      name: 'a caller is told how it stands with a refusal of its variables',
      lane: 'plain',
      send: () => post({ query: mutation, variables: {} }),
      told: {
        status: 200,
        headers: { ratelimit: expect.stringMatching(/^"address";r=91;t=\d+$/) },
      },
    },
  ],
)

describeBothPaths('a consumer over its limit', { RATE_LIMIT_CONSUMER: '10/60s' }, [
  {
    name: 'is told so in the payload of a mutation, and nothing is sent',
    lane: 'prepared',
    send: () => create('over', 0),
    reaches: [],
    told: {
      status: 200,
      headers: { ratelimit: expect.stringMatching(/^"consumer";r=0;t=\d+$/) },
      body: {
        data: {
          createConversation: {
            outcome: 'NOT_CREATED',
            problem: { __typename: 'Throttled', retryable: true },
          },
        },
      },
    },
  },
  {
    name: 'gets 429 for a query',
    lane: 'plain',
    send: () => post({ query: '{ conversation(id: "1") { id } }' }, consumer('over', 0)),
    told: {
      ...refused(429, 'RATE_LIMITED'),
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    },
  },
  {
    name: 'gets 429 for the field of a query that is one too many',
    lane: 'plain',
    send: (_, nth) => {
      const asked = Array.from(
        { length: 11 },
        (_each, at) => `_${at}: conversation(id: "1") { id }`,
      )
      return post({ query: `{ ${asked.join(' ')} }` }, consumer(`fields-${nth}`))
    },
    told: { status: 429 },
  },
])
