import { request } from 'undici'
import { z } from 'zod'
import {
  DEFAULT_ACCOUNT,
  type Emulator,
  type EmulatorAccount,
  type EmulatorOptions,
  startEmulator,
} from '../../src/emulator/emulator.ts'

export const ACCOUNT = DEFAULT_ACCOUNT.accountId
export const OTHER: EmulatorAccount = {
  accountId: '87654321',
  clientId: 'other-client',
  clientSecret: 'other-secret',
}

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
  /** `undefined` where the text is not JSON. */
  readonly json: unknown
}

export type Headers = Readonly<Record<string, string>>

/** A caller of one emulator, which plays {@link ACCOUNT} and {@link OTHER}. */
export interface Client extends AsyncDisposable {
  readonly emulator: Emulator
  get(path: string, headers?: Headers): Promise<Reply>
  /** A body that is no string is sent as JSON. */
  post(path: string, body?: unknown, headers?: Headers): Promise<Reply>
  delete(path: string): Promise<Reply>
  mintAppJwt(account?: EmulatorAccount): Promise<string>
  mintConsumerJws(consumerId: string, account?: EmulatorAccount): Promise<string>
  /** The headers of the Send API for a consumer of {@link ACCOUNT}. */
  authorize(consumerId: string): Promise<Headers>
  /** CONVERSATION in {@link ACCOUNT}. */
  open(headers: Headers, batch?: unknown): Promise<Reply>
  /** SEND in {@link ACCOUNT}. */
  send(headers: Headers, body: unknown): Promise<Reply>
  [Symbol.asyncDispose](): Promise<void>
}

export async function startClient(options: EmulatorOptions = {}): Promise<Client> {
  const emulator = await startEmulator({ accounts: [DEFAULT_ACCOUNT, OTHER], ...options })
  const call = (method: 'GET' | 'POST' | 'DELETE', path: string, rest = {}): Promise<Reply> =>
    exchange(`${emulator.url}${path}`, { method, ...rest })

  const client: Client = {
    emulator,
    get: (path, headers = {}) => call('GET', path, { headers }),
    delete: (path) => call('DELETE', path),
    post: (path, body = '', headers = {}) =>
      call('POST', path, {
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    async mintAppJwt(account = DEFAULT_ACCOUNT) {
      const form = new URLSearchParams({
        client_id: account.clientId,
        client_secret: account.clientSecret,
      })
      const path = `${appJwtPath(account.accountId)}?v=1.0&grant_type=client_credentials`
      const { json } = await client.post(path, form.toString(), FORM)
      return z.object({ access_token: z.string() }).parse(json).access_token
    },
    async mintConsumerJws(consumerId, account = DEFAULT_ACCOUNT) {
      const authorization = await client.mintAppJwt(account)
      const path = `/api/account/${account.accountId}/consumer?v=1.0`
      const { json } = await client.post(path, { ext_consumer_id: consumerId }, { authorization })
      return z.object({ token: z.string() }).parse(json).token
    },
    authorize: async (consumerId) => ({
      authorization: await client.mintAppJwt(),
      'x-lp-on-behalf': await client.mintConsumerJws(consumerId),
    }),
    open: (headers, batch = batchOf()) => client.post(CONVERSATION, batch, headers),
    send: (headers, body) => client.post(SEND, body, headers),
    [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose](),
  }
  return client
}

export const FORM: Headers = { 'content-type': 'application/x-www-form-urlencoded' }
export const DOMAINS = `/api/account/${ACCOUNT}/service/baseURI.json?version=1.0`
export const CONVERSATION = `/api/account/${ACCOUNT}/messaging/consumer/conversation?v=3`
export const SEND = `/api/account/${ACCOUNT}/messaging/consumer/conversation/send?v=3`
export const appJwtPath = (accountId: string): string =>
  `/sentinel/api/account/${accountId}/app/token`

export const profileOf = (body: unknown = {}) => ({
  kind: 'req',
  id: 'a',
  type: 'userprofile.SetUserProfile',
  body,
})

export const requestOf = (body: object = {}) => ({
  kind: 'req',
  id: 'b',
  type: 'cm.ConsumerRequestConversation',
  body: { brandId: ACCOUNT, ...body },
})

export const eventOf = (event: unknown = textOf('hi'), body: object = {}) => ({
  kind: 'req',
  id: 'c',
  type: 'ms.PublishEvent',
  body: { ...body, event },
})

export const textOf = (message: string) => ({
  type: 'ContentEvent',
  contentType: 'text/plain',
  message,
})

export const batchOf = (
  profile: unknown = profileOf(),
  conversation: unknown = requestOf(),
  ...rest: readonly unknown[]
): readonly unknown[] => [profile, conversation, ...rest]

/** The id of the conversation that a successful answer of CONVERSATION tells. */
export function conversationIdOf(reply: Reply): string {
  const item = z.object({ body: z.object({ conversationId: z.string() }) })
  return z.tuple([z.unknown(), item]).rest(z.unknown()).parse(reply.json)[1].body.conversationId
}

export const authEnvelope = (errorCode: number, title: string, details: string) => ({
  kind: 'resp',
  code: Math.floor(errorCode / 100),
  body: { title, details, errorCode },
  type: '.ReqBody$ErrorResp',
})
export const INVALID_APP_JWT = authEnvelope(
  40102,
  'Invalid AppJWT',
  'AppJWT has expired or is invalid',
)
export const INVALID_CONSUMER_JWS = authEnvelope(
  40103,
  'Invalid ConsumerJWS',
  'ConsumerJWS is invalid',
)

/** The bytes of CONVERSATION with the smallest batch, for a socket. */
export function rawOpen(authorization: Headers): string {
  const body = JSON.stringify(batchOf())
  const headers = {
    host: 'localhost',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...authorization,
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST ${CONVERSATION} HTTP/1.1\r\n${lines.join('')}\r\n${body}`
}

export async function exchange(
  url: string,
  options: Parameters<typeof request>[1] = {},
): Promise<Reply> {
  const { statusCode, headers, body } = await request(url, { ...options, reset: true })
  const text = await body.text()
  return { status: statusCode, headers, text, json: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
