import {
  CreateConversationDocument,
  type CreateConversationInput,
  EngagementDocument,
  type EngagementInput,
} from '../generated/graphql.ts'
import type { TestGateway } from './start.ts'

export type Headers = Readonly<Record<string, string>>

export async function ask(
  gateway: TestGateway,
  input: EngagementInput = {},
  headers: Headers = {},
) {
  const { data, errors } = await gateway.execute(EngagementDocument, { input }, headers)
  if (!data) throw new Error(JSON.stringify(errors))
  return data.engagement
}

export async function create(
  gateway: TestGateway,
  input: CreateConversationInput,
  headers: Headers = {},
) {
  const { data, errors } = await gateway.execute(CreateConversationDocument, { input }, headers)
  if (!data) throw new Error(JSON.stringify(errors))
  return data.createConversation
}

export const ada: Headers = { 'x-consumer-id': 'ada' }
export const grace: Headers = { 'x-consumer-id': 'grace' }

export const passthrough = {
  AUTH_MODE: 'passthrough',
  LP_CLIENT_ID: undefined,
  LP_CLIENT_SECRET: undefined,
}

const encode = (text: string) => Buffer.from(text).toString('base64url')
const tokenOf = (payload: object) =>
  [encode('{"alg":"RS256"}'), encode(JSON.stringify(payload)), encode('forged')].join('.')

/** Tokens of the right form that LivePerson has never signed: the Monitoring API takes none to check. */
export const forgedTokens = (consumerId: string): Headers => ({
  authorization: tokenOf({ iss: 'Sentinel' }),
  'x-lp-on-behalf': tokenOf({ ext_consumer_id: consumerId }),
})

/** The body of the newest request of an endpoint. */
export function sentTo(
  { emulator }: TestGateway,
  endpoint: Parameters<TestGateway['emulator']['requests']>[0],
): unknown {
  return JSON.parse(emulator.requests(endpoint).at(-1)?.body ?? 'null')
}
