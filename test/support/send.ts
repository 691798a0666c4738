import type { Emulator, Fault } from '../../src/emulator/emulator.ts'
import type { TestGateway } from './start.ts'

const problem = `problem {
  __typename code message retryable retryAfterMs
  ... on InvalidInput { fields { path message } }
  ... on RequestRefused { upstreamCode }
  ... on UpstreamUnauthorized { errorCode }
}`
const result = `result {
  __typename
  ... on RequestResult { requestId requestType }
  ... on EventPublished { sequence }
  ... on RequestRejected { code message }
  ... on UserProfileSet { said: message }
}`
const selections = {
  sendMessage: `${result} ${problem} replayed correlationId`,
  setChatState: `${result} ${problem} correlationId`,
  acknowledgeMessages: `${result} ${problem} correlationId`,
  updateUserProfile: `${result} ${problem} advice { code path } correlationId`,
  closeConversation: `conversation { id stage closedAt closeReason } ${problem} correlationId`,
  createUploadUrl: `uploadUrl relativePath expiresAt ${problem} correlationId`,
}
export type SendMutation = keyof typeof selections

export interface ToldProblem {
  readonly __typename: string
  readonly code: string
  readonly message: string
  readonly retryable: boolean
  readonly retryAfterMs: number | null
}

/** What the payloads of the mutations have between them. */
export interface Told {
  readonly result?: {
    readonly __typename: string
    readonly requestId: string
    readonly requestType: string
    readonly sequence?: number
    readonly code?: string
    readonly message?: string
    readonly said?: string | null
  }
  readonly problem: ToldProblem | null
  readonly replayed?: boolean
  readonly advice?: readonly { readonly code: string; readonly path: readonly string[] }[]
  readonly conversation?: {
    readonly id: string
    readonly stage: string
    readonly closedAt: string | null
    readonly closeReason: string | null
  } | null
  readonly uploadUrl?: string | null
  readonly relativePath?: string | null
  readonly expiresAt?: string | null
  readonly correlationId: string
}

type Headers = Readonly<Record<string, string>>

/** @throws when the answer is an error of GraphQL */
export async function mutate(
  gateway: Pick<TestGateway, 'post'>,
  name: SendMutation,
  input: object,
  headers: Headers = {},
): Promise<Told> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input!`
  const query = `mutation ($input: ${type}) { ${name}(input: $input) { ${selections[name]} } }`
  const response = await gateway.post({ query, variables: { input } }, headers)
  const { data, errors } = (await response.json()) as {
    data?: Readonly<Record<string, Told>> | null
    errors?: unknown
  }
  const told = data?.[name]
  if (told === undefined) throw new Error(JSON.stringify(errors))
  return told
}

/** Each mutation in a conversation, with an input that fits it. */
export const inConversation: Readonly<
  Record<Exclude<SendMutation, 'updateUserProfile'>, (conversationId: string) => object>
> = {
  sendMessage: (conversationId) => ({ conversationId, content: { text: 'Hello' } }),
  setChatState: (conversationId) => ({ conversationId, chatState: 'COMPOSING' }),
  acknowledgeMessages: (conversationId) => ({ conversationId, sequences: [0], status: 'READ' }),
  closeConversation: (conversationId) => ({ conversationId }),
  createUploadUrl: (conversationId) => ({ conversationId, fileType: 'PNG', fileSize: 3 }),
}

/** How often SEND was called. */
export const sends = ({ emulator }: { readonly emulator: Emulator }): number =>
  emulator.requests('send').length

/** The bodies that SEND got. */
export const sentBodies = ({ emulator }: { readonly emulator: Emulator }): unknown[] =>
  emulator.requests('send').map(({ body }) => JSON.parse(body) as unknown)

/** A refusal by SEND. */
export const refuse = (msg: string, code = 'BAD_REQUEST', status = 400): Fault['fault'] => ({
  kind: 'reply',
  status,
  body: { code, body: { msg }, reqId: '1' },
})
