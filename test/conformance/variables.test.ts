import { expect } from '@jest/globals'
import { type Case, describeBothPaths } from './both-paths.ts'
import { consumer } from './documents.ts'
import { post } from './wire.ts'

const canary = 'Qx7Canary'
const create =
  'mutation ($input: CreateConversationInput!) { createConversation(input: $input) { outcome } }'
const refused = (message: RegExp) => ({
  errors: [
    { message: expect.stringMatching(message), extensions: { code: 'BAD_USER_INPUT' } },
  ] as const,
})
const json = 'application/json; charset=utf-8'
const newer = 'application/graphql-response+json'

type Row = readonly [fact: string, variables: unknown, message: RegExp]

/** To all but the last, what is wrong is a value of `$input`. */
const rows: readonly Row[] = [
  ['is missing', {}, /"\$input" of required type "CreateConversationInput!" was not provided/],
  ['is null', { input: null }, /"\$input" of non-null type .* must not be null/],
  ['is a text', { input: 'x' }, /\$input.*Expected type "CreateConversationInput" to be an object/],
  ['is a number', { input: 7 }, /Expected type "CreateConversationInput" to be an object/],
  ['is a list', { input: [{ skillId: 'a' }, 7] }, /\$input/],
  ['has an unknown field', { input: { skill: '7' } }, /Field "skill" is not defined/],
  ['has a field of another letter', { input: { skillID: '7' } }, /Did you mean "skillId"/],
  ['has a word that is none of an enum', { input: { ttrDefName: 'LATER' } }, /"TtrDefName" enum/],
  ['has a number for an enum', { input: { ttrDefName: 7 } }, /"TtrDefName" cannot represent/],
  ['has null where that may not be', { input: { channelType: null } }, /not to be null/],
  ['has null in a list', { input: { sdes: [null] } }, /sdes\[0\].*not to be null/],
  ['has an object for an id', { input: { skillId: { $gt: '' } } }, /ID cannot represent/],
  ['has a fraction for an id', { input: { skillId: 1.5 } }, /ID cannot represent/],
  ['has two of one', { input: { firstMessage: { text: canary, richContent: {} } } }, /xactly one/],
  ['has none of one', { input: { firstMessage: {} } }, /xactly one/],
  ['has null for the one', { input: { firstMessage: { text: null } } }, /must be non-null/],
  ['has both kinds of an attribute', both(), /xactly one/],
  ['lacks a required field', { input: { campaignInfo: { campaignId: '1' } } }, /engagementId/],
  ['has a text for a number', customer({ companySize: canary }), /Int cannot represent/],
  ['has a fraction for a whole number', customer({ companySize: 1.5 }), /Int cannot represent/],
  ['has a number too large', customer({ loginStatus: 2 ** 40 }), /Int cannot represent/],
  ['has a truth for a number', customer({ balance: true }), /Float cannot represent/],
  ['has a currency that is none', customer({ currency: `${canary}!` }), /currency/i],
  ['has a number for a text', { input: { profile: { firstName: 4711 } } }, /String cannot/],
  ['has an address that is none', { input: { profile: mail(`${canary} at x`) } }, /mail/i],
  ['has a number for a URL', { input: { profile: { avatarUrl: 4711 } } }, /URL/i],
  ['has an unknown personal field', { input: { profile: { surname: canary } } }, /"surname"/],
  ['has a text for rich content', { input: { firstMessage: { richContent: canary } } }, /JSON/],
]

function customer(customerInfo: object): object {
  return { input: { sdes: [{ personalInfo: { firstName: 'Ada' } }, { customerInfo }] } }
}
function both(): object {
  return { input: { sdes: [{ customerInfo: { role: canary }, personalInfo: {} }] } }
}
function mail(text: string): object {
  return { privateData: { mail: text } }
}

const inputs: readonly Case[] = rows.map(([fact, variables, message]) => ({
  name: `that ${fact} is refused before anything runs`,
  lane: 'plain',
  send: () => post({ query: create, variables }),
  reaches: [],
  told: {
    status: 200,
    headers: { 'content-type': json },
    body: refused(message),
    hides: canary,
  },
}))

const several: readonly Case[] = [
  {
    name: 'every wrong value is told, each by its place',
    lane: 'plain',
    send: () =>
      post({
        query: create,
        variables: { input: { skillId: {}, ttrDefName: 'x', more: 1, campaignInfo: {} } },
      }),
    told: {
      status: 200,
      body: { errors: Array.from({ length: 5 }, () => refused(/./).errors[0]) },
    },
  },
  {
    name: 'after fifty wrong values no more are told',
    lane: 'plain',
    send: () =>
      post({
        query: create,
        variables: { input: { sdes: Array.from({ length: 60 }, () => ({ a: 1 })) } },
      }),
    told: { status: 200, text: /Too many errors processing variables/ },
  },
  {
    name: 'is a 400 to who takes application/graphql-response+json',
    lane: 'plain',
    send: () => post({ query: create, variables: {} }, { accept: newer }),
    told: {
      status: 400,
      headers: { 'content-type': `${newer}; charset=utf-8` },
      body: refused(/was not provided/),
    },
  },
  {
    name: 'a default stands in for what is missing',
    lane: 'prepared',
    send: () =>
      post({ query: 'query ($id: ID! = "none") { conversation(id: $id) { id } }', variables: {} }),
    told: { status: 200, body: { data: { conversation: null } } },
  },
  {
    name: 'a default does not stand in for null',
    lane: 'plain',
    send: () =>
      post({
        query: 'query ($id: ID! = "none") { conversation(id: $id) { id } }',
        variables: { id: null },
      }),
    told: { status: 200, body: refused(/must not be null/) },
  },
  {
    name: 'null for an optional variable at a required argument is the fault of the caller',
    lane: 'plain',
    send: () =>
      post({
        query: 'query ($id: ID = "none") { conversation(id: $id) { id } }',
        variables: { id: null },
      }),
    told: { status: 200, body: refused(/must not be null/) },
  },
  {
    name: 'a number is good for an id, and a variable too many changes nothing',
    lane: 'prepared',
    send: () =>
      post({
        query: 'query ($id: ID!) { conversation(id: $id) { id } }',
        variables: { id: 7, more: [1] },
      }),
    told: { status: 200, body: { data: { conversation: null } } },
  },
  {
    name: 'null and nothing are not the same to a default in an input',
    lane: 'prepared',
    send: (_, nth) =>
      post(
        { query: create, variables: { input: { skillId: null, sdes: null, profile: null } } },
        consumer('nulls', nth),
      ),
    told: { status: 200, body: { data: { createConversation: { outcome: 'CREATED' } } } },
  },
  {
    name: 'a personal value in the document is cut out of what is said of it, too',
    lane: 'plain',
    send: () =>
      post({
        query: `mutation { createConversation(input: { profile: { avatarUrl: "${canary} no" } }) { outcome } }`,
      }),
    told: { status: 200, text: /GRAPHQL_VALIDATION_FAILED/, hides: canary },
  },
  {
    name: 'named as a property of every object is taken for what it is',
    lane: 'plain',
    send: () =>
      post({
        query: 'query ($constructor: ID!) { conversation(id: $constructor) { id } }',
        variables: {},
      }),
    told: { status: 200, body: refused(/"\$constructor" of required type "ID!"/) },
  },
  ...[
    ['nothing', undefined, 200],
    ['null', null, 200],
    ['a text', '{}', 400],
    ['a list', [], 400],
    ['a number', 7, 400],
  ].map(([what, variables, status]): Case => ({
    name: `${String(what)} in place of all variables is answered with ${String(status)}`,
    lane: status === 200 ? 'prepared' : 'plain',
    send: () => post({ query: '{ __typename }', variables }),
    told: { status: Number(status) },
  })),
]

describeBothPaths('an input', {}, inputs)
describeBothPaths('a variable', {}, several)
const production = { NODE_ENV: 'production', AUTH_MODE: 'passthrough' }
const someone = { authorization: 'a.b.c', 'x-lp-on-behalf': 'a.b.c' }
describeBothPaths('a guess of what was meant', production, [
  {
    name: 'is not told in production',
    lane: 'plain',
    send: () => post({ query: create, variables: { input: { skillID: '7' } } }, someone),
    told: { status: 200, body: refused(/not defined by type "CreateConversationInput"\.$/) },
  },
])
