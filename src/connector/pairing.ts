import type { AnswerItem } from './answer.ts'

export interface Reader<Request, Outcome> {
  /** What an item means as the answer to a request. */
  readonly read: (request: Request, item: AnswerItem) => Outcome
  readonly isSuccess: (outcome: Outcome) => boolean
}

/**
 * Pairs answers with requests: one entry for each request, undefined where nothing answers it. An
 * answer belongs to the request whose id it echoes. What no id claims (missing, foreign, or repeated:
 * LivePerson's own examples reuse one) goes to the request in the same place, provided there are as
 * many answers as requests.
 */
export function pairUp<Request extends { readonly id: string }, Outcome>(
  requests: readonly Request[],
  items: readonly (AnswerItem | undefined)[],
  reader: Reader<Request, Outcome>,
): readonly (Outcome | undefined)[] {
  const claimed = new Map<number, Outcome>()
  const unclaimed = new Set(items.keys())
  for (const [place, request] of requests.entries()) {
    const claim = claimById(request, place, items, reader)
    if (claim === undefined) continue
    claimed.set(place, claim.outcome)
    unclaimed.delete(claim.place)
  }
  const samePlaces = items.length === requests.length
  return requests.map((request, place) => {
    const outcome = claimed.get(place)
    if (outcome !== undefined) return outcome
    const item = samePlaces && unclaimed.has(place) ? items[place] : undefined
    return item && reader.read(request, item)
  })
}

interface Claim<Outcome> {
  readonly place: number
  readonly outcome: Outcome
}

/** Of several answers with one id a success proves more than a refusal, and the same place more than another. */
function claimById<Request extends { readonly id: string }, Outcome>(
  request: Request,
  place: number,
  items: readonly (AnswerItem | undefined)[],
  { read, isSuccess }: Reader<Request, Outcome>,
): Claim<Outcome> | undefined {
  const claims = items.flatMap((item, at): Claim<Outcome>[] =>
    item !== undefined && idOf(item) === request.id
      ? [{ place: at, outcome: read(request, item) }]
      : [],
  )
  const succeeded = claims.filter(({ outcome }) => isSuccess(outcome))
  const best = succeeded.length > 0 ? succeeded : claims
  return best.find((claim) => claim.place === place) ?? best[0]
}

/** Published examples echo ids with a trailing comma. */
function idOf({ reqId }: AnswerItem): string | undefined {
  return reqId?.replaceAll(/[^\w-]/g, '')
}
