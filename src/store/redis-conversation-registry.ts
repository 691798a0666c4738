import type { AccountId, ConversationId, OwnerKey } from '../ids.ts'
import type { RedisClient } from './redis-client.ts'
import type { RedisConnection } from './redis-connection.ts'
import type { ConversationRecord, ConversationRegistry, Retention } from './store.ts'

export interface RedisConversationOptions {
  readonly connection: RedisConnection
  readonly prefix: string
  readonly retention: Retention
  readonly now: (() => number) | undefined
}

interface HeldConversation {
  readonly conversation: ConversationRecord
  readonly expiresAt: number
}

/**
 * A string for each conversation, which alone says what is true, and for each owner a sorted set
 * of the conversations that may be open. They lie in different slots, so no step changes both.
 */
export class RedisConversationRegistry implements ConversationRegistry {
  readonly #connection: RedisConnection
  readonly #prefix: string
  readonly #retentionMs: number
  readonly #now: () => number

  constructor({ connection, prefix, retention, now = Date.now }: RedisConversationOptions) {
    this.#connection = connection
    this.#prefix = prefix
    this.#retentionMs = retention.conversationMs
    this.#now = now
  }

  async put(conversation: ConversationRecord): Promise<void> {
    // the record leads, in one round trip: the set never names a conversation still to be written
    await this.#connection.run((client) =>
      Promise.all([
        client.set(this.#nameOf(conversation.id), this.#toHeld(conversation), {
          PX: this.#retentionMs,
        }),
        conversation.stage === 'OPEN'
          ? this.#addOpen(client, conversation)
          : this.#removeOpen(client, conversation),
      ]),
    )
  }

  async add(conversation: ConversationRecord): Promise<ConversationRecord> {
    let held = ''
    for (;;) {
      const known = this.#toConversation(held)
      if (known) return known
      const found = await this.#swap(held, conversation)
      if (found === undefined) return conversation
      held = found
    }
  }

  async update(
    id: ConversationId,
    change: (known: ConversationRecord) => ConversationRecord | undefined,
  ): Promise<ConversationRecord | undefined> {
    let held = (await this.#connection.run((client) => client.get(this.#nameOf(id)))) ?? ''
    for (;;) {
      const known = this.#toConversation(held)
      const changed = known && change(known)
      if (!changed || changed === known) return known
      const found = await this.#swap(held, changed)
      if (found === undefined) return changed
      held = found
    }
  }

  async getMany(
    ids: readonly ConversationId[],
  ): Promise<readonly (ConversationRecord | undefined)[]> {
    if (ids.length === 0) return []
    return this.#connection.run((client) => this.#read(client, ids))
  }

  async findOpen(accountId: AccountId, owner: OwnerKey): Promise<ConversationRecord | undefined> {
    const newestFirst = await this.#connection.run(async (client) => {
      const ids = await client.zRange(this.#nameOfOpen(accountId, owner), 0, -1)
      return this.#read(client, ids.toReversed())
    })
    return newestFirst.find(
      (found) => found?.stage === 'OPEN' && found.accountId === accountId && found.owner === owner,
    )
  }

  /**
   * GETs written at once, and not an MGET: that asks for one slot, and to put the conversations of
   * an account into one slot would leave the whole load of an account to one node of a cluster.
   */
  async #read(
    client: RedisClient,
    ids: readonly string[],
  ): Promise<readonly (ConversationRecord | undefined)[]> {
    const values = await Promise.all(ids.map((id) => client.get(this.#nameOf(id))))
    return values.map((value) => this.#toConversation(value ?? ''))
  }

  /**
   * @param held what the conversation's string is expected to be; empty where there is none
   * @returns what it is instead; undefined when it was so and holds the conversation now
   */
  async #swap(held: string, conversation: ConversationRecord): Promise<string | undefined> {
    const { id, stage } = conversation
    const args = [held, this.#toHeld(conversation), String(this.#retentionMs)]
    const [found] = await this.#connection.run((client) =>
      Promise.all([
        client.swapConversation(this.#nameOf(id), args),
        // one that is named and not open is passed over; one that is open must be named
        stage === 'OPEN' ? this.#addOpen(client, conversation) : undefined,
      ]),
    )
    if (found === undefined && stage !== 'OPEN') {
      await this.#connection.run((client) => this.#removeOpen(client, conversation))
    }
    return found
  }

  #addOpen(client: RedisClient, conversation: ConversationRecord): Promise<unknown> {
    const { id, accountId, owner, createdAt } = conversation
    const args = [String(createdAt), id, String(this.#retentionMs)]
    return client.addOpen(this.#nameOfOpen(accountId, owner), args)
  }

  #removeOpen(client: RedisClient, conversation: ConversationRecord): Promise<unknown> {
    const { id, accountId, owner } = conversation
    return client.zRem(this.#nameOfOpen(accountId, owner), id)
  }

  #toHeld(conversation: ConversationRecord): string {
    const expiresAt = this.#now() + this.#retentionMs
    const held: HeldConversation = { conversation, expiresAt }
    return JSON.stringify(held)
  }

  #toConversation(value: string): ConversationRecord | undefined {
    if (value === '') return undefined
    const { conversation, expiresAt }: HeldConversation = JSON.parse(value)
    return expiresAt > this.#now() ? conversation : undefined
  }

  #nameOf(id: string): string {
    return `${this.#prefix}:conversation:{${id}}`
  }

  #nameOfOpen(accountId: AccountId, owner: OwnerKey): string {
    return `${this.#prefix}:open:{${accountId}:${owner}}`
  }
}
