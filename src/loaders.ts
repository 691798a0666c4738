import DataLoader from 'dataloader'
import type { ConversationId } from './ids.ts'
import type { ConversationRecord, Store } from './store/store.ts'

/** One per kind of read, made for one request and dropped with it. */
export class Loaders {
  readonly #store: Store
  #conversation: DataLoader<ConversationId, ConversationRecord | undefined> | undefined

  constructor(store: Store) {
    this.#store = store
  }

  /** Made when it is first asked for: most requests read nothing. */
  get conversation(): DataLoader<ConversationId, ConversationRecord | undefined> {
    this.#conversation ??= new DataLoader((ids) => this.#store.conversations.getMany(ids), {
      name: 'conversation',
    })
    return this.#conversation
  }
}
