import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print } from 'graphql'
import { CreateConversationDocument } from '../generated/graphql.ts'
import { openConversation } from '../support/conversations.ts'
import type { Site } from './site.ts'
import { post, type WireHeaders, type WireRequest } from './wire.ts'

/** A consumer for whom nobody else asks. */
export const consumer = (name: string, nth = 0) => ({ 'x-consumer-id': `${name}-${nth}` })

export function ask<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  headers?: WireHeaders,
): WireRequest {
  return post({ query: print(document), variables }, headers)
}

/** A create of a consumer who has no conversation yet. */
export const create = (name: string, nth: number, input: object = {}, headers: WireHeaders = {}) =>
  ask(CreateConversationDocument, { input }, { ...consumer(name, nth), ...headers })

/** Asks in a new conversation of a new consumer. */
export const inNew =
  (name: string, request: (conversationId: string, headers: WireHeaders) => WireRequest) =>
  async ({ gateway }: Site, nth: number): Promise<WireRequest> => {
    const headers = consumer(name, nth)
    return request(await openConversation(gateway, headers), headers)
  }
