/**
 * A chat in a terminal: opens a conversation, shows what happens in it, sends each line that is typed,
 * and closes it at the end of input. GATEWAY_URL says where the gateway is.
 */
import { createInterface } from 'node:readline'
import { createClient } from 'graphql-ws'

const gateway = process.env['GATEWAY_URL'] ?? 'http://127.0.0.1:4000'
const consumer = { 'x-consumer-id': process.env['CONSUMER_ID'] ?? `visitor-${Date.now()}` }

interface Answer<Data> {
  readonly data?: Data | null
  readonly errors?: readonly { readonly message: string }[]
}

async function ask<Data>(query: string, input: object): Promise<Data> {
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...consumer },
    body: JSON.stringify({ query, variables: { input } }),
  })
  const { data, errors } = (await response.json()) as Answer<Data>
  if (!data || errors) throw new Error(errors?.[0]?.message ?? `HTTP ${response.status}`)
  return data
}

interface Told {
  readonly conversationEvents: {
    readonly __typename: string
    readonly from?: string
    readonly chatState?: string
    readonly stage?: string
    readonly sequences?: readonly number[]
    readonly content?: { readonly text?: string }
  }
}

function show({ conversationEvents: event }: Told): void {
  switch (event.__typename) {
    case 'MessageEvent':
      console.log(`${event.from}: ${event.content?.text ?? '(something that is no text)'}`)
      break
    case 'ChatStateEvent':
      console.log(`${event.from} is ${event.chatState}`)
      break
    case 'ConversationChangeEvent':
      console.log(`The conversation is ${event.stage}.`)
      break
    case 'MessageGapEvent':
      console.log(`Missing: ${event.sequences?.join(', ')}`)
      break
    default:
  }
}

const { createConversation } = await ask<{
  createConversation: {
    readonly conversation: {
      readonly id: string
      readonly events: { readonly pageInfo: { readonly endCursor: string } }
    } | null
    readonly problem: { readonly message: string } | null
  }
}>(
  `mutation ($input: CreateConversationInput!) {
    createConversation(input: $input) {
      conversation { id events { pageInfo { endCursor } } }
      problem { message }
    }
  }`,
  { sdes: [{ personalInfo: { firstName: 'Ada' } }] },
)
const { conversation, problem } = createConversation
if (conversation === null) throw new Error(problem?.message)
const conversationId = conversation.id
// whatever happens from here on will be shown, even before the subscription has begun
const after = conversation.events.pageInfo.endCursor

const socket = createClient({
  url: `${gateway.replace('http', 'ws')}/graphql`,
  connectionParams: consumer,
})
const closed = Promise.withResolvers<void>()
socket.subscribe<Told>(
  {
    query: `subscription ($id: ID!, $after: String) {
      conversationEvents(conversationId: $id, after: $after) {
        __typename
        ... on MessageEvent { from content { ... on TextContent { text } } }
        ... on ChatStateEvent { from chatState }
        ... on ConversationChangeEvent { stage }
        ... on MessageGapEvent { sequences }
      }
    }`,
    variables: { id: conversationId, after },
  },
  {
    next({ data }) {
      if (!data) return
      show(data)
      if (data.conversationEvents.stage === 'CLOSE') closed.resolve()
    },
    error: closed.reject,
    complete: closed.resolve,
  },
)

for await (const text of createInterface({ input: process.stdin })) {
  await ask(
    `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { problem { message } } }`,
    { conversationId, content: { text } },
  )
}
await ask(
  `mutation ($input: CloseConversationInput!) {
    closeConversation(input: $input) { problem { message } }
  }`,
  { conversationId },
)
await closed.promise
await socket.dispose()
