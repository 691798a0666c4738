import type { AccountId, ConversationId, OwnerKey } from '../ids.ts'
import { ExpiringMap } from './expiring-map.ts'
import type { MemorySettings } from './memory-settings.ts'
import type { ConversationRecord, ConversationRegistry } from './store.ts'

interface HeldConversation {
  readonly conversation: ConversationRecord
  readonly expiresAt: number
}

export class MemoryConversationRegistry implements ConversationRegistry {
  readonly #conversations: ExpiringMap<HeldConversation>
  readonly #now: () => number
  readonly #retentionMs: number

  constructor({ retention, maxEntries, now }: MemorySettings) {
    this.#conversations = new ExpiringMap({ now, maxEntries, groupOf: ownerOf })
    this.#now = now
    this.#retentionMs = retention.conversationMs
  }

  async put(conversation: ConversationRecord): Promise<void> {
    this.#put(conversation)
  }

  async add(conversation: ConversationRecord): Promise<ConversationRecord> {
    const known = this.#get(conversation.id)
    if (known) return known
    this.#put(conversation)
    return conversation
  }

  async update(
    id: ConversationId,
    change: (known: ConversationRecord) => ConversationRecord | undefined,
  ): Promise<ConversationRecord | undefined> {
    const known = this.#get(id)
    const changed = known && change(known)
    if (!changed || changed === known) return known
    this.#put(changed)
    return changed
  }

  async getMany(
    ids: readonly ConversationId[],
  ): Promise<readonly (ConversationRecord | undefined)[]> {
    return ids.map((id) => this.#get(id))
  }

  async findOpen(accountId: AccountId, owner: OwnerKey): Promise<ConversationRecord | undefined> {
    let newest: ConversationRecord | undefined
    for (const { conversation } of this.#conversations.valuesOf(owner)) {
      if (conversation.accountId !== accountId || conversation.stage !== 'OPEN') continue
      if (!newest || conversation.createdAt > newest.createdAt) newest = conversation
    }
    return newest
  }

  close(): void {
    this.#conversations.clear()
  }

  #get(id: ConversationId): ConversationRecord | undefined {
    return this.#conversations.get(id)?.conversation
  }

  #put(conversation: ConversationRecord): void {
    const expiresAt = this.#now() + this.#retentionMs
    this.#conversations.set(conversation.id, { conversation, expiresAt })
  }
}

const ownerOf = ({ conversation }: HeldConversation): OwnerKey => conversation.owner
