import { expect } from '@jest/globals'
import { type Case, describeBothPaths } from './both-paths.ts'
import { create } from './documents.ts'
import { get, post, type WireHeaders } from './wire.ts'

const typename = { query: '{ __typename }' }
const answered = { data: { __typename: 'Query' } }
const invalid = { query: '{ conversation { id } }' }
const json = 'application/json; charset=utf-8'
const newer = 'application/graphql-response+json; charset=utf-8'
const refused = (status: number, code: string, message = /./) => ({
  status,
  body: { errors: [{ message: expect.stringMatching(message), extensions: { code } }] },
})

const accepts: readonly (readonly [accept: string | undefined, type: string])[] = [
  [undefined, json],
  ['', json],
  ['*/*', json],
  ['application/*', json],
  ['application/json', json],
  ['application/graphql-response+json', newer],
  ['application/graphql-response+json, application/json', newer],
  ['application/json, application/graphql-response+json', json],
  ['application/graphql-response+json;charset=utf-8, application/json;charset=utf-8', newer],
  ['application/graphql-response+json;q=0.5, application/json;q=0.9', json],
  ['application/graphql-response+json;q=0.9, application/json;q=0.5', newer],
  ['application/graphql-response+json;q=0', json],
  ['APPLICATION/GRAPHQL-RESPONSE+JSON', newer],
  ['text/event-stream', json],
  ['text/event-stream, application/json', json],
  ['text/html', json],
  ['text/html,application/xhtml+xml,*/*;q=0.8', json],
  ['multipart/mixed;deferSpec=20220824, application/json', json],
  ['image/png', json],
  ['nonsense', json],
]

const accepting: readonly Case[] = accepts.flatMap(([accept, type]) => [
  {
    name: `${accept ?? 'nothing'} gets ${type}`,
    lane: accept?.includes('text/event-stream') ? 'plain' : 'prepared',
    send: () => post(typename, { accept }),
    told: { status: 200, headers: { 'content-type': type }, body: answered },
  },
  {
    name: `${accept ?? 'nothing'} gets a fault of the document as ${type}`,
    lane: 'plain',
    send: () => post(invalid, { accept }),
    told: { status: type === newer ? 400 : 200, headers: { 'content-type': type } },
  },
])

const forgeable = refused(400, 'BAD_REQUEST', /Request Forgery/)
const preflight = 'apollo-require-preflight'
const gets: readonly Case[] = [
  {
    name: 'without a header is refused as one that could be forged',
    lane: 'plain',
    send: () => get(typename),
    told: forgeable,
  },
  {
    name: 'with an empty header is refused',
    lane: 'plain',
    send: () => get(typename, { [preflight]: '' }),
    told: forgeable,
  },
  {
    name: 'with a harmless content-type is refused',
    lane: 'plain',
    send: () => get(typename, { 'content-type': 'text/plain' }),
    told: { status: 400 },
  },
  ...[preflight, 'x-apollo-operation-name'].map((name): Case => ({
    name: `with ${name} is answered`,
    lane: 'plain',
    send: () => get(typename, { [name]: 'Some' }),
    told: { status: 200, body: answered },
  })),
  {
    name: 'of a mutation is refused',
    lane: 'plain',
    send: () =>
      get(
        { query: 'mutation { createConversation(input: {}) { outcome } }' },
        { [preflight]: '1' },
      ),
    reaches: [],
    told: { status: 405, headers: { allow: 'POST' } },
  },
  {
    name: 'of nothing is refused',
    lane: 'plain',
    send: () => get({}, { [preflight]: '1' }),
    told: refused(400, 'BAD_REQUEST'),
  },
  {
    name: 'by a browser gets the landing page',
    lane: 'plain',
    send: () => get({}, { accept: 'text/html' }),
    told: { status: 200, headers: { 'content-type': 'text/html' }, text: /EmbeddedSandbox\(/ },
  },
]

const posted: readonly Case[] = [preflight, 'x-apollo-operation-name'].map((name) => ({
  name: `${name} changes nothing at a POST of JSON`,
  lane: 'prepared',
  send: () => post(typename, { [name]: 'Some' }),
  told: { status: 200, body: answered },
}))

const header = (name: string, value: string | readonly string[] | undefined): WireHeaders => ({
  [name]: value,
})
const bad = refused(400, 'BAD_USER_INPUT')
const others: readonly Case[] = [
  ...['1', '300', '5000', '999999999', '0005'].map((value): Case => ({
    name: `x-request-timeout-ms: ${value} is taken`,
    lane: 'prepared',
    send: () => post(typename, header('x-request-timeout-ms', value)),
    told: { status: 200, body: answered },
  })),
  ...['soon', '0', '-5', '1e3', '', '1.5', '9999999999'].map((value): Case => ({
    name: `x-request-timeout-ms: ${JSON.stringify(value)} is refused`,
    lane: 'plain',
    send: () => post(typename, header('x-request-timeout-ms', value)),
    told: bad,
  })),
  {
    name: 'x-request-timeout-ms given twice is refused',
    lane: 'plain',
    send: () => post(typename, header('x-request-timeout-ms', ['5', '5'])),
    told: bad,
  },
  ...[' ', '""', 'two words', 'k'.repeat(256), 'ä'].map((value): Case => ({
    name: `Idempotency-Key: ${JSON.stringify(value.slice(0, 9))} is refused, and nothing is sent`,
    lane: 'plain',
    send: (_, nth) => create('bad-key', nth, {}, header('Idempotency-Key', value)),
    reaches: [],
    told: bad,
  })),
  ...['key', '"quoted"', 'k'.repeat(255), '!#$%&'].map((value): Case => ({
    name: `Idempotency-Key: ${value.slice(0, 9)} is taken, and replays`,
    lane: 'prepared',
    send: () =>
      create(
        `key-${Buffer.from(value.slice(0, 9)).toString('hex')}`,
        0,
        {},
        header('Idempotency-Key', value),
      ),
    reaches: [],
    told: {
      status: 200,
      body: { data: { createConversation: { outcome: 'CREATED', replayed: true } } },
    },
  })),
  {
    name: 'Idempotency-Key with another input is a conflict',
    lane: 'prepared',
    send: (_, nth) => create('conflict', 0, { skillId: `${nth}` }, { 'Idempotency-Key': 'same' }),
    reaches: [],
    told: {
      status: 200,
      body: { data: { createConversation: { problem: { code: 'IDEMPOTENCY_KEY_REUSED' } } } },
    },
  },
  {
    name: 'Idempotency-Key beside another one in the input is refused in the payload',
    lane: 'prepared',
    send: (_, nth) => create('two-keys', nth, { idempotencyKey: 'a' }, { 'Idempotency-Key': 'b' }),
    reaches: [],
    told: {
      status: 200,
      body: { data: { createConversation: { problem: { code: 'INVALID_INPUT' } } } },
    },
  },
  ...['mine', 'a.b-c_D9', 'a'.repeat(64)].map((value): Case => ({
    name: `x-correlation-id: ${value.slice(0, 9)} comes back`,
    lane: 'prepared',
    send: (_, nth) => create('told-id', nth, {}, header('x-correlation-id', value)),
    told: {
      status: 200,
      headers: { 'x-correlation-id': value },
      body: { data: { createConversation: { correlationId: value } } },
    },
  })),
  ...[undefined, '', 'a'.repeat(65), 'a b', '{"level":50}', 'a\tb', 'ä', ['a', 'b']].map(
    (value): Case => ({
      name: `x-correlation-id: ${JSON.stringify(value)?.slice(0, 9) ?? 'none'} is a new one`,
      lane: 'prepared',
      send: (_, nth) => create('new-id', nth, {}, header('x-correlation-id', value)),
      told: {
        status: 200,
        headers: { 'x-correlation-id': expect.stringMatching(/^[\da-f-]{36}$/) },
      },
    }),
  ),
  ...['gateway.example', 'gateway.example:8080', '[::1]:4000', 'UPPER'].map((host): Case => ({
    name: `Host: ${host} is taken`,
    lane: 'prepared',
    send: () => post(typename, { host }),
    told: { status: 200, body: answered },
  })),
  ...['a b', '[', 'a<b', '%zz'].map((host): Case => ({
    name: `Host: ${host} is refused`,
    lane: 'plain',
    send: () => post(typename, { host }),
    told: { status: 400 },
  })),
  ...['x-http-method-override', 'x-forwarded-host', 'traceparent', 'cookie', 'upgrade'].map(
    (name): Case => ({
      name: `${name} changes nothing`,
      lane: 'prepared',
      send: () => post(typename, header(name, name === 'upgrade' ? 'h2c' : 'GET')),
      told: { status: 200, body: answered },
    }),
  ),
]

describeBothPaths('who accepts', {}, accepting)
describeBothPaths('a GET', {}, [...gets, ...posted])
describeBothPaths('the header', {}, others)
