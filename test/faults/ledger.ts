import { CreateConversationDocument } from '../generated/graphql.ts'
import type { GraphQLClient } from '../support/graphql-client.ts'
import { type Call, type Intent, type Told, toTold } from './evidence.ts'

/** Every call that anybody made, and what it was told. */
export class Ledger {
  readonly intents: Intent[] = []
  readonly calls: Call[] = []
  readonly #patienceMs: number
  #consumers = 0

  /** @param patienceMs after which a call counts as hung */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs
  }

  /** What a new consumer wants, each under its own key or, without one, only once. */
  addIntents(count: number, hasKey: boolean): readonly Intent[] {
    const consumerId = `consumer-${(this.#consumers += 1)}`
    const intents = Array.from({ length: count }, (_, index): Intent => {
      const id = `${consumerId}-${index}`
      return { id, consumerId, ...(hasKey && { key: `key-${index}` }) }
    })
    this.intents.push(...intents)
    return intents
  }

  async ask(client: GraphQLClient, intent: Intent): Promise<Told> {
    const startedAt = Date.now()
    const told = await readTold(client, intent, AbortSignal.timeout(this.#patienceMs))
    this.calls.push({ intentId: intent.id, startedAt, endedAt: Date.now(), told })
    return told
  }

  count(kind: Told['kind']): number {
    return this.calls.filter(({ told }) => told.kind === kind).length
  }

  summary(): string {
    const counts = [...Map.groupBy(this.calls, ({ told }) => told.kind)]
    const outcomes = counts.map(([kind, { length }]) => `${length} ${kind}`).toSorted()
    return `${this.intents.length} intents, ${this.calls.length} calls: ${outcomes.join(', ')}`
  }
}

async function readTold(
  client: GraphQLClient,
  { id, consumerId, key }: Intent,
  patience: AbortSignal,
): Promise<Told> {
  try {
    const answer = await client.execute(
      CreateConversationDocument,
      { input: { skillId: id, idempotencyKey: key ?? null } },
      { 'x-consumer-id': consumerId },
      patience,
    )
    return toTold(answer)
  } catch {
    return patience.aborted ? { kind: 'hung' } : { kind: 'lost' }
  }
}
