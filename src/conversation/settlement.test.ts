import { describe, expect, test } from '@jest/globals'
import type { ConversationId } from '../ids.ts'
import type { Sighting } from '../store/store.ts'
import { type Evidence, findOpened } from './settlement.ts'

const own = { key: 'own', sentAt: 100_000, until: 115_000 }
const sighting = (startedAt: number, id = 'c-1'): Sighting => ({
  conversationId: id as ConversationId,
  startedAt,
  changedAt: startedAt,
  stage: 'OPEN',
})
const evidence = (more: Partial<Evidence>): Evidence => ({
  key: 'own',
  unanswered: [own],
  sightings: [sighting(101_000)],
  explained: new Set(),
  ...more,
})

describe('a create without an answer has opened', () => {
  test.each<[string, Partial<Evidence>]>([
    ['the one conversation that began while it was under way', {}],
    [
      'one that began a little before, by a clock that is behind',
      { sightings: [sighting(95_000)] },
    ],
    ['one that began a little after, by a clock that is ahead', { sightings: [sighting(120_000)] }],
    [
      'one that another create was too late for',
      { unanswered: [own, { key: 'other', sentAt: 200_000, until: 215_000 }] },
    ],
    [
      'the one of several that nothing else explains',
      {
        sightings: [sighting(101_000), sighting(102_000, 'c-2')],
        explained: new Set(['c-2' as ConversationId]),
      },
    ],
  ])('%s', (_, more) => {
    expect(findOpened(evidence(more))?.conversationId).toBe('c-1')
  })

  test.each<[string, Partial<Evidence>]>([
    ['nothing was told of', { sightings: [] }],
    ['the conversation began before it was sent', { sightings: [sighting(94_999)] }],
    ['the conversation began after it was over', { sightings: [sighting(120_001)] }],
    ['another call opened it', { explained: new Set(['c-1' as ConversationId]) }],
    [
      'another create without an answer was under way as well',
      { unanswered: [own, { key: 'other', sentAt: 101_000, until: 116_000 }] },
    ],
    ['there are two of them', { sightings: [sighting(101_000), sighting(102_000, 'c-2')] }],
    ['its own request is not among those sent', { unanswered: [] }],
  ])('nothing that can be told, when %s', (_, more) => {
    expect(findOpened(evidence(more))).toBeUndefined()
  })
})
