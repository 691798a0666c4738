import type { ConversationId } from '../ids.ts'
import type { Sighting, Unanswered } from '../store/store.ts'

/** How far LivePerson's clock and ours may be apart, in milliseconds. */
const CLOCK_SKEW_MS = 5_000

export interface Evidence {
  /** The key whose create has no known outcome. */
  readonly key: string
  /** All creates of its consumer that have no known answer, this one included. */
  readonly unanswered: readonly Unanswered[]
  /** The consumer's conversations that webhooks have told of. */
  readonly sightings: readonly Sighting[]
  /** Those of them that something else is known to have opened, or to have found. */
  readonly explained: ReadonlySet<ConversationId>
}

/**
 * The conversation that this create has opened, if nothing else can have opened it: it is the
 * consumer's, it began while the create was under way, no other call accounts for it, no other
 * create of the consumer without an answer was under way at that moment, and it is the only one.
 */
export function findOpened(evidence: Evidence): Sighting | undefined {
  const { key, unanswered, sightings, explained } = evidence
  const own = unanswered.find((each) => each.key === key)
  if (own === undefined) return undefined
  const candidates = sightings.filter(
    (sighting) => !explained.has(sighting.conversationId) && beganDuring(own, sighting),
  )
  const [opened] = candidates
  if (opened === undefined || candidates.length > 1) return undefined
  const rivals = unanswered.filter((each) => each !== own && beganDuring(each, opened))
  return rivals.length === 0 ? opened : undefined
}

const beganDuring = ({ sentAt, until }: Unanswered, { startedAt }: Sighting): boolean =>
  startedAt >= sentAt - CLOCK_SKEW_MS && startedAt <= until + CLOCK_SKEW_MS
