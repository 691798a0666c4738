import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect } from '@jest/globals'
import { type Case, describeBothPaths } from './both-paths.ts'
import { consumer } from './documents.ts'
import { get, post } from './wire.ts'

/** What codegen printed for the operations of schema/operations. */
const manifest = new URL('../generated/persisted-documents.json', import.meta.url).pathname
const texts = JSON.parse(await readFile(manifest, 'utf8')) as Readonly<Record<string, string>>
const [id = '', text = ''] =
  Object.entries(texts).find(([, each]) => each.includes('query Conversation(')) ?? []
const [createId = ''] =
  Object.entries(texts).find(([, each]) => each.includes('mutation CreateConversation(')) ?? []

const digest = (document: string) => createHash('sha256').update(document).digest('hex')
const named = (sha256Hash: unknown, version: unknown = 1) => ({
  extensions: { persistedQuery: { version, sha256Hash } },
})
const variables = { id: 'none' }
const nobody = { status: 200, body: { data: { conversation: null } } }
const refused = (status: number, code: string) => ({
  status,
  body: { errors: [{ message: expect.stringMatching(/./), extensions: { code } }] },
})
const foreign = '{ conversation(id: "1") { stage } }'
const short = 'query Short { __typename }'

const automatic: readonly Case[] = [
  {
    name: 'is not found by a digest that nobody has sent it with',
    lane: 'plain',
    send: () => post(named(digest('{ never }'))),
    told: refused(200, 'PERSISTED_QUERY_NOT_FOUND'),
  },
  {
    name: 'is kept when it comes with its digest',
    lane: 'plain',
    send: () => post({ query: short, ...named(digest(short)) }),
    told: { status: 200, body: { data: { __typename: 'Query' } } },
  },
  {
    name: 'is found by its digest from then on',
    lane: 'prepared',
    send: () => post(named(digest(short))),
    told: { status: 200, body: { data: { __typename: 'Query' } } },
  },
  {
    name: 'is not found by its digest with an empty query beside it',
    lane: 'plain',
    send: () => post({ query: '', ...named(digest(short)) }),
    told: refused(400, 'BAD_REQUEST'),
  },
  {
    name: 'does not run with the digest of another',
    lane: 'plain',
    send: () => post({ query: short, ...named(digest(foreign)) }),
    told: refused(400, 'BAD_REQUEST'),
  },
  {
    name: 'does not run in another version of the protocol',
    lane: 'plain',
    send: () => post({ query: short, ...named(digest(short), 2) }),
    told: refused(400, 'BAD_REQUEST'),
  },
  {
    name: 'does not run by a digest that is no text',
    lane: 'plain',
    send: () => post({ query: short, ...named(7) }),
    told: { status: 400 },
  },
  {
    name: 'is found by GET as well',
    lane: 'plain',
    send: () =>
      get(
        { extensions: JSON.stringify(named(digest(short)).extensions) },
        { 'apollo-require-preflight': '1' },
      ),
    told: { status: 200, body: { data: { __typename: 'Query' } } },
  },
  {
    name: 'is not looked for by documentId where no manifest is',
    lane: 'plain',
    send: () => post({ documentId: id, variables }),
    told: refused(400, 'BAD_REQUEST'),
  },
]

const trusted: readonly Case[] = [
  {
    name: 'runs by documentId',
    lane: 'prepared',
    send: () => post({ documentId: id, variables }),
    told: nobody,
  },
  {
    name: 'runs by documentId beside an empty query',
    lane: 'plain',
    send: () => post({ query: '', documentId: id, variables }),
    told: nobody,
  },
  {
    name: 'runs by the digest of a persisted query',
    lane: 'prepared',
    send: () => post({ ...named(id.replace('sha256:', '')), variables }),
    told: nobody,
  },
  {
    name: 'runs by its own text',
    lane: 'prepared',
    send: () => post({ query: text, variables }),
    told: nobody,
  },
  {
    name: 'runs by its own text with other spaces',
    lane: 'prepared',
    send: () => post({ query: text.replaceAll('\n', '\n\n # a remark\n'), variables }),
    told: nobody,
  },
  {
    name: 'does not run where an id and a text are sent',
    lane: 'plain',
    send: () => post({ documentId: id, query: text, variables }),
    told: refused(400, 'BAD_REQUEST'),
  },
  ...['0'.repeat(64), 7, 'constructor', {}].map((documentId): Case => ({
    name: `is none by the id ${JSON.stringify(documentId).slice(0, 20)}`,
    lane: 'plain',
    send: () => post({ documentId, variables }),
    told: refused(400, 'DOCUMENT_NOT_FOUND'),
  })),
  {
    name: 'runs by documentId with an effect, each time',
    lane: 'prepared',
    send: (_, nth) =>
      post({ documentId: createId, variables: { input: {} } }, consumer('trusted', nth)),
    reaches: ['consumerJws', 'conversation'],
    told: { status: 200, body: { data: { createConversation: { outcome: 'CREATED' } } } },
  },
]

const persistedCreate = 'mutation { createConversation(input: {}) { outcome } }'
const withEffect: readonly Case[] = [
  {
    name: 'with an effect is kept when it comes with its digest',
    lane: 'plain',
    send: (_, nth) =>
      post({ query: persistedCreate, ...named(digest(persistedCreate)) }, consumer('kept', nth)),
    told: { status: 200, body: { data: { createConversation: { outcome: 'CREATED' } } } },
  },
  {
    name: 'with an effect, by its digest alone, is left to Apollo Server, which may have forgotten it',
    lane: 'plain',
    send: (_, nth) => post(named(digest(persistedCreate)), consumer('digest', nth)),
    told: { status: 200, body: { data: { createConversation: { outcome: 'CREATED' } } } },
  },
]

const others: readonly Case[] = [
  {
    name: 'by its text is refused with 403, however often',
    lane: 'plain',
    send: () => post({ query: foreign }),
    told: refused(403, 'DOCUMENT_NOT_TRUSTED'),
  },
  {
    name: 'cannot be persisted',
    lane: 'plain',
    send: () => post({ query: foreign, ...named(digest(foreign)) }),
    told: refused(403, 'DOCUMENT_NOT_TRUSTED'),
  },
  {
    name: 'that cannot be parsed is refused as well',
    lane: 'plain',
    send: () => post({ query: '{' }),
    told: refused(403, 'DOCUMENT_NOT_TRUSTED'),
  },
  {
    name: 'that asks for nothing but __typename is refused as well',
    lane: 'plain',
    send: () => post({ query: '{ __typename }' }),
    told: refused(403, 'DOCUMENT_NOT_TRUSTED'),
  },
  {
    name: 'that is missing is told so',
    lane: 'plain',
    send: () => post({ variables }),
    told: refused(400, 'DOCUMENT_NOT_FOUND'),
  },
]
const known = { TRUSTED_DOCUMENTS: manifest }
const required = { ...known, TRUSTED_DOCUMENTS_ONLY: 'true' }

describeBothPaths('a persisted document', {}, [...automatic, ...withEffect])
describeBothPaths('a trusted document, beside others,', known, [
  ...trusted,
  {
    name: 'does not keep another from running',
    lane: 'prepared',
    send: () => post({ query: foreign }),
    told: nobody,
  },
])
describeBothPaths('a trusted document, alone,', required, trusted)
describeBothPaths('a document that is not trusted', required, others)
