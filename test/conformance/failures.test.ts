import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll } from '@jest/globals'
import type { Fault } from '../../src/emulator/emulator.ts'
import { SendMessageDocument } from '../generated/graphql.ts'
import { type Case, describeBothPaths } from './both-paths.ts'
import { ask, consumer, create, inNew } from './documents.ts'
import type { Site } from './site.ts'
import { post } from './wire.ts'

type Row = readonly [fact: string, fault: Fault, outcome: string, code: string | null]

const reply = (status: number, body: unknown): Fault['fault'] => ({ kind: 'reply', status, body })
const conversation = (fault: Fault['fault'], phase: Fault['phase'] = 'before'): Fault => ({
  endpoint: 'conversation',
  phase,
  fault,
})
const refusal = { code: 'BAD_REQUEST', body: { msg: 'no "such" thing' }, reqId: '1' }

/** In groups, so that no circuit opens. */
const groups: Readonly<Record<string, readonly Row[]>> = {
  'that refuses': [
    ['400', conversation(reply(400, refusal)), 'NOT_CREATED', 'REQUEST_REJECTED'],
    ['400 in plain text', conversation(reply(400, 'no')), 'NOT_CREATED', 'REQUEST_REJECTED'],
    ['401', conversation(reply(401, '')), 'NOT_CREATED', 'UPSTREAM_UNAUTHORIZED'],
    [
      '429 for a minute',
      conversation({ kind: 'throttle', retryAfter: 60 }),
      'NOT_CREATED',
      'THROTTLED',
    ],
    ['a stale AppJWT, once', conversation({ kind: 'invalidAppJwt' }), 'CREATED', null],
    ['a stale ConsumerJWS, once', conversation({ kind: 'invalidConsumerJws' }), 'CREATED', null],
    [
      'a message',
      conversation({
        kind: 'refuseItem',
        type: 'ms.PublishEvent',
        code: 'BAD_REQUEST',
        message: 'no',
      }),
      'CREATED_WITH_PROBLEMS',
      'REQUEST_REJECTED',
    ],
  ],
  'of 500': [['', conversation(reply(500, 'oops')), 'UNKNOWN', 'OUTCOME_UNKNOWN']],
  'of 503 after the effect': [
    ['', conversation(reply(503, ''), 'after'), 'UNKNOWN', 'OUTCOME_UNKNOWN'],
  ],
  'cut off by a reset': [['', conversation({ kind: 'reset' }), 'UNKNOWN', 'OUTCOME_UNKNOWN']],
  'cut off by an end': [
    ['', conversation({ kind: 'close' }, 'after'), 'UNKNOWN', 'OUTCOME_UNKNOWN'],
  ],
  'that is a page': [['', conversation({ kind: 'garbage' }), 'UNKNOWN', 'OUTCOME_UNKNOWN']],
  'of which half is there': [
    ['', conversation({ kind: 'truncate' }, 'after'), 'UNKNOWN', 'OUTCOME_UNKNOWN'],
  ],
  'of 500 until the circuit opens': [
    ['the first three', conversation(reply(500, '')), 'UNKNOWN', 'OUTCOME_UNKNOWN'],
    ['the next', conversation(reply(500, '')), 'NOT_CREATED', 'UPSTREAM_UNAVAILABLE'],
  ],
  'that is odd': [
    ['empty', conversation({ kind: 'mangle', how: 'empty' }), 'UNKNOWN', 'OUTCOME_UNKNOWN'],
    ['in reverse', conversation({ kind: 'mangle', how: 'reverse' }), 'CREATED', null],
    ['with ids as numbers', conversation({ kind: 'mangle', how: 'numericIds' }), 'CREATED', null],
  ],
}

for (const [title, rows] of Object.entries(groups)) {
  describeBothPaths(`an answer of LivePerson ${title},`, {}, rows.map(told))
}

function told([fact, fault, outcome, code]: Row): Case {
  return {
    name: `${fact === '' ? '' : `${fact}, `}is told as ${code ?? 'success'}`,
    lane: 'prepared',
    send: (_, nth) =>
      create(`fault-${fact.replaceAll(/\W/g, '-')}`, nth, { firstMessage: { text: 'Hello' } }),
    fault,
    told: {
      status: 200,
      body: {
        data: { createConversation: { outcome, problem: code === null ? null : { code } } },
      },
    },
  }
}

describeBothPaths('a step before the create', {}, [
  {
    name: 'that hangs until the deadline is told as the deadline',
    lane: 'prepared',
    send: (_, nth) => create('hang', nth, {}, { 'x-request-timeout-ms': '400' }),
    fault: conversation({ kind: 'hang' }),
    told: {
      status: 200,
      body: { data: { createConversation: { outcome: 'UNKNOWN' } } },
    },
  },
  {
    name: 'that is refused keeps the create from leaving',
    lane: 'prepared',
    send: (_, nth) => create('jws', nth),
    fault: { endpoint: 'consumerJws', fault: reply(400, '') },
    reaches: ['consumerJws'],
    told: { status: 200, body: { data: { createConversation: { outcome: 'NOT_CREATED' } } } },
  },
])

describeBothPaths('a message', {}, [
  {
    name: 'that LivePerson refuses is told so',
    lane: 'prepared',
    send: inNew('refused', (conversationId, headers) =>
      ask(SendMessageDocument, { input: { conversationId, content: { text: 'x' } } }, headers),
    ),
    fault: { endpoint: 'send', count: 'always', fault: reply(400, refusal) },
    told: {
      status: 200,
      body: { data: { sendMessage: { problem: { code: 'REQUEST_REJECTED' } } } },
    },
  },
  {
    name: 'whose answer is lost is told so',
    lane: 'prepared',
    send: inNew('lost', (conversationId, headers) =>
      ask(SendMessageDocument, { input: { conversationId, content: { text: 'x' } } }, headers),
    ),
    fault: { endpoint: 'send', phase: 'after', fault: { kind: 'reset' } },
    told: {
      status: 200,
      body: { data: { sendMessage: { problem: { code: 'OUTCOME_UNKNOWN' } } } },
    },
  },
])

const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What someone at the wrong terminal could do to a running gateway. */
function damage({ env }: Site): void {
  using database = new DatabaseSync(String(env['STORE_URL']).replace('sqlite:', ''))
  database.exec('DROP TABLE IF EXISTS conversation')
}

const internal = {
  message: 'Internal server error.',
  path: ['conversation'],
  extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: 'nth-3' },
}
const query = 'query ($id: ID!) { conversation(id: $id) { id } kind: __typename }'

describeBothPaths(
  'a fault of the gateway itself',
  (name) => ({ STORE_URL: `sqlite:${join(folder, `${name}.db`)}` }),
  [
    ...['application/json', 'application/graphql-response+json'].map((accept): Case => ({
      name: `is told without any detail, with the id to ask about it, as ${accept}`,
      lane: 'plain',
      send: (site) => {
        damage(site)
        return post({ query, variables: { id: 'Qx7Canary' } }, { accept })
      },
      told: {
        status: 200,
        headers: { 'content-type': `${accept}; charset=utf-8` },
        body: { data: { conversation: null, kind: 'Query' }, errors: [internal] },
      },
    })),
    {
      name: 'under an alias is told by the alias',
      lane: 'plain',
      send: () => post({ query: '{\n  a: conversation(id: "1") {\n id } }' }),
      told: {
        status: 200,
        body: { errors: [{ ...internal, path: ['a'], locations: [{ line: 2, column: 3 }] }] },
      },
    },
    {
      name: 'comes once for each field that it strikes, in their order',
      lane: 'plain',
      send: () =>
        post({ query: '{ a: conversation(id: "1") { id } b: conversation(id: "2") { id } }' }),
      told: { status: 200, body: { errors: [{ path: ['a'] }, { path: ['b'] }] } },
    },
    {
      name: 'after a create does not undo what the caller is told of it',
      lane: 'prepared',
      send: (_, nth) => create('fault', nth, {}, consumer('fault', nth)),
      told: { status: 200 },
    },
    {
      name: 'keeps a message from being sent',
      lane: 'prepared',
      send: () =>
        ask(SendMessageDocument, {
          input: { conversationId: '1', content: { text: 'Qx7Canary' } },
        }),
      reaches: [],
      told: { status: 200, hides: 'Qx7Canary' },
    },
  ],
)
