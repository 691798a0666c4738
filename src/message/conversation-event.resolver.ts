import { GraphQLError } from 'graphql'
import { Arg, Ctx, FieldResolver, ID, Int, Resolver, Root, Subscription } from 'type-graphql'
import { maySee } from '../auth/subject.ts'
import type { Context } from '../context.ts'
import { Conversation } from '../conversation/conversation.type.ts'
import type { ConversationId } from '../ids.ts'
import { cancellable } from '../subscriptions/cancellable.ts'
import { toConnection, toConversationEvent } from './conversation-event.mapper.ts'
import {
  type AnyConversationEvent,
  ConversationEvent,
  ConversationEventConnection,
} from './conversation-event.type.ts'
import { badArgument, badCursor, fromCursor } from './cursor.ts'

const DEFAULT_PAGE = 50
const MAX_PAGE = 500
const afterWhat = 'The cursor of the last event that you know.'

interface Following {
  readonly conversationId: ConversationId
  readonly after?: string | null
}

@Resolver(() => Conversation)
export class ConversationEventResolver {
  @Subscription(() => ConversationEvent, {
    description:
      'Every event of one conversation, once each and in order, from just after the cursor (or from now). Over WebSocket (graphql-transport-ws) or as server-sent events. When the connection ends, subscribe again with `after` set to the cursor of the last event.',
    subscribe: ({ args, context }: { args: Following; context: Context }) => follow(args, context),
  })
  conversationEvents(
    @Root() event: AnyConversationEvent | undefined,
    @Arg('conversationId', () => ID, { description: "LivePerson's conversationId." })
    _conversationId: string,
    @Arg('after', () => String, {
      nullable: true,
      description: `${afterWhat} Left out: only what happens from now on.`,
    })
    _after?: string | null,
  ): AnyConversationEvent {
    // graphql-js runs a subscription that comes as a query on nothing
    if (event === undefined) throw badTransport()
    return event
  }

  @FieldResolver(() => ConversationEventConnection, {
    description: 'Events received or sent through the gateway, oldest first.',
  })
  async events(
    @Root() { id }: Conversation,
    @Ctx() { log }: Context,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: DEFAULT_PAGE,
      description: `How many at most: 1 to ${MAX_PAGE}.`,
    })
    wanted?: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: `${afterWhat} Left out: from the first one.`,
    })
    cursor?: string | null,
  ): Promise<ConversationEventConnection> {
    const first = wanted ?? DEFAULT_PAGE
    if (first < 1 || first > MAX_PAGE) throw badArgument(`first: expected 1 to ${MAX_PAGE}`)
    const after = fromCursorOr(0, cursor)
    const conversationId = id as ConversationId
    const found = await log.page(conversationId, after, first + 1)
    return toConnection(conversationId, found, { first, after })
  }
}

async function follow(
  { conversationId, after: cursor }: Following,
  { loaders, viewer, log }: Context,
): Promise<AsyncGenerator<AnyConversationEvent, void, undefined>> {
  const record = await loaders.conversation.load(conversationId)
  if (record === undefined || !maySee(viewer, record)) throw notFound()
  const end = await log.end(conversationId)
  const after = fromCursorOr(end, cursor)
  // It would wait for events that others have got long ago.
  if (after > end) throw badCursor()
  return cancellable(async function* events(signal) {
    for await (const logged of log.follow(conversationId, after, signal)) {
      yield toConversationEvent(conversationId, logged)
    }
  })
}

function fromCursorOr(position: number, cursor: string | null | undefined): number {
  return cursor === undefined || cursor === null ? position : fromCursor(cursor)
}

function notFound(): GraphQLError {
  return new GraphQLError('There is no such conversation, or you may not see it.', {
    extensions: { code: 'NOT_FOUND' },
  })
}

function badTransport(): GraphQLError {
  return new GraphQLError(
    'Expected a subscription over WebSocket (graphql-transport-ws, at this path), or by POST with Accept: text/event-stream.',
    { extensions: { code: 'BAD_REQUEST' } },
  )
}
