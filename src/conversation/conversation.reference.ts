import { maySee } from '../auth/subject.ts'
import type { Context } from '../context.ts'
import type { ConversationId } from '../ids.ts'
import { toConversation } from './conversation.mapper.ts'
import type { Consumer, Conversation } from './conversation.type.ts'

/** A query and the federated graph alike find a conversation here: through the loader, for its own people. */
export async function readConversation(
  id: string,
  { loaders, viewer }: Context,
): Promise<Conversation | undefined> {
  const record = await loaders.conversation.load(id as ConversationId)
  return record && maySee(viewer, record) ? toConversation(record) : undefined
}

/** How a router resolves the entities of this subgraph. */
export const references = {
  Conversation: {
    __resolveReference: ({ id }: Pick<Conversation, 'id'>, context: Context) =>
      readConversation(id, context),
  },
  Consumer: {
    __resolveReference: ({ id }: Pick<Consumer, 'id'>) => ({ id }),
  },
}
