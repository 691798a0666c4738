import { toCursor } from '../../src/message/cursor.ts'
import type { TestGateway } from './start.ts'
import { RawSubscriber } from './subscriber.ts'
import { postWebhook, sign, textNotification } from './webhooks.ts'

export type Headers = Readonly<Record<string, string>>

/** What somebody asks: with which headers, at which account, for whom and about which conversation. */
export interface Question {
  readonly gateway: TestGateway
  readonly headers: Headers
  readonly accountId: string
  /** The consumer they name in the input, where it takes one. */
  readonly consumerId?: string
  /** Of the consumer `ada`; where an operation needs none there is none. */
  readonly conversationId: string
  /** The account's app, and another account's. */
  readonly own: App
  readonly another: App
}

interface App {
  readonly clientId: string
  readonly clientSecret: string
}

/** What they are told, in a word, and all that they could read. */
export interface Told {
  readonly answer: string
  readonly text: string
}

export interface Operation {
  /** The fields of the schema that it shows to be guarded, e.g. `Query.conversation`. */
  readonly covers: readonly string[]
  /** Whether `ada` has an open conversation before. */
  readonly inConversation: boolean
  ask(question: Question): Promise<Told>
}

interface Payload {
  readonly problem?: { readonly code: string } | null
}

interface Body {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly extensions?: { readonly code?: string }
  }[]
}

/** `ok`, `null` or the code of the error or problem. */
function read(text: string): string {
  const { data, errors }: Body = JSON.parse(text)
  const code = errors?.[0]?.extensions?.code
  if (errors !== undefined) return code ?? `an error without a code: ${text}`
  const [value] = Object.values(data ?? {}).flat()
  if (value === null || value === undefined) return 'null'
  return (value as Payload).problem?.code ?? 'ok'
}

async function tell(response: Response): Promise<Told> {
  const text = await response.text()
  const answer = read(text)
  // The status says it too, for whoever reads no body.
  const agrees = (response.status === 401) === (answer === 'UNAUTHENTICATED')
  return { answer: agrees ? answer : `${answer} with HTTP ${response.status}`, text }
}

type Variables = (question: Question) => object

function field(
  name: string,
  document: string,
  variables: Variables,
  { inConversation = true, covers = [] as readonly string[] } = {},
): Operation {
  return {
    covers: [name, ...covers],
    inConversation,
    ask: async (question) => {
      const body = { query: document, variables: variables(question) }
      return tell(await question.gateway.post(body, question.headers))
    },
  }
}

function mutation(name: string, input: Variables, inConversation = true): Operation {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`
  const document = `mutation ($input: ${type}) { ${name}(input: $input) { problem { code } } }`
  return field(`Mutation.${name}`, document, (question) => ({ input: input(question) }), {
    inConversation,
  })
}

const whom: Variables = ({ accountId, consumerId }) => ({
  accountId,
  ...(consumerId !== undefined && { consumerId }),
})
const what: Variables = ({ conversationId }) => ({ conversationId })
const entity = (typename: string, id: string) => ({
  representations: [{ __typename: typename, id }],
})

const events = /* GraphQL */ `
  subscription ($conversationId: ID!, $after: String) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      cursor
      ... on MessageEvent {
        content {
          ... on TextContent {
            text
          }
        }
      }
    }
  }
`
const fromTheFirst: Variables = ({ conversationId }) => ({ conversationId, after: toCursor(0) })

/** @param place where a caller says who they are */
function overWebSocket(place: 'connection_init' | 'handshake'): Operation {
  return {
    covers: ['Subscription.conversationEvents'],
    inConversation: true,
    ask: async (question) => {
      const { gateway, headers } = question
      const url = `${gateway.url.replace('http', 'ws')}/graphql`
      const inHandshake = place === 'handshake'
      using subscriber = await RawSubscriber.open(url, inHandshake ? { headers } : {})
      const next = () =>
        Promise.race([
          subscriber.next(),
          subscriber.closed.then(({ code }) => ({ type: 'closed', payload: code })),
        ]) as Promise<{ readonly type: string; readonly payload?: unknown }>

      subscriber.send({ type: 'connection_init', ...(!inHandshake && { payload: headers }) })
      const admission = await next()
      if (admission.type !== 'connection_ack') {
        return { answer: `${admission.type} ${String(admission.payload)}`, text: '' }
      }
      subscriber.subscribe('1', events, fromTheFirst(question))
      const { type, payload } = await next()
      const text = JSON.stringify(payload ?? null)
      // An error travels as a list, a result as itself.
      return { answer: read(type === 'error' ? `{"errors":${text}}` : text), text }
    },
  }
}

const overSse: Operation = {
  covers: ['Subscription.conversationEvents'],
  inConversation: true,
  ask: async (question) => {
    const { gateway, headers } = question
    const response = await gateway.post(
      { query: events, variables: fromTheFirst(question) },
      { ...headers, accept: 'text/event-stream' },
    )
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
      return tell(response)
    }
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      const [, data] = /^data: (.+)$/m.exec(text) ?? []
      if (data !== undefined) return { answer: read(data), text }
    }
    throw new Error(`expected an event, got ${JSON.stringify(text)}`)
  },
}

const agentsWord = 'what only LivePerson may say'

function webhook(
  signature: (body: string, question: Question) => string,
  account?: string,
): Operation {
  return {
    covers: ['POST /webhooks/{accountId}'],
    inConversation: true,
    ask: async (question) => {
      const { gateway, headers, conversationId, accountId } = question
      const body = textNotification(conversationId, 1, agentsWord)
      const signed = { ...headers, 'x-liveperson-signature': signature(body, question) }
      const response = await postWebhook(gateway, body, signed, account ?? accountId)
      const text = await response.text()
      return { answer: `HTTP ${response.status}`, text }
    },
  }
}

const eventsOf = /* GraphQL */ `
  fragment Events on Conversation {
    id
    events {
      edges {
        node {
          ... on MessageEvent {
            content {
              ... on TextContent {
                text
              }
            }
          }
        }
      }
    }
  }
`

/** Every way to ask the gateway for something, by its name in the matrix. */
export const operations = {
  previewCreateConversation: field(
    'Query.previewCreateConversation',
    'query ($input: CreateConversationInput!) { previewCreateConversation(input: $input) { body } }',
    (question) => ({ input: whom(question) }),
    { inConversation: false },
  ),
  conversation: field(
    'Query.conversation',
    'query ($id: ID!) { conversation(id: $id) { id stage consumer { id } } }',
    ({ conversationId: id }) => ({ id }),
  ),
  'conversation by GET': {
    covers: ['Query.conversation'],
    inConversation: true,
    ask: async ({ gateway, headers, conversationId }) => {
      const query = `{ conversation(id: ${JSON.stringify(conversationId)}) { id stage } }`
      const url = `${gateway.url}/graphql?query=${encodeURIComponent(query)}`
      // Without it Apollo takes the GET for one that a page could send without being asked.
      const preflighted = { 'apollo-require-preflight': 'true' }
      return tell(await fetch(url, { headers: { ...headers, ...preflighted } }))
    },
  },
  'conversation.events': field(
    'Conversation.events',
    `${eventsOf} query ($id: ID!) { conversation(id: $id) { ...Events } }`,
    ({ conversationId: id }) => ({ id }),
  ),
  engagement: field(
    'Query.engagement',
    'query ($input: EngagementInput!) { engagement(input: $input) { engagements { conversation { id stage } } problem { code } } }',
    (question) => ({ input: { ...whom(question), appInstallationId: question.own.clientId } }),
  ),
  '_entities Conversation': field(
    'Query._entities',
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Conversation { id stage } } }',
    ({ conversationId }) => entity('Conversation', conversationId),
    { covers: ['_Entity.Conversation'] },
  ),
  '_entities Conversation.events': field(
    'Query._entities',
    `${eventsOf} query ($representations: [_Any!]!) { _entities(representations: $representations) { ...Events } }`,
    ({ conversationId }) => entity('Conversation', conversationId),
    { covers: ['_Entity.Conversation', 'Conversation.events'] },
  ),
  '_entities Consumer': field(
    'Query._entities',
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Consumer { id } } }',
    () => entity('Consumer', 'ada'),
    { covers: ['_Entity.Consumer'] },
  ),
  _service: field('Query._service', '{ _service { sdl } }', () => ({}), { inConversation: false }),
  __schema: field('Query.__schema', '{ __schema { queryType { name } } }', () => ({}), {
    inConversation: false,
  }),
  createConversation: mutation('createConversation', whom, false),
  'createConversation with engagement': mutation(
    'createConversation',
    (question) => ({ ...whom(question), engagement: { appInstallationId: question.own.clientId } }),
    false,
  ),
  updateUserProfile: mutation(
    'updateUserProfile',
    (question) => ({ ...whom(question), profile: { firstName: 'Ada' } }),
    false,
  ),
  sendMessage: mutation('sendMessage', (question) => ({
    ...what(question),
    content: { text: 'Hello again' },
  })),
  'sendMessage with a key': mutation('sendMessage', (question) => ({
    ...what(question),
    content: { text: 'Hello again' },
    idempotencyKey: question.conversationId,
  })),
  setChatState: mutation('setChatState', (question) => ({
    ...what(question),
    chatState: 'COMPOSING',
  })),
  acknowledgeMessages: mutation('acknowledgeMessages', (question) => ({
    ...what(question),
    sequences: [0],
    status: 'READ',
  })),
  createUploadUrl: mutation('createUploadUrl', (question) => ({
    ...what(question),
    fileType: 'PNG',
    fileSize: 3,
  })),
  closeConversation: mutation('closeConversation', what),
  'conversationEvents by connection_init': overWebSocket('connection_init'),
  'conversationEvents by handshake': overWebSocket('handshake'),
  'conversationEvents by SSE': overSse,
  'conversationEvents by POST': field('Subscription.conversationEvents', events, fromTheFirst),
  'webhook, signed': webhook((body, { own }) => sign(body, own.clientSecret)),
  'webhook, not signed': webhook(() => ''),
  'webhook, another body signed': webhook((body, { own }) => sign(`${body} `, own.clientSecret)),
  "webhook, another account's secret": webhook((body, { another }) =>
    sign(body, another.clientSecret),
  ),
  'webhook, an account not served': webhook(
    (body, { own }) => sign(body, own.clientSecret),
    '99999999',
  ),
} as const satisfies Readonly<Record<string, Operation>>

export type OperationName = keyof typeof operations
