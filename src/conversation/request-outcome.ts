import type { AnswerItem } from '../connector/answer.ts'
import type { BatchRequest } from '../connector/protocol.ts'
import type { ConversationId } from '../ids.ts'
import type { ConversationRecord } from '../store/store.ts'

/** What became of one request of the batch. */
export type RequestOutcome =
  | { readonly kind: 'profile-set'; readonly message?: string }
  | { readonly kind: 'requested'; readonly conversation: ConversationRecord }
  | { readonly kind: 'published'; readonly sequence: number }
  | { readonly kind: 'rejected'; readonly code: string; readonly message: string }
  | { readonly kind: 'not-performed' }
  | { readonly kind: 'unknown' }

/** What is known of a conversation once LivePerson has given it an id. */
export type ToRecord = (id: ConversationId) => ConversationRecord

/**
 * Pairs answers with requests, one outcome for each request. An answer belongs to the request whose
 * id it echoes. What no id claims (missing, foreign, or repeated: LivePerson's own examples reuse
 * one) goes to the request in the same place, provided there are as many answers as requests.
 */
export function toOutcomes(
  requests: readonly BatchRequest[],
  items: readonly (AnswerItem | undefined)[],
  toRecord: ToRecord,
): readonly RequestOutcome[] {
  const read = (request: BatchRequest, item: AnswerItem) => toOutcome(request, item, toRecord)
  const claimed = new Map<number, RequestOutcome>()
  const unclaimed = new Set(items.keys())
  for (const [place, request] of requests.entries()) {
    const claim = claimById(request, place, items, read)
    if (claim === undefined) continue
    claimed.set(place, claim.outcome)
    unclaimed.delete(claim.place)
  }
  const samePlaces = items.length === requests.length
  return requests.map((request, place) => {
    const outcome = claimed.get(place)
    if (outcome !== undefined) return outcome
    const item = samePlaces && unclaimed.has(place) ? items[place] : undefined
    return item === undefined ? { kind: 'unknown' } : read(request, item)
  })
}

interface Claim {
  readonly place: number
  readonly outcome: RequestOutcome
}

/** Of several answers with one id a success proves more than a refusal, and the same place more than another. */
function claimById(
  request: BatchRequest,
  place: number,
  items: readonly (AnswerItem | undefined)[],
  read: (request: BatchRequest, item: AnswerItem) => RequestOutcome,
): Claim | undefined {
  const claims = items.flatMap((item, at): Claim[] =>
    item !== undefined && idOf(item) === request.id
      ? [{ place: at, outcome: read(request, item) }]
      : [],
  )
  const succeeded = claims.filter(({ outcome }) => isSuccess(outcome))
  const best = succeeded.length > 0 ? succeeded : claims
  return best.find((claim) => claim.place === place) ?? best[0]
}

export function isSuccess({ kind }: RequestOutcome): boolean {
  return kind === 'profile-set' || kind === 'requested' || kind === 'published'
}

/** Published examples echo ids with a trailing comma. */
function idOf({ reqId }: AnswerItem): string | undefined {
  return reqId?.replaceAll(/[^\w-]/g, '')
}

/** A success that lacks what its kind must carry tells nothing. */
function toOutcome(
  { type }: BatchRequest,
  { ok, code, body }: AnswerItem,
  toRecord: ToRecord,
): RequestOutcome {
  const { msg, conversationId, sequence } = body
  if (!ok) return { kind: 'rejected', code, message: typeof msg === 'string' ? msg : '' }
  switch (type) {
    case 'userprofile.SetUserProfile':
      return { kind: 'profile-set', ...(typeof msg === 'string' && { message: msg }) }
    case 'cm.ConsumerRequestConversation':
      return typeof conversationId === 'string' && /^\S{1,64}$/.test(conversationId)
        ? { kind: 'requested', conversation: toRecord(conversationId as ConversationId) }
        : { kind: 'unknown' }
    case 'ms.PublishEvent':
      return typeof sequence === 'number' && isGraphQLInt(sequence)
        ? { kind: 'published', sequence }
        : { kind: 'unknown' }
  }
}

const isGraphQLInt = (value: number): boolean => value === (value | 0)
