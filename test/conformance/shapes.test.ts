import { expect } from '@jest/globals'
import { type Case, describeBothPaths } from './both-paths.ts'
import { consumer, inNew } from './documents.ts'
import { post } from './wire.ts'

const two = 'query A { __typename } query B($id: ID!) { conversation(id: $id) { id } }'
const failed = (code: string, message = /./) => ({
  errors: [{ message: expect.stringMatching(message), extensions: { code } }],
})
const keys = (text: string) => ({ status: 200, text: new RegExp(`^${text}\\s*$`) })

const operationNames: readonly Case[] = [
  {
    name: 'one of several operations runs when it is named',
    lane: 'prepared',
    send: () => post({ query: two, operationName: 'B', variables: { id: 'x' } }),
    told: { status: 200, body: { data: { conversation: null } } },
  },
  {
    name: 'another of them runs when that is named',
    lane: 'prepared',
    send: () => post({ query: two, operationName: 'A' }),
    told: { status: 200, body: { data: { __typename: 'Query' } } },
  },
  ...[
    ['missing', undefined],
    ['null', null],
    ['empty', ''],
    ['wrong', 'C'],
    ['that of a property of every object', 'constructor'],
  ].map(([what, operationName]): Case => ({
    name: `none of several operations runs when the name is ${String(what)}`,
    lane: 'plain',
    send: () => post({ query: two, operationName }),
    told: { status: 200, body: failed('OPERATION_RESOLUTION_FAILURE') },
  })),
  {
    name: 'a wrong name is a 400 to who takes application/graphql-response+json',
    lane: 'plain',
    send: () =>
      post({ query: two, operationName: 'C' }, { accept: 'application/graphql-response+json' }),
    told: { status: 400, body: failed('OPERATION_RESOLUTION_FAILURE') },
  },
  {
    name: 'a name that is no text is refused',
    lane: 'plain',
    send: () => post({ query: two, operationName: 7 }),
    told: { status: 400, body: failed('BAD_REQUEST') },
  },
  {
    name: 'the only operation runs by its name, too',
    lane: 'prepared',
    send: () => post({ query: 'query Only { __typename }', operationName: 'Only' }),
    told: { status: 200, body: { data: { __typename: 'Query' } } },
  },
  {
    name: 'the only operation does not run by another name',
    lane: 'plain',
    send: () => post({ query: 'query Only { __typename }', operationName: 'Other' }),
    told: { status: 200, body: failed('OPERATION_RESOLUTION_FAILURE') },
  },
]

const conditional = `query ($id: ID!, $yes: Boolean!, $no: Boolean = false) {
  conversation(id: $id) @include(if: $yes) { stage id @skip(if: $yes) ...C @include(if: $no) }
  kind: __typename @skip(if: $yes)
}
fragment C on Conversation { accountId }`

const selections: readonly Case[] = [
  {
    name: 'answers stand under their aliases, in the order of the document',
    lane: 'prepared',
    send: () =>
      post({ query: '{ z: __typename a: conversation(id: "1") { id } m: __typename __typename }' }),
    told: keys('\\{"data":\\{"z":"Query","a":null,"m":"Query","__typename":"Query"\\}\\}'),
  },
  {
    name: 'fragments merge where they meet, in the order of the first',
    lane: 'prepared',
    send: inNew('merge', (id, headers) =>
      post(
        {
          query: `query ($id: ID!) { ...A ...B conversation(id: $id) { consumer { id } } }
            fragment A on Query { conversation(id: $id) { stage consumer { __typename } } }
            fragment B on Query { ... on Query { conversation(id: $id) { accountId stage } } }`,
          variables: { id },
        },
        headers,
      ),
    ),
    told: keys(
      '\\{"data":\\{"conversation":\\{"stage":"OPEN","consumer":\\{"__typename":"Consumer","id":"merge-3"\\},"accountId":"\\d+"\\}\\}\\}',
    ),
  },
  {
    name: '@include and @skip follow true variables',
    lane: 'prepared',
    send: inNew('yes', (id, headers) =>
      post({ query: conditional, variables: { id, yes: true, no: true } }, headers),
    ),
    told: keys('\\{"data":\\{"conversation":\\{"stage":"OPEN","accountId":"\\d+"\\}\\}\\}'),
  },
  {
    name: '@include and @skip follow false variables, and defaults',
    lane: 'prepared',
    send: inNew('no', (id, headers) =>
      post({ query: conditional, variables: { id, yes: false } }, headers),
    ),
    told: keys('\\{"data":\\{"kind":"Query"\\}\\}'),
  },
  {
    name: 'a mutation that is skipped answers an empty object, and has no effect',
    lane: 'prepared',
    send: (_, nth) =>
      post(
        {
          query:
            'mutation ($go: Boolean!) { createConversation(input: {}) @include(if: $go) { outcome } }',
          variables: { go: false },
        },
        consumer('skipped', nth),
      ),
    reaches: [],
    told: keys('\\{"data":\\{\\}\\}'),
  },
  {
    name: 'a null for @include that has a default fails the whole operation',
    lane: 'plain',
    send: () =>
      post({
        query: 'query ($no: Boolean = true) { __typename @include(if: $no) }',
        variables: { no: null },
      }),
    told: { status: 200, body: failed('BAD_USER_INPUT') },
  },
  {
    name: 'members of a union and of an interface answer by their type',
    lane: 'prepared',
    send: (_, nth) =>
      post(
        {
          query: `mutation { createConversation(input: { firstMessage: { text: "Hi" } }) {
            results { ... on ConversationRequested { is: __typename conversation { stage } }
              ... on RequestResult { requestType } ... on EventPublished { sequence } }
            problem { __typename } advice { code path } __typename } }`,
        },
        consumer('union', nth),
      ),
    told: {
      status: 200,
      text: /"is":"ConversationRequested","conversation":\{"stage":"OPEN"\},"requestType"/,
    },
  },
  {
    name: 'literals stand beside variables',
    lane: 'prepared',
    send: () =>
      post({
        query: `query ($text: String!, $skill: ID) { previewCreateConversation(input: {
          firstMessage: { text: $text }, skillId: $skill, ttrDefName: URGENT }) { body } }`,
        variables: { text: 'Hi' },
      }),
    told: { status: 200, text: /URGENT/ },
  },
]

const failures: readonly Case[] = [
  {
    name: 'at a field that may not be null takes the whole answer with it',
    lane: 'plain',
    send: () =>
      post({
        query:
          'query ($account: ID) { ok: __typename p: previewCreateConversation(input: { accountId: $account }) { body } }',
        variables: { account: '99999999' },
      }),
    told: { status: 200, body: { data: null, errors: [{ path: ['p'] }] } },
  },
  {
    name: 'of an argument leaves the other fields be',
    lane: 'plain',
    send: inNew('argument', (id, headers) =>
      post(
        {
          query: `query ($id: ID!, $after: String) { other: __typename conversation(id: $id) {
            id events(after: $after) { edges { cursor } } } }`,
          variables: { id, after: 'no cursor' },
        },
        headers,
      ),
    ),
    told: {
      status: 200,
      body: { data: { other: 'Query' }, errors: [{ path: ['conversation', 'events'] }] },
    },
  },
]

const introspections: readonly Case[] = [
  '{ __schema { queryType { name } } }',
  'query ($name: String!) { __type(name: $name) { name kind fields { name } } __typename }',
].map((query) => ({
  name: `of ${query.includes('__type(') ? 'a type' : 'the schema'} is answered`,
  lane: 'plain',
  send: () => post({ query, variables: { name: 'Conversation' } }),
  told: { status: 200, text: /"name":"(Query|Conversation)"/ },
}))
const secret: readonly Case[] = introspections.map((one) => ({
  ...one,
  name: one.name.replace('answered', 'refused'),
  send: async (...args) => {
    const request = await one.send(...args)
    const someone = { authorization: 'a.b.c', 'x-lp-on-behalf': 'a.b.c' }
    return { ...request, headers: { ...request.headers, ...someone } }
  },
  told: { status: 200, body: failed('GRAPHQL_VALIDATION_FAILED', /introspection is not allowed/) },
}))

const spaced = (spaces: string) => `query${spaces}($id: ID!) { conversation(id: $id) { id } }`
const members: readonly Case[] = [
  ...[' ', '\n\n  # a remark\n', ',,'].map((spaces, index): Case => ({
    name: `a document is the same with other spaces (${index + 1})`,
    lane: 'prepared',
    send: () => post({ query: spaced(spaces), variables: { id: 'x' } }),
    told: { status: 200, body: { data: { conversation: null } } },
  })),
  ...[{}, null, { tracing: true, a: [1] }].map((extensions): Case => ({
    name: `extensions change nothing: ${JSON.stringify(extensions)}`,
    lane: 'prepared',
    send: () => post({ query: '{ __typename }', extensions }),
    told: keys('\\{"data":\\{"__typename":"Query"\\}\\}'),
  })),
  ...(['text', 7, [], true] as const).map((extensions): Case => ({
    name: `extensions of another kind: ${JSON.stringify(extensions)}`,
    lane: 'plain',
    send: () => post({ query: '{ __typename }', extensions }),
    told: { status: 400, body: failed('BAD_REQUEST') },
  })),
  {
    name: 'members of the body that nobody knows change nothing',
    lane: 'prepared',
    send: () => post({ id: 7, query: '{ __typename }', more: { query: '{ a }' } }),
    told: keys('\\{"data":\\{"__typename":"Query"\\}\\}'),
  },
]

describeBothPaths('several operations', {}, operationNames)
describeBothPaths('a selection', {}, selections)
describeBothPaths('a body', {}, members)
describeBothPaths('an error', {}, failures)
describeBothPaths('introspection', {}, introspections)
describeBothPaths(
  'introspection in production',
  { NODE_ENV: 'production', AUTH_MODE: 'passthrough' },
  secret,
)
