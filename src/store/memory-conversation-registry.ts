import type { AccountId, ConversationId, OwnerKey } from '../ids.ts'
import { ExpiringMap } from './expiring-map.ts'
import type { MemorySettings } from './memory-settings.ts'
import type { ConversationRecord, ConversationRegistry } from './store.ts'
import { type KeptText, TextPages } from './text-pages.ts'

/** What a conversation is searched by, and all that is known of it: a text is less for the garbage collector than objects. */
interface HeldConversation extends Pick<
  ConversationRecord,
  'accountId' | 'owner' | 'stage' | 'createdAt'
> {
  readonly record: KeptText
}

export class MemoryConversationRegistry implements ConversationRegistry {
  readonly #conversations: ExpiringMap<HeldConversation>
  readonly #records = new TextPages()
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
    let newest: HeldConversation | undefined
    for (const held of this.#conversations.valuesOf(owner)) {
      if (held.accountId !== accountId || held.stage !== 'OPEN') continue
      if (!newest || held.createdAt > newest.createdAt) newest = held
    }
    return newest && toConversation(newest)
  }

  close(): void {
    this.#conversations.clear()
  }

  #get(id: ConversationId): ConversationRecord | undefined {
    const held = this.#conversations.get(id)
    return held && toConversation(held)
  }

  #put(conversation: ConversationRecord): void {
    const { id, accountId, owner, stage, createdAt } = conversation
    const record = this.#records.keep(JSON.stringify(conversation))
    const held = { accountId, owner, stage, createdAt, record }
    this.#conversations.set(id, held, this.#now() + this.#retentionMs)
  }
}

const ownerOf = ({ owner }: HeldConversation): OwnerKey => owner

function toConversation({ record }: HeldConversation): ConversationRecord {
  // only this class writes it
  const conversation: ConversationRecord = JSON.parse(record.read())
  return conversation
}
