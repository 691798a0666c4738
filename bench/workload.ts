/** One createConversation, in the forms in which a server under measurement takes it. */

export const ACCOUNT_ID = '12345678'
export const CONVERSATION_PATH = `/api/account/${ACCOUNT_ID}/messaging/consumer/conversation?v=3`
const CONSUMERS = 100
/** What the load generators replace by a new number each time. */
const NUMBER = '################'

const campaignInfo = { campaignId: '99999', engagementId: '888888' }
const context = {
  visitorId: 'A3ZTY3Zjk1MDExZTczYTU4',
  sessionId: 'ys2wSqaSRSOJGki7VhEDKQ',
  interactionContextId: '2',
  lang: 'en-US',
}
const input = {
  sdes: [
    { customerInfo: { ctype: 'vip', socialId: '1234567890' } },
    { personalInfo: { firstName: 'John', lastName: 'Doe', gender: 'MALE' } },
  ],
  campaignInfo,
  conversationContext: { type: 'SHARK_CONTEXT', ...context },
  // It is the default, but graphql-jit 0.8.9 refuses variables without it.
  channelType: 'MESSAGING',
}

/** What has to reach LivePerson for it. */
export const batch = [
  {
    kind: 'req',
    id: '1',
    type: 'userprofile.SetUserProfile',
    body: {
      authenticatedData: {
        lp_sdes: [
          { type: 'ctmrinfo', info: { ctype: 'vip', socialId: '1234567890' } },
          {
            type: 'personal',
            personal: { firstname: 'John', lastname: 'Doe', gender: 'MALE' },
          },
        ],
      },
    },
  },
  {
    kind: 'req',
    id: '2',
    type: 'cm.ConsumerRequestConversation',
    body: {
      campaignInfo,
      conversationContext: { type: 'SharkContext', ...context },
      channelType: 'MESSAGING',
      brandId: ACCOUNT_ID,
    },
  },
]

const query = `mutation CreateConversation($input: CreateConversationInput!) {
  createConversation(input: $input) {
    outcome
    conversation { id stage }
    results {
      __typename
      ... on RequestResult { requestId requestType }
      ... on ConversationRequested { conversationId }
      ... on RequestRejected { code message }
    }
    problem { __typename code message retryable }
    replayed
  }
}`

/** For a server that takes the batch as its caller has built it, and answers with what LivePerson did. */
const batchQuery = `mutation CreateConversation($input: [BatchRequestInput!]!) {
  createConversation(input: $input) {
    reqId
    code
    body { msg conversationId }
  }
}`

export interface Workload {
  readonly path: string
  /** JSON, sent as it is. */
  readonly body: string
  /** In every right answer, and in no wrong one. */
  readonly mark: string
  /** The right answer, where `id` is the conversation's. */
  readonly answer: (id: string) => unknown
}

export const create: Workload = {
  path: '/graphql',
  body: JSON.stringify({ query, variables: { input } }),
  mark: '"outcome":"CREATED"',
  answer: (id) => ({
    data: {
      createConversation: {
        outcome: 'CREATED',
        conversation: { id, stage: 'OPEN' },
        results: [
          {
            __typename: 'UserProfileSet',
            requestId: '1',
            requestType: 'SET_USER_PROFILE',
          },
          {
            __typename: 'ConversationRequested',
            requestId: '2',
            requestType: 'CONSUMER_REQUEST_CONVERSATION',
            conversationId: id,
          },
        ],
        problem: null,
        replayed: false,
      },
    },
  }),
}

/** The same with other fields in its input, or with more. */
export function withInput(workload: Workload, fields: Readonly<Record<string, unknown>>): Workload {
  const { query: text, variables } = JSON.parse(workload.body) as {
    readonly query: string
    readonly variables: { readonly input: object }
  }
  const changed = { query: text, variables: { input: { ...variables.input, ...fields } } }
  return { ...workload, body: JSON.stringify(changed) }
}

/** As many attributes, of both kinds in turn. */
export function withAttributes(workload: Workload, count: number): Workload {
  const sdes = Array.from({ length: count }, (_, index) => input.sdes[index % input.sdes.length])
  return withInput(workload, { sdes })
}

/** Another key each time, so none is a replay. */
export const createWithKey: Workload = {
  ...create,
  body: JSON.stringify({
    query,
    variables: { input: { idempotencyKey: `order-${NUMBER}`, ...input } },
  }),
}

const upstreamAnswer = (id: string) => [
  { code: 'OK', body: { msg: 'OK User Profile set successfully' }, reqId: '1' },
  { code: 'OK', body: { conversationId: id }, reqId: '2' },
]

/** The same body, to be answered with LivePerson's own JSON. */
export const relayed: Workload = {
  ...create,
  mark: '"conversationId"',
  answer: upstreamAnswer,
}

export const createFromBatch: Workload = {
  path: '/graphql',
  body: JSON.stringify({ query: batchQuery, variables: { input: batch } }),
  mark: '"conversationId":"',
  answer: (id) => ({
    data: {
      createConversation: [
        {
          reqId: '1',
          code: 'OK',
          body: { msg: 'OK User Profile set successfully', conversationId: null },
        },
        { reqId: '2', code: 'OK', body: { msg: null, conversationId: id } },
      ],
    },
  }),
}

/** LivePerson itself: what everything else is added to. */
export const direct: Workload = {
  path: CONVERSATION_PATH,
  body: JSON.stringify(batch),
  mark: '"conversationId"',
  answer: upstreamAnswer,
}

export type Headers = Readonly<Record<string, string>>

/** Tokens in the form of LivePerson's own, valid until 2100 as far as their claims say. */
export function passthroughHeaders(consumer: number): Headers {
  const common = { aud: `acc:${ACCOUNT_ID}`, iat: 1_795_255_200, exp: 4_102_444_800 }
  return {
    authorization: toToken({ ...common, iss: 'https://sentinel', azp: 'client' }),
    'x-lp-on-behalf': toToken({
      ...common,
      iss: 'https://idp',
      ext_consumer_id: `consumer-${consumer}`,
      lp_consumer_id: `5c5bb3ab56c8-${consumer}`,
    }),
  }
}

/**
 * The same of as many consumers as are told, one after the other: the load generators put them in, in Base64, so what
 * is before each mark has to be a multiple of three bytes.
 */
export function headersOfMany(consumers: number): Headers {
  const mark = `@@@${consumers}`.padEnd(16, '@')
  const rest = JSON.stringify({ aud: `acc:${ACCOUNT_ID}`, iss: 'https://idp', exp: 4_102_444_800 })
  const payload = [
    encode('{ "ext_consumer_id":"'),
    mark,
    encode('", "lp_consumer_id":"'),
    mark,
    encode(`",${rest.slice(1)}`),
  ].join('')
  return {
    ...passthroughHeaders(0),
    'x-lp-on-behalf': [encode(JSON.stringify(JOSE_HEADER)), payload, SIGNATURE].join('.'),
  }
}

const JOSE_HEADER = { alg: 'RS256', typ: 'JWT' }
const SIGNATURE = 'c2lnbmF0dXJl'

function toToken(claims: object): string {
  return [...[JOSE_HEADER, claims].map((part) => encode(JSON.stringify(part))), SIGNATURE].join('.')
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url')
}

/** Whole HTTP requests, one for each consumer, as the load generators read them. */
export function toRequests(workload: Workload, headersOf: (consumer: number) => Headers): string {
  return Array.from({ length: CONSUMERS }, (_, consumer) =>
    toRequest(workload, headersOf(consumer)),
  ).join('')
}

/** One of them. */
export function toRequest({ path, body }: Workload, headers: Headers): string {
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    'content-type: application/json',
    'accept: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  const request = `${head.join('\r\n')}\r\n\r\n${body}`
  return `${Buffer.byteLength(request)}\n${request}`
}

/** The same body for one request, sent by hand. */
export function toBody({ body }: Workload): string {
  return body.replaceAll(NUMBER, String(Date.now()).padStart(NUMBER.length, '0'))
}
