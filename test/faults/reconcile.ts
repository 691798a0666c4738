import type { Call, Conversation, Evidence, Intent, Post, Told } from './evidence.ts'

export type LieKind =
  | 'created, but not there'
  | 'refused, but there'
  | 'nothing done, but there'
  | 'there, but nobody can have made it'
  | 'two conversations'
  | 'sent again'
  | 'contradicts itself'
  | 'done anew'
  | 'names a wrong open conversation'
  | 'has no final answer'
  | 'hung'
  | 'fault'

export interface Lie {
  readonly kind: LieKind
  readonly intentId: string
  /** All that is known of the intent. */
  readonly story: unknown
}

/** What is known of one intent. */
interface Case {
  readonly intent: Intent
  readonly calls: readonly Call[]
  readonly conversations: readonly Conversation[]
  readonly posts: readonly Post[]
  /** Of the same consumer, from other intents. */
  readonly others: readonly Conversation[]
}

/** Holds what clients were told against what LivePerson did. Each kind of lie once for each intent. */
export function findLies(evidence: Evidence): readonly Lie[] {
  return toCases(evidence).flatMap((each) =>
    checks
      .filter(([, isLie]) => isLie(each))
      .map(([kind]): Lie => ({ kind, intentId: each.intent.id, story: each })),
  )
}

const checks: readonly (readonly [LieKind, (each: Case) => boolean])[] = [
  [
    'created, but not there',
    ({ calls, conversations }) =>
      tolds(calls, 'created').some(
        ({ conversationId }) =>
          !conversations.some((conversation) => conversation.conversationId === conversationId),
      ),
  ],
  [
    'refused, but there',
    ({ calls, conversations }) => conversations.length > 0 && tolds(calls, 'refused').length > 0,
  ],
  [
    'nothing done, but there',
    ({ calls, conversations }) =>
      calls.some(
        ({ told, startedAt }) =>
          told.kind === 'nothing-done' &&
          conversations.some((conversation) => conversation.startedAt < startedAt),
      ),
  ],
  [
    'there, but nobody can have made it',
    ({ calls, conversations }) =>
      conversations.length > 0 && !calls.some(({ told }) => mayHaveMade(told)),
  ],
  ['two conversations', ({ conversations }) => conversations.length > 1],
  ['sent again', ({ posts }) => posts.slice(0, -1).some(mayHaveHadEffect)],
  ['contradicts itself', ({ calls }) => pairs(calls.filter(isKept)).some(isContradiction)],
  ['done anew', ({ intent, calls }) => intent.key !== undefined && isDoneAnew(calls)],
  [
    'names a wrong open conversation',
    ({ calls, others }) =>
      tolds(calls, 'refused').some(
        ({ isOneOpen, openConversationId }) =>
          isOneOpen &&
          !others.some(
            ({ conversationId }) => conversationId === (openConversationId ?? conversationId),
          ),
      ),
  ],
  [
    'has no final answer',
    ({ intent, calls }) => {
      const last = calls.at(-1)
      return intent.key !== undefined && !(last && isKept(last))
    },
  ],
  ['hung', ({ calls }) => tolds(calls, 'hung').length > 0],
  ['fault', ({ calls }) => tolds(calls, 'fault').length > 0],
]

/** What a key keeps, and answers every later call with. */
function isKept({ told: { kind } }: Call): boolean {
  return kind === 'created' || kind === 'refused' || kind === 'unknown'
}

function mayHaveMade(told: Told): boolean {
  switch (told.kind) {
    case 'created':
    case 'unknown':
      return !told.replayed
    case 'lost':
    case 'hung':
    case 'fault':
      return true
    case 'refused':
    case 'nothing-done':
    case 'in-progress':
    case 'unheard':
      return false
  }
}

/** What LivePerson refuses opens no conversation. Whatever else it says, or does not, may have. */
function mayHaveHadEffect({ status }: Post): boolean {
  return status === undefined || ![400, 401, 403, 429].includes(status)
}

/** An unknown outcome may become a known conversation; nothing known becomes unknown, or another. */
function isContradiction([earlier, later]: readonly [Call, Call]): boolean {
  const [one, other] = [earlier.told, later.told]
  if (one.kind === 'created' && other.kind === 'created') {
    return one.conversationId !== other.conversationId
  }
  if (one.kind === other.kind) return false
  if (one.kind === 'unknown' && other.kind === 'created') return false
  if (one.kind === 'created' && other.kind === 'unknown') return isBefore(earlier, later)
  return true
}

/** What is kept is only ever replayed, and only one call is the first to say it. */
function isDoneAnew(calls: readonly Call[]): boolean {
  const kept = calls.filter(isKept)
  const anew = kept.filter(({ told }) => 'replayed' in told && !told.replayed)
  return (
    anew.length > 1 ||
    kept.some((earlier) =>
      calls.some(
        (later) =>
          isBefore(earlier, later) &&
          (anew.includes(later) ||
            later.told.kind === 'nothing-done' ||
            later.told.kind === 'in-progress'),
      ),
    )
  )
}

const isBefore = (earlier: Call, later: Call): boolean => earlier.endedAt < later.startedAt

function tolds<Kind extends Told['kind']>(
  calls: readonly Call[],
  kind: Kind,
): readonly (Told & { readonly kind: Kind })[] {
  return calls.flatMap(({ told }) =>
    told.kind === kind ? [told as Told & { readonly kind: Kind }] : [],
  )
}

function pairs(calls: readonly Call[]): readonly (readonly [Call, Call])[] {
  return calls.flatMap((one, index) =>
    calls.slice(index + 1).map((other): readonly [Call, Call] => [one, other]),
  )
}

function toCases({ intents, calls, conversations, posts }: Evidence): readonly Case[] {
  const sorted = calls.toSorted((one, other) => one.startedAt - other.startedAt)
  const callsOf = Map.groupBy(sorted, ({ intentId }) => intentId)
  const postsOf = Map.groupBy(posts, ({ intentId }) => intentId)
  const conversationsOf = Map.groupBy(conversations, ({ intentId }) => intentId)
  const consumersOf = Map.groupBy(conversations, ({ consumerId }) => consumerId)
  return intents.map((intent) => ({
    intent,
    calls: callsOf.get(intent.id) ?? [],
    posts: postsOf.get(intent.id) ?? [],
    conversations: conversationsOf.get(intent.id) ?? [],
    others: (consumersOf.get(intent.consumerId) ?? []).filter(
      ({ intentId }) => intentId !== intent.id,
    ),
  }))
}
