import type { ConversationEventFieldsFragment } from '../generated/graphql.ts'
import { ConversationHistoryDocument, CreateConversationDocument } from '../generated/graphql.ts'
import type { GraphQLClient } from './graphql-client.ts'
import type { TestGateway } from './start.ts'

export type Caller = Pick<TestGateway, 'execute'> | Pick<GraphQLClient, 'execute'>
type Headers = Readonly<Record<string, string>>

/** A new conversation's id. */
export async function openConversation(caller: Caller, headers: Headers = {}): Promise<string> {
  const { data, errors } = await caller.execute(CreateConversationDocument, { input: {} }, headers)
  const id = data?.createConversation.conversation?.id
  if (id === undefined)
    throw new Error(`expected a conversation: ${JSON.stringify(errors ?? data)}`)
  return id
}

export interface ReadConversation {
  readonly stage: string
  readonly closedAt?: string | null
  readonly closeReason?: string | null
  readonly events: readonly ConversationEventFieldsFragment[]
}

/** What the gateway tells of a conversation, with up to 500 events. */
export async function readConversation(
  caller: Caller,
  id: string,
  headers: Headers = {},
): Promise<ReadConversation> {
  const { data, errors } = await caller.execute(
    ConversationHistoryDocument,
    { id, first: 500 },
    headers,
  )
  if (!data?.conversation) throw new Error(`expected a conversation: ${JSON.stringify(errors)}`)
  const { stage, closedAt, closeReason, events } = data.conversation
  return { stage, closedAt, closeReason, events: events.edges.map(({ node }) => node) }
}
