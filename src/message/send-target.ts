import type { Accounts } from '../accounts.ts'
import { maySee, type Subject } from '../auth/subject.ts'
import type { Context } from '../context.ts'
import { orAborted } from '../deadline.ts'
import type { ConversationId } from '../ids.ts'
import type { ConversationRecord } from '../store/store.ts'

/** Why nothing is sent to a conversation. */
export type NoTarget =
  /** There is none, or it is none of the caller's. */
  | { readonly kind: 'not-found' }
  /** The store could not tell. */
  | { readonly kind: 'unread' }

export interface FoundTarget {
  readonly kind: 'found'
  readonly conversation: ConversationRecord
  /** The conversation's own consumer, whoever acts for them. */
  readonly subject: Subject
}

export type Target = FoundTarget | NoTarget

export interface TargetParts {
  readonly accounts: Accounts
  readonly onStoreError: (error: unknown) => void
}

/** Finds conversations that a caller may act in. */
export class Targets {
  readonly #parts: TargetParts

  constructor(parts: TargetParts) {
    this.#parts = parts
  }

  async find(
    id: ConversationId,
    { loaders, viewer, deadline }: Pick<Context, 'loaders' | 'viewer' | 'deadline'>,
  ): Promise<Target> {
    try {
      const known = await orAborted(loaders.conversation.load(id), deadline.signal)
      const isServed = known !== undefined && this.#parts.accounts.get(known.accountId)
      if (!isServed || !maySee(viewer, known)) return { kind: 'not-found' }
      const { accountId, consumerId, owner } = known
      const subject = { accountId, consumerId, owner, viewer }
      return { kind: 'found', conversation: known, subject }
    } catch (error) {
      if (!deadline.signal.aborted) this.#parts.onStoreError(error)
      return { kind: 'unread' }
    }
  }
}
