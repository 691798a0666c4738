import {
  ApolloClient,
  ApolloLink,
  HttpLink,
  InMemoryCache,
  type OperationVariables,
  type TypedDocumentNode,
} from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { OperationTypeNode } from 'graphql'
import { type Client, createClient } from 'graphql-ws'
import {
  type ConversationEventFieldsFragment,
  ConversationEventsDocument,
  ConversationHistoryDocument,
} from '../generated/graphql.ts'
import possibleTypes from '../generated/possible-types.ts'

export type ConversationEvent = ConversationEventFieldsFragment

/** A page that a consumer has open: queries and mutations over HTTP, events over a WebSocket. */
export class Frontend implements AsyncDisposable {
  /** What has been seen, in that order. */
  readonly seen: ConversationEvent[] = []
  readonly errors: unknown[] = []
  readonly #client: ApolloClient
  readonly #socket: Client

  /** @param url of the gateway, without a trailing slash */
  constructor(url: string, consumerId: string) {
    this.#socket = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      connectionParams: { 'x-consumer-id': consumerId },
      retryAttempts: 0,
    })
    this.#client = new ApolloClient({
      link: ApolloLink.split(
        ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
        new GraphQLWsLink(this.#socket),
        new HttpLink({ uri: `${url}/graphql`, headers: { 'x-consumer-id': consumerId } }),
      ),
      cache: new InMemoryCache({ possibleTypes: possibleTypes.possibleTypes }),
    })
  }

  async do<Data, Variables extends OperationVariables>(
    mutation: TypedDocumentNode<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    const { data } = await this.#client.mutate<Data>({ mutation, variables })
    if (data === undefined || data === null) throw new Error('expected data')
    return data
  }

  /** All events so far, as a page that has just been opened reads them. */
  async history(id: string) {
    const { data } = await this.#client.query({
      query: ConversationHistoryDocument,
      variables: { id, first: 500 },
      fetchPolicy: 'no-cache',
    })
    if (!data?.conversation) throw new Error('expected a conversation')
    const { events } = data.conversation
    return { events: events.edges.map(({ node }) => node), endCursor: events.pageInfo.endCursor }
  }

  /** Sees every event after the cursor from now on. */
  follow(conversationId: string, after?: string | null): void {
    this.#client
      .subscribe({ query: ConversationEventsDocument, variables: { conversationId, after } })
      .subscribe({
        next: ({ data, error }) => {
          if (data) this.seen.push(data.conversationEvents)
          if (error) this.errors.push(error)
        },
        error: (error) => this.errors.push(error),
      })
  }

  /** The page is closed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.stop()
    await this.#socket.dispose()
  }
}
