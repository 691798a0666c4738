import DataLoader from 'dataloader'
import type { ConversationId } from './ids.ts'
import type { ConversationRecord, Store } from './store/store.ts'

/** One per kind of read, made for one request and dropped with it. */
export interface Loaders {
  readonly conversation: DataLoader<ConversationId, ConversationRecord | undefined>
}

export function createLoaders(store: Store): Loaders {
  return {
    conversation: new DataLoader((ids) => store.conversations.getMany(ids), {
      name: 'conversation',
    }),
  }
}
