import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { ConfigError, readConfig } from '../src/config.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

/** What codegen printed for the operations of schema/operations. */
const manifest = new URL('generated/persisted-documents.json', import.meta.url).pathname
const texts = JSON.parse(await readFile(manifest, 'utf8')) as Readonly<Record<string, string>>

function documentOf(operation: string): { readonly id: string; readonly text: string } {
  for (const [id, text] of Object.entries(texts)) {
    if (text.includes(operation)) return { id, text }
  }
  throw new Error(`expected ${operation} in the manifest`)
}

const conversation = documentOf('query Conversation(')
const createConversation = documentOf('mutation CreateConversation(')
const foreign = '{ conversation(id: "1") { stage } }'
const variables = { id: '1' }
const nobody = { data: { conversation: null } }
const digestOf = (text: string) => createHash('sha256').update(text).digest('hex')
const persisted = (sha256Hash: string) => ({ persistedQuery: { version: 1, sha256Hash } })

async function ask(gateway: TestGateway, body: object, headers?: Readonly<Record<string, string>>) {
  const response = await gateway.post(body, headers)
  return { status: response.status, answer: await response.json() }
}

function refusedAs(status: number, code: string) {
  const refused = { errors: [{ message: expect.stringMatching(/./), extensions: { code } }] }
  return { status, answer: refused }
}

const byId: readonly (readonly [how: string, body: object])[] = [
  ['documentId', { documentId: conversation.id }],
  [
    'documentId without how the id was made',
    { documentId: conversation.id.replace('sha256:', '') },
  ],
  ['the digest of a persisted query', { extensions: persisted(digestOf(conversation.text)) }],
  ['the id of the manifest in its place', { extensions: persisted(conversation.id) }],
  ['documentId beside an empty query', { query: '', documentId: conversation.id }],
]

describe.each([
  ['are known', 'false'],
  ['alone may run', 'true'],
])('where trusted documents %s', (_, only) => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway({ TRUSTED_DOCUMENTS: manifest, TRUSTED_DOCUMENTS_ONLY: only })
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
  })

  it.each(byId)('one runs by %s', async (_how, body) => {
    expect(await ask(gateway, { ...body, variables })).toEqual({ status: 200, answer: nobody })
  })

  it('one runs by a GET that names it', async () => {
    const search = new URLSearchParams({
      documentId: conversation.id,
      variables: JSON.stringify(variables),
    })

    const response = await fetch(`${gateway.url}/graphql?${search.toString()}`, {
      headers: { 'apollo-require-preflight': 'true' },
    })

    expect(await response.json()).toEqual(nobody)
  })

  it('a mutation does not run by GET under its id either', async () => {
    const search = new URLSearchParams({
      documentId: createConversation.id,
      variables: JSON.stringify({ input: {} }),
    })

    const response = await fetch(`${gateway.url}/graphql?${search.toString()}`, {
      headers: { 'apollo-require-preflight': 'true' },
    })

    expect(response.status).toBe(405)
    expect(gateway.emulator.requests()).toEqual([])
  })

  it('one runs by its own text', async () => {
    const body = { query: conversation.text, variables }

    expect(await ask(gateway, body)).toEqual({ status: 200, answer: nobody })
  })

  it.each([
    ['unknown', `sha256:${'0'.repeat(64)}`],
    ['no text', 7],
    ['that of a property of every object', 'constructor'],
  ])('none runs by an id that is %s', async (_what, documentId) => {
    expect(await ask(gateway, { documentId })).toEqual(refusedAs(400, 'DOCUMENT_NOT_FOUND'))
  })

  it('none runs where an id and a text are sent', async () => {
    const body = { documentId: conversation.id, query: foreign }

    expect(await ask(gateway, body)).toEqual(refusedAs(400, 'BAD_REQUEST'))
  })
})

describe('where trusted documents are known', () => {
  it('others run as well, and may be persisted', async () => {
    await using gateway = await startTestGateway({ TRUSTED_DOCUMENTS: manifest })
    const extensions = persisted(digestOf(foreign))

    const unknown = await ask(gateway, { extensions })
    const full = await ask(gateway, { extensions, query: foreign })
    const known = await ask(gateway, { extensions })

    expect(unknown.answer).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    })
    expect([full.answer, known.answer]).toEqual([nobody, nobody])
  })
})

describe('where trusted documents alone may run', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway({
      TRUSTED_DOCUMENTS: manifest,
      TRUSTED_DOCUMENTS_ONLY: 'true',
    })
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
  })

  it.each([
    ['white space', conversation.text.replaceAll(' ', ' \n\t')],
    ['commas', conversation.text.replaceAll(' id ', ', id, ')],
    ['a comment', `# ours\n${conversation.text}`],
  ])('one runs by its text but for %s', async (_, query) => {
    expect(query).not.toBe(conversation.text)

    expect(await ask(gateway, { query, variables })).toEqual({ status: 200, answer: nobody })
  })

  it.each([
    ['another', foreign],
    ['one that has another name', conversation.text.replace('query Conversation(', 'query Mine(')],
    [
      'one with an alias more',
      conversation.text.replace('{ accountId', '{ accountId b: accountId'),
    ],
    ['one with an operation more', `${conversation.text} query Mine ${foreign}`],
    [
      'one with another order',
      conversation.text.replace('accountId', '').replace('id ', 'id accountId '),
    ],
    ['one that is not valid', '{ conversatio(id: 1) { id } }'],
    ['one that is none', '{'],
    ['one that never ends', '{ a '.repeat(5000)],
    ['introspection', '{ __schema { types { name } } }'],
    ['the schema of a subgraph', '{ _service { sdl } }'],
  ])('%s is refused, unread', async (_, query) => {
    expect(await ask(gateway, { query, variables })).toEqual(refusedAs(403, 'DOCUMENT_NOT_TRUSTED'))
  })

  it.each(['application/json', 'application/graphql-response+json'])(
    'another is refused with the same status as %s',
    async (accept) => {
      const answer = await ask(gateway, { query: foreign }, { accept })

      expect(answer).toEqual(refusedAs(403, 'DOCUMENT_NOT_TRUSTED'))
    },
  )

  it('nobody adds one by persisting it', async () => {
    const extensions = persisted(digestOf(foreign))

    const full = await ask(gateway, { extensions, query: foreign })
    const again = await ask(gateway, { extensions })

    expect(full).toEqual(refusedAs(403, 'DOCUMENT_NOT_TRUSTED'))
    expect(again).toEqual(refusedAs(400, 'DOCUMENT_NOT_FOUND'))
  })

  it('they keep to the limits', async () => {
    const input = { sdes: Array.from({ length: 3000 }, () => ({ customerInfo: {} })) }

    const answer = await ask(gateway, {
      documentId: createConversation.id,
      variables: { input },
    })

    expect(answer).toEqual(refusedAs(400, 'INPUT_TOO_LARGE'))
    expect(gateway.emulator.requests()).toEqual([])
  })
})

function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.faults
    throw error
  }
  return []
}

describe('a manifest', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'documents-'))
  })
  afterAll(() => rm(directory, { recursive: true }))

  it('is needed where trusted documents alone may run', () => {
    expect(faultsOf({ TRUSTED_DOCUMENTS_ONLY: 'true' })).toEqual([
      'TRUSTED_DOCUMENTS_ONLY: set TRUSTED_DOCUMENTS too, or nothing could be run',
    ])
  })

  it('that is not there is a fault', () => {
    const path = join(directory, 'nowhere.json')

    expect(faultsOf({ TRUSTED_DOCUMENTS: path })).toEqual([
      expect.stringContaining(`TRUSTED_DOCUMENTS: can't use ${path} (ENOENT); write it with`),
    ])
  })

  it.each([
    ['no JSON', '{', /JSON/],
    ['a list', '[]', /expected an object of documents, one at least/],
    ['empty', '{}', /expected an object of documents, one at least/],
    ['of another shape', '{ "format": { "a": 1 } }', /expected an object of documents/],
    ['with a text that is no document', '{ "a": "query {" }', /Syntax Error/],
    [
      'with a text that was changed',
      '{ "sha256:00": "{ __typename }" }',
      /sha256:00 is not the digest/,
    ],
  ])('that is %s is a fault', async (_, content, reason) => {
    const path = join(directory, 'manifest.json')
    await writeFile(path, content)

    const faults = faultsOf({ TRUSTED_DOCUMENTS: path })

    expect(faults).toEqual([expect.stringMatching(reason)])
    expect(faults[0]).toMatch(/; write it with the persistedDocuments of GraphQL Codegen/)
  })

  it('may have ids that are no digests', async () => {
    const path = join(directory, 'manifest.json')
    await writeFile(path, '{ "v1/typename": "{ __typename }" }')
    await using gateway = await startTestGateway({ TRUSTED_DOCUMENTS: path })

    expect(await ask(gateway, { documentId: 'v1/typename' })).toMatchObject({ status: 200 })
  })
})
