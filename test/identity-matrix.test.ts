import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { buildSchema, type GraphQLSchema, isObjectType, isUnionType } from 'graphql'
import { type Emulator, type RecordedRequest, startEmulator } from '../src/emulator/emulator.ts'
import {
  type Caller,
  callers,
  type LiveTokens,
  type Mode,
  modes,
  type World,
} from './support/identity-callers.ts'
import { type OperationName, operations } from './support/identity-operations.ts'
import { startOidcIssuer } from './support/oidc-issuer.ts'
import { startTestGateway, type TestGateway } from './support/start.ts'

/**
 * What each kind of caller is told by each operation. `null`: as if it did not exist. `own`: an
 * answer, about the caller's own things and not ada's. `lp401`: LivePerson is asked, and refuses.
 */
const matrix = `
operation                            | stranger | owner | other | service | pretender | elsewhere | unserved | unproved | half-proved | malformed
previewCreateConversation            | 401      | ok    | own   | ok      | 403       | ok        | input    | own      | ok          | 400
conversation                         | 401      | ok    | null  | ok      | null      | ok        | ok       | null     | ok          | 400
conversation by GET                  | 401      | ok    | null  | ok      | null      | ok        | ok       | null     | ok          | 400
conversation.events                  | 401      | ok    | null  | ok      | null      | ok        | ok       | null     | ok          | 400
engagement                           | 401      | ok    | own   | ok      | 403       | ok        | field    | own      | ok          | 400
_entities Conversation               | 401      | ok    | null  | ok      | null      | ok        | ok       | null     | ok          | 400
_entities Conversation.events        | 401      | ok    | null  | ok      | null      | ok        | ok       | null     | ok          | 400
_entities Consumer                   | 401      | ok    | own   | ok      | own       | ok        | ok       | own      | ok          | 400
_service                             | 401      | ok    | own   | ok      | own       | ok        | ok       | own      | ok          | 400
__schema                             | 401      | ok    | own   | ok      | own       | ok        | ok       | own      | ok          | 400
createConversation                   | 401      | ok    | own   | ok      | 403       | ok        | field    | lp401    | lp401       | 400
createConversation with engagement   | 401      | ok    | own   | ok      | 403       | ok        | field    | lp401    | lp401       | 400
updateUserProfile                    | 401      | ok    | own   | ok      | 403       | ok        | field    | lp401    | lp401       | 400
sendMessage                          | 401      | ok    | 404   | ok      | 404       | ok        | ok       | 404      | lp401       | 400
sendMessage with a key               | 401      | ok    | 404   | ok      | 404       | ok        | ok       | 404      | lp401       | 400
setChatState                         | 401      | ok    | 404   | ok      | 404       | ok        | ok       | 404      | lp401       | 400
acknowledgeMessages                  | 401      | ok    | 404   | ok      | 404       | ok        | ok       | 404      | lp401       | 400
createUploadUrl                      | 401      | ok    | 404   | ok      | 404       | ok        | ok       | 404      | lp401       | 400
closeConversation                    | 401      | ok    | 404   | ok      | 404       | ok        | ok       | 404      | lp401       | 400
conversationEvents by connection_init | closed  | ok    | 404   | ok      | 404       | ok        | ok       | 404      | ok          | closed
conversationEvents by handshake      | closed   | ok    | 404   | ok      | 404       | ok        | ok       | 404      | ok          | closed
conversationEvents by SSE            | 401      | ok    | 404   | ok      | 404       | ok        | ok       | 404      | ok          | 400
conversationEvents by POST           | 401      | form  | form  | form    | form      | form      | form     | form     | form        | 400
webhook, signed                      | kept     | kept  | kept  | kept    | kept      | kept      | w404     | kept     | kept        | kept
webhook, not signed                  | w401     | w401  | w401  | w401    | w401      | w401      | w404     | w401     | w401        | w401
webhook, another body signed         | w401     | w401  | w401  | w401    | w401      | w401      | w404     | w401     | w401        | w401
webhook, another account's secret    | w401     | w401  | w401  | w401    | w401      | w401      | w404     | w401     | w401        | w401
webhook, an account not served       | w404     | w404  | w404  | w404    | w404      | w404      | w404     | w404     | w404        | w404
`

interface Expected {
  readonly answer: string
  /** Nothing leaves for LivePerson, and nothing changes here or there. */
  readonly refused: boolean
  /** Whether the answer may tell of ada's conversation. */
  readonly ofAda: boolean
}

const refused = { refused: true, ofAda: false }
const done = { refused: false, ofAda: true }
const answers: Readonly<Record<string, Expected>> = {
  ok: { answer: 'ok', ...done },
  own: { answer: 'ok', refused: false, ofAda: false },
  null: { answer: 'null', ...refused },
  400: { answer: 'BAD_USER_INPUT', ...refused },
  401: { answer: 'UNAUTHENTICATED', ...refused },
  403: { answer: 'FORBIDDEN', ...refused },
  404: { answer: 'NOT_FOUND', ...refused },
  form: { answer: 'BAD_REQUEST', ...refused },
  field: { answer: 'INVALID_INPUT', ...refused },
  input: { answer: 'BAD_USER_INPUT', ...refused },
  lp401: { answer: 'UPSTREAM_UNAUTHORIZED', refused: false, ofAda: false },
  closed: { answer: 'closed 4403', ...refused },
  kept: { answer: 'HTTP 200', refused: false, ofAda: false },
  w401: { answer: 'HTTP 401', ...refused },
  w404: { answer: 'HTTP 404', ...refused },
}

const [heading = [], ...rows] = matrix
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
const standings = heading.slice(1)
const table = new Map(
  rows.map(([name = '', ...cells]) => [
    name,
    new Map(standings.map((standing, index) => [standing, cells[index] ?? ''])),
  ]),
)

function expectedOf(name: string, { standing }: Caller): Expected {
  const cell = table.get(name)?.get(standing) ?? 'none'
  const expected = answers[cell]
  if (expected === undefined) throw new Error(`no such cell: ${name}, ${standing}: ${cell}`)
  return expected
}

const names = Object.keys(operations) as OperationName[]

describe('the matrix', () => {
  it('has a row for each operation, and no other', () => {
    expect([...table.keys()].toSorted()).toEqual(names.toSorted())
  })

  it('has a column for each kind of caller, and no other', () => {
    const used = new Set<string>(callers.map(({ standing }) => standing))
    expect([...used].toSorted()).toEqual(standings.toSorted())
    expect(new Set(callers.map(({ mode }) => mode))).toEqual(new Set(modes))
  })

  it('has a known answer in every cell, and no cell too many', () => {
    for (const row of rows) {
      expect(row).toHaveLength(heading.length)
      expect(Object.keys(answers)).toEqual(expect.arrayContaining(row.slice(1)))
    }
  })

  it('covers every root field, every entity, every field of an entity with arguments', async () => {
    const schema = buildSchema(await readFile('schema/subgraph.graphql', 'utf8'))
    const covered = new Set<string>(names.flatMap((name) => [...operations[name].covers]))

    expect([...guardedFields(schema)].filter((field) => !covered.has(field))).toEqual([])
  })
})

/** What somebody could ask for: a new one is not guarded by anything yet. */
function guardedFields(schema: GraphQLSchema): ReadonlySet<string> {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const fields = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => roots.includes(type) || field.args.length > 0)
        .map((field) => `${type.name}.${field.name}`),
    )
  const entities = schema.getType('_Entity')
  const members = isUnionType(entities) ? entities.getTypes() : []
  return new Set([...fields, ...members.map(({ name }) => `_Entity.${name}`)])
}

const accounts = [
  { accountId: '11111111', clientId: 'client-11111111', clientSecret: 'secret-11111111' },
  { accountId: '22222222', clientId: 'client-22222222', clientSecret: 'secret-22222222' },
] as const
/** The app of the account that they ask at. */
const appOf = ({ accountId }: Caller) =>
  accounts.find((account) => account.accountId === accountId) ?? accounts[0]
const canary = 'a word between ada and her agent'

/** One gateway for a whole mode: what an earlier caller left must change no answer either. */
interface Scene extends AsyncDisposable {
  readonly gateway: TestGateway
  readonly world: World
}

async function startScene(mode: Mode): Promise<Scene> {
  await using parts = new AsyncDisposableStack()
  const emulator = parts.use(await startEmulator({ accounts }))
  // RS256, whose public key is what HS256 is confused with.
  const issuer = parts.use(await startOidcIssuer({ alg: 'RS256' }))
  const gateway = parts.use(
    await startTestGateway(
      {
        AUTH_MODE: mode,
        LP_ACCOUNT_ID: undefined,
        LP_CLIENT_ID: undefined,
        LP_CLIENT_SECRET: undefined,
        LP_ACCOUNTS_FILE: 'test/support/two-accounts.json',
        ...(mode === 'oidc' && { OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: issuer.audience }),
      },
      { emulator },
    ),
  )
  const running = parts.move()
  return {
    gateway,
    world: { issuer, emulator, liveTokens: rememberTokens(emulator) },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** LivePerson's own tokens; the same each time, as a caller in passthrough keeps theirs. */
function rememberTokens({ url }: Emulator): World['liveTokens'] {
  const known = new Map<string, Promise<LiveTokens>>()
  return (consumer, index = 0) => {
    const account = accounts[index] ?? accounts[0]
    const key = `${account.accountId} ${consumer}`
    const tokens = known.get(key) ?? mint(url, account, consumer)
    known.set(key, tokens)
    return tokens
  }
}

async function mint(
  url: string,
  { accountId, clientId, clientSecret }: (typeof accounts)[number],
  consumer: string,
): Promise<LiveTokens> {
  const grant = 'v=1.0&grant_type=client_credentials'
  const sentinel = await fetch(`${url}/sentinel/api/account/${accountId}/app/token?${grant}`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, client_secret: clientSecret }),
  })
  const { access_token: authorization } = (await sentinel.json()) as { access_token: string }
  const idp = await fetch(`${url}/api/account/${accountId}/consumer?v=1.0`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ ext_consumer_id: consumer }),
  })
  const { token } = (await idp.json()) as { token: string }
  return { authorization, 'x-lp-on-behalf': token }
}

/** How ada shows who she is. */
async function headersOfAda(mode: Mode, { issuer, liveTokens }: World): Promise<object> {
  if (mode === 'passthrough') return liveTokens('ada')
  return mode === 'oidc'
    ? { authorization: `Bearer ${await issuer.mint({ sub: 'ada' })}` }
    : { 'x-consumer-id': 'ada' }
}

async function openAs({ gateway }: Scene, headers: object): Promise<string> {
  const input = { accountId: accounts[0].accountId, firstMessage: { text: canary } }
  const response = await gateway.post(
    {
      query: `mutation ($input: CreateConversationInput!) {
        createConversation(input: $input) { conversation { id } problem { message } }
      }`,
      variables: { input },
    },
    { ...headers },
  )
  const { data }: { data?: { createConversation: { conversation: { id: string } | null } } } =
    JSON.parse(await response.text())
  const id = data?.createConversation.conversation?.id
  if (id === undefined) throw new Error(`expected a conversation, got ${JSON.stringify(data)}`)
  return id
}

/** All that ada can see of her conversation. */
async function seenByAda({ gateway }: Scene, headers: object, id: string): Promise<string> {
  const query = `query ($id: ID!) {
    conversation(id: $id) { stage closedAt events { edges { cursor node { __typename } } } }
  }`
  const response = await gateway.post({ query, variables: { id } }, { ...headers })
  return response.text()
}

const consumerIn = (jws: string): unknown =>
  JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString())['ext_consumer_id']

describe.each(modes)('in %s', (mode) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await startScene(mode)
  })
  afterAll(async () => {
    await scene[Symbol.asyncDispose]()
  })

  const cells = callers
    .filter((caller) => caller.mode === mode)
    .flatMap((caller) =>
      names.map((name) => ({
        caller,
        name,
        who: caller.name,
        answer: expectedOf(name, caller).answer,
      })),
    )

  it.each(cells)('$who: $name is answered $answer', async ({ caller, name }) => {
    const { gateway, world } = scene
    const { emulator } = world
    const operation = operations[name]
    const expected = expectedOf(name, caller)
    emulator.reset()
    const ada = await headersOfAda(mode, world)
    const id = operation.inConversation ? await openAs(scene, ada) : ''
    const headers = await caller.headers(world)
    const look = async () =>
      JSON.stringify(emulator.conversations()) +
      (operation.inConversation ? await seenByAda(scene, ada, id) : '')
    const before = await look()
    const asked = emulator.requests().length

    const told = await operation.ask({
      gateway,
      headers,
      accountId: caller.accountId ?? accounts[0].accountId,
      ...(caller.consumerId !== undefined && { consumerId: caller.consumerId }),
      conversationId: id,
      own: appOf(caller),
      another: accounts.find((account) => account !== appOf(caller)) ?? accounts[1],
    })

    expect(told.answer).toBe(expected.answer)
    const left = emulator.requests().slice(asked)
    const isChanged = (await look()) !== before
    expect([
      ...leaksIn(told.text, expected, headers, id),
      ...effectsOf(left, isChanged, expected),
      ...mixUpsIn(left, caller),
    ]).toEqual([])
  })
})

/** What an answer says that it must not. */
function leaksIn(
  text: string,
  { ofAda }: Expected,
  headers: Readonly<Record<string, string>>,
  id: string,
): readonly string[] {
  const tokens = Object.values(headers).filter((value) => value.length > 20)
  const secrets = [
    ...tokens.map((token) => token.replace(/^\w+ /, '')),
    ...(ofAda ? [] : [canary, ...(id === '' ? [] : [id])]),
  ]
  return secrets.filter((secret) => text.includes(secret)).map((secret) => `leaks ${secret}`)
}

/** What a refused call has done all the same. */
function effectsOf(
  left: readonly RecordedRequest[],
  isChanged: boolean,
  { refused: isRefused, answer }: Expected,
): readonly string[] {
  const isRefusedThere = answer === 'UPSTREAM_UNAUTHORIZED'
  return [
    ...(isRefused ? left.map(({ endpoint }) => `asks ${endpoint}`) : []),
    ...(isRefusedThere && left.at(-1)?.status !== 401 ? ['is not refused by LivePerson'] : []),
    ...(isChanged && (isRefused || isRefusedThere) ? ['changes something'] : []),
  ]
}

/** Whoever asks, LivePerson must be told of the consumer that it is for. */
function mixUpsIn(left: readonly RecordedRequest[], { consumer }: Caller): readonly string[] {
  return left
    .flatMap(({ headers: { 'x-lp-on-behalf': jws } }) =>
      jws === undefined ? [] : [consumerIn(jws)],
    )
    .filter((named) => consumer !== undefined && named !== consumer)
    .map((named) => `acts for ${String(named)}`)
}
