import { gzipSync } from 'node:zlib'
import { expect } from '@jest/globals'
import { type Case, describeBothPaths, type Lane } from './both-paths.ts'
import { consumer } from './documents.ts'
import { post, postText, type WireHeaders } from './wire.ts'

const typename = JSON.stringify({ query: '{ __typename }' })
const create = JSON.stringify({ query: 'mutation { createConversation(input: {}) { outcome } }' })
const answered = { status: 200, body: { data: { __typename: 'Query' } } }
const refused = (status: number, code: string, message = /./) => ({
  status,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: { errors: [{ message: expect.stringMatching(message), extensions: { code } }] },
})
const untyped = refused(415, 'UNSUPPORTED_MEDIA_TYPE')
const text = (body: string | Buffer, headers?: WireHeaders) => () => postText(body, headers)

const taken: readonly string[] = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=UTF-8',
  'application/json; charset="utf-8"',
  'Application/JSON',
  'application/json; charset=utf8',
  'application/json; foo=bar',
]
const refusedTypes: readonly (string | undefined)[] = [
  undefined,
  '',
  'text/plain',
  'text/plain; application/json',
  'application/json; charset=iso-8859-1',
  'application/json; charset=utf-16',
  'application/jsonp',
  'application/graphql',
  'application/graphql-response+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/json, text/plain',
  'json',
]

const types: readonly Case[] = [
  ...taken.map((type): Case => ({
    name: `${type} is taken`,
    lane: /^application\/json(; ?charset=utf-8)?$/i.test(type) ? 'prepared' : 'plain',
    send: text(typename, { 'content-type': type }),
    told: answered,
  })),
  ...refusedTypes.map((type): Case => ({
    name: `${JSON.stringify(type) ?? 'none'} is refused, and nothing runs`,
    lane: 'plain',
    send: text(create, { 'content-type': type }),
    reaches: [],
    told: type === '' ? { status: 415 } : untyped,
  })),
  {
    name: 'given twice is refused',
    lane: 'plain',
    send: text(create, { 'content-type': ['application/json', 'text/plain'] }),
    reaches: [],
    told: untyped,
  },
]

const notJson = refused(400, 'BAD_REQUEST')
type Form = readonly [fact: string, body: string | Buffer, told: Case['told'], lane?: Lane]
const forms: readonly Form[] = [
  ['that ends too early', typename.slice(0, -1), notJson],
  ['with something after it', `${typename}}`, notJson],
  ['that is no JSON', 'query { __typename }', notJson],
  ['of white space', '  \n ', { status: 400 }],
  ['that is a list of one, a batch,', `[${typename}]`, notJson],
  ['that is an empty list', '[]', notJson],
  ['that is a text', JSON.stringify('{ __typename }'), notJson],
  ['that is a number', '7', notJson],
  ['that is null', 'null', notJson],
  ['that is an empty object', '{}', notJson],
  ['whose query is null', '{"query":null}', notJson],
  ['whose query is a number', '{"query":7}', notJson],
  ['whose query is an object', '{"query":{}}', notJson],
  ['whose query is empty', '{"query":""}', notJson],
  ['whose query is a blank', '{"query":" "}', refused(200, 'GRAPHQL_PARSE_FAILED')],
  ['with __proto__', '{"query":"{ __typename }","__proto__":{"a":1}}', notJson],
  [
    'with __proto__ in variables',
    '{"query":"{ __typename }","variables":{"__proto__":1}}',
    notJson,
  ],
  [
    'with __proto__ in escapes',
    '{"query":"{ __typename }","variables":{"\\u005f_proto__":{"a":1}}}',
    notJson,
  ],
  [
    'with a constructor that has a prototype',
    '{"query":"{ __typename }","variables":{"constructor":{"prototype":{"a":1}}}}',
    { status: 200 },
    'prepared',
  ],
  [
    'with a query twice: the last counts',
    '{"query":"{ a }","query":"{ __typename }"}',
    answered,
    'prepared',
  ],
  ['in unicode escapes', '{"\\u0071uery":"\\u007b \\u005f_typename }"}', answered],
  ['behind a byte order mark', `\uFEFF${typename}`, answered],
  ['in white space', `\r\n\t ${typename} \n`, answered, 'prepared'],
  ['with bytes that are no UTF-8', badBytes(), { status: 200 }, 'prepared'],
  ['with half of a surrogate pair', '{"query":"{ __typename } #\\ud83d"}', { status: 200 }],
  [
    'with a null character',
    '{"query":"{ __typename }\\u0000"}',
    refused(200, 'GRAPHQL_PARSE_FAILED'),
  ],
]

function badBytes(): Buffer {
  const query = 'query ($id: ID!) { conversation(id: $id) { id } }'
  const whole = Buffer.from(JSON.stringify({ query, variables: { id: 'aXb' } }))
  whole[whole.indexOf('aXb') + 1] = 0xff
  return whole
}

const large = (bytes: number) =>
  JSON.stringify({ query: '{ __typename }', more: 'x'.repeat(bytes) })
const typed = { 'content-type': 'application/json' }
const bodies: readonly Case[] = [
  ...forms.map(([fact, body, told, lane = 'plain']): Case => ({
    name: `${fact} is answered with ${told.status}`,
    lane,
    send: text(body),
    told,
  })),
  {
    name: 'that is missing is refused as one that could be forged',
    lane: 'plain',
    send: () => ({ method: 'POST', path: '/graphql', headers: {}, body: '' }),
    told: refused(400, 'BAD_REQUEST', /Request Forgery/),
  },
  {
    name: 'that is empty is refused',
    lane: 'plain',
    send: text(''),
    told: { status: 400 },
  },
  {
    name: 'of a mebibyte and more is refused unread',
    lane: 'plain',
    send: text(large(2 ** 20)),
    told: { status: 413, text: /at most 1048576 bytes/ },
  },
  {
    name: 'just below a mebibyte is taken',
    lane: 'prepared',
    send: text(large(2 ** 20 - 100)),
    told: answered,
  },
  {
    name: 'in chunks is taken',
    lane: 'plain',
    send: () => ({ ...postText(''), body: [typename.slice(0, 7), typename.slice(7)] }),
    told: answered,
  },
  {
    name: 'in chunks is refused where it is too large',
    lane: 'plain',
    send: () => ({ ...postText(''), body: [large(2 ** 19), large(2 ** 19), large(2 ** 19)] }),
    told: { status: 413 },
  },
  {
    name: 'in chunks of letters cut in two is put together',
    lane: 'plain',
    send: (_, nth) => ({
      method: 'POST',
      path: '/graphql',
      headers: { ...typed, ...consumer('chunks', nth) },
      body: [...preview('👋')].map((letter) => letter),
    }),
    told: { status: 200, text: /👋/ },
  },
  ...(['gzip', 'identity', 'br'] as const).map((encoding): Case => ({
    name: `in the encoding ${encoding} is ${encoding === 'identity' ? 'taken' : 'no JSON'}`,
    lane: 'plain',
    send: text(encoding === 'identity' ? typename : gzipSync(typename), {
      'content-encoding': encoding,
    }),
    told: encoding === 'identity' ? answered : notJson,
  })),
  {
    name: 'that the caller would rather ask about first is taken',
    lane: 'prepared',
    send: () => post({ query: '{ __typename }' }, { expect: '100-continue' }),
    told: answered,
  },
]

function preview(message: string): string {
  const query =
    'query ($input: CreateConversationInput!) { previewCreateConversation(input: $input) { body } }'
  return JSON.stringify({ query, variables: { input: { firstMessage: { text: message } } } })
}

describeBothPaths('a content-type', {}, types)
describeBothPaths('a body', {}, bodies)
