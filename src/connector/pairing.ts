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
  if (areInOrder(requests, items)) {
    return requests.map((request, place) => reader.read(request, items[place] as AnswerItem))
  }
  const ids = items.map(idOf)
  const isUnclaimed = items.map(() => true)
  const outcomes = requests.map((request, place) => {
    const claim = claimById(request, place, items, ids, reader)
    if (claim) isUnclaimed[claim.place] = false
    return claim?.outcome
  })
  if (items.length !== requests.length) return outcomes
  return outcomes.map((outcome, place) => {
    if (outcome !== undefined || !isUnclaimed[place]) return outcome
    const request = requests[place]
    const item = items[place]
    return request && item && reader.read(request, item)
  })
}

/** Each answers the request in its place, as LivePerson does when all is well; our own ids are never repeated. */
function areInOrder(
  requests: readonly { readonly id: string }[],
  items: readonly (AnswerItem | undefined)[],
): boolean {
  return (
    items.length === requests.length &&
    requests.every(({ id }, place) => items[place]?.reqId === id)
  )
}

interface Claim<Outcome> {
  readonly place: number
  readonly outcome: Outcome
  /** The higher the more it proves. */
  readonly weight: number
}

/** Of several answers with one id a success proves more than a refusal, and the same place more than another. */
function claimById<Request extends { readonly id: string }, Outcome>(
  request: Request,
  place: number,
  items: readonly (AnswerItem | undefined)[],
  ids: readonly (string | undefined)[],
  { read, isSuccess }: Reader<Request, Outcome>,
): Claim<Outcome> | undefined {
  let best: Claim<Outcome> | undefined
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at]
    if (item === undefined || ids[at] !== request.id) continue
    const outcome = read(request, item)
    const weight = (isSuccess(outcome) ? 2 : 0) + (at === place ? 1 : 0)
    if (!best || weight > best.weight) best = { place: at, outcome, weight }
  }
  return best
}

/** Published examples echo ids with a trailing comma. */
function idOf(item: AnswerItem | undefined): string | undefined {
  return item?.reqId?.replaceAll(/[^\w-]/g, '')
}
