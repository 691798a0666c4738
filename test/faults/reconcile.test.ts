import { describe, expect, it } from '@jest/globals'
import type { Call, Evidence, Told } from './evidence.ts'
import { findLies, type LieKind } from './reconcile.ts'

const withKey = { id: 'i-1', consumerId: 'ada', key: 'k-1' }
const made = { conversationId: 'c-1', consumerId: 'ada', intentId: 'i-1', startedAt: 150 }
const sent = { intentId: 'i-1', status: 200 }

/** One call after the other: from 100 to 199, from 200 to 299… */
const calls = (...tolds: readonly Told[]): readonly Call[] =>
  tolds.map((told, index) => ({
    intentId: 'i-1',
    startedAt: 100 + 100 * index,
    endedAt: 199 + 100 * index,
    told,
  }))
const created = { kind: 'created', conversationId: 'c-1', replayed: false } as const
const createdReplay = { ...created, replayed: true } as const
const unknown = { kind: 'unknown', replayed: false } as const
const unknownReplay = { kind: 'unknown', replayed: true } as const
const refused = { kind: 'refused', replayed: false, isOneOpen: false } as const
const refusedReplay = { ...refused, replayed: true } as const
const nothingDone = { kind: 'nothing-done', code: 'THROTTLED', retryable: true } as const
const inProgress = { kind: 'in-progress' } as const
const unheard = { kind: 'unheard', code: 'BAD_REQUEST' } as const
const lost = { kind: 'lost' } as const

/** A conversation made by the call whose answer is `created`, unless changed. */
const evidence = (changes: Partial<Evidence>): Evidence => ({
  intents: [withKey],
  calls: calls(created),
  conversations: [made],
  posts: [sent],
  ...changes,
})
const withoutOne = { conversations: [], posts: [] }
const kinds = (of: Evidence): readonly LieKind[] => findLies(of).map(({ kind }) => kind)

describe('findLies', () => {
  it.each<[string, Partial<Evidence>]>([
    ['a conversation that is there', {}],
    ['its replays', { calls: calls(created, createdReplay, createdReplay) }],
    ['a replay of an answer that was lost', { calls: calls(lost, createdReplay) }],
    ['an unknown outcome, whether it had its effect', { calls: calls(lost, unknownReplay) }],
    ['or had not', { calls: calls(unknown, unknownReplay), ...withoutOne }],
    ['an unknown outcome that became known', { calls: calls(unknown, createdReplay) }],
    [
      'a call that did nothing before one that did',
      {
        calls: calls(nothingDone, created),
        conversations: [{ ...made, startedAt: 250 }],
        posts: [{ ...sent, status: 429 }, sent],
      },
    ],
    ['a request that was not even heard', { calls: calls(created, unheard, createdReplay) }],
    ['a refusal', { calls: calls(refused, refusedReplay), ...withoutOne }],
    [
      'a refusal because of an open conversation of the same consumer',
      {
        calls: calls({ ...refused, isOneOpen: true, openConversationId: 'c-2' }),
        conversations: [{ ...made, conversationId: 'c-2', intentId: 'i-2' }],
        posts: [{ ...sent, status: 400 }],
      },
    ],
    [
      'no answer at all, where there was no key to ask again with',
      { intents: [{ id: 'i-1', consumerId: 'ada' }], calls: calls(lost) },
    ],
  ])('believes %s', (_, story) => {
    expect(kinds(evidence(story))).toEqual([])
  })

  it.each<[LieKind, Partial<Evidence>]>([
    ['created, but not there', { conversations: [] }],
    ['created, but not there', { conversations: [{ ...made, intentId: 'i-2' }] }],
    ['refused, but there', { calls: calls(lost, refusedReplay) }],
    ['nothing done, but there', { calls: calls(lost, nothingDone, unknownReplay) }],
    ['there, but nobody can have made it', { calls: calls(nothingDone, unknownReplay) }],
    ['there, but nobody can have made it', { calls: calls(inProgress, createdReplay) }],
    ['there, but nobody can have made it', { calls: calls(unheard, createdReplay) }],
    ['two conversations', { conversations: [made, { ...made, conversationId: 'c-2' }] }],
    ['sent again', { posts: [sent, { ...sent, status: 400 }] }],
    ['sent again', { posts: [{ ...sent, status: undefined }, sent] }],
    ['sent again', { posts: [sent, { ...sent, status: 429 }] }],
    ['contradicts itself', { calls: calls(created, { ...createdReplay, conversationId: 'c-2' }) }],
    ['contradicts itself', { calls: calls(created, unknownReplay) }],
    ['contradicts itself', { calls: calls(unknown, refusedReplay), ...withoutOne }],
    ['done anew', { calls: calls(created, created) }],
    ['done anew', { calls: calls(created, nothingDone, createdReplay) }],
    ['done anew', { calls: calls(unknown, inProgress, unknownReplay) }],
    [
      'names a wrong open conversation',
      { calls: calls({ ...refused, isOneOpen: true }), ...withoutOne },
    ],
    [
      'names a wrong open conversation',
      {
        calls: calls({ ...refused, isOneOpen: true, openConversationId: 'c-2' }),
        conversations: [{ ...made, conversationId: 'c-2', intentId: 'i-2', consumerId: 'grace' }],
      },
    ],
    ['has no final answer', { calls: calls(created, lost) }],
    ['has no final answer', { calls: [], ...withoutOne }],
    ['hung', { calls: calls({ kind: 'hung' }, createdReplay) }],
    ['fault', { calls: calls({ kind: 'fault', text: 'INTERNAL_SERVER_ERROR' }, createdReplay) }],
  ])('catches "%s"', (kind, story) => {
    expect(kinds(evidence(story))).toContain(kind)
  })

  it('tells the whole story of the intent', () => {
    const [lie] = findLies(evidence({ conversations: [] }))

    expect(lie).toMatchObject({
      kind: 'created, but not there',
      intentId: 'i-1',
      story: { intent: withKey, calls: [{ told: created }], posts: [sent] },
    })
  })
})
