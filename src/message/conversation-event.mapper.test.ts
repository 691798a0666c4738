import { describe, expect, it } from '@jest/globals'
import type { ConversationId } from '../ids.ts'
import { toConnection, toConversationEvent } from './conversation-event.mapper.ts'
import { toCursor } from './cursor.ts'
import type { StoredEvent } from './stored-event.ts'

const id = 'c1' as ConversationId
const at = 1_553_593_406_049
const wire = { type: 'ContentEvent', contentType: 'text/plain', message: 'Hi' } as const
const content = { __typename: 'TextContent', text: 'Hi' }
const agent = { dialogId: 'd1', from: 'ASSIGNED_AGENT', participantId: 'p1' } as const

const events: readonly (readonly [StoredEvent, object])[] = [
  [
    { kind: 'message', ...agent, at, sequence: 5, event: wire },
    { __typename: 'MessageEvent', ...agent, at: new Date(at), sequence: 5, content },
  ],
  [
    { kind: 'message', dialogId: 'd1', from: 'CONSUMER', sequence: 0, event: wire },
    { __typename: 'MessageEvent', dialogId: 'd1', from: 'CONSUMER', sequence: 0, content },
  ],
  [
    { kind: 'chat-state', ...agent, chatState: 'COMPOSING' },
    { __typename: 'ChatStateEvent', dialogId: 'd1', from: agent.from, chatState: 'COMPOSING' },
  ],
  [
    { kind: 'accept-status', ...agent, at, sequence: 6, status: 'READ', sequences: [0, 5] },
    {
      __typename: 'AcceptStatusEvent',
      dialogId: 'd1',
      from: agent.from,
      at: new Date(at),
      sequence: 6,
      status: 'READ',
      sequences: [0, 5],
    },
  ],
  [
    {
      kind: 'change',
      at,
      stage: 'CLOSE',
      closedAt: at,
      skillId: 's1',
      closeReason: 'AGENT',
      assignedAgentId: 'p1',
    },
    {
      __typename: 'ConversationChangeEvent',
      at: new Date(at),
      stage: 'CLOSE',
      skillId: 's1',
      closeReason: 'AGENT',
      assignedAgentId: 'p1',
    },
  ],
  [
    { kind: 'gap', dialogId: 'd1', first: 3, last: 5 },
    { __typename: 'MessageGapEvent', dialogId: 'd1', sequences: [3, 4, 5] },
  ],
]

describe('an event', () => {
  it.each(events)('%j is told with its place', (event, told) => {
    expect(toConversationEvent(id, { position: 9, event })).toEqual({
      cursor: toCursor(9),
      conversationId: id,
      ...told,
    })
  })

  it('of a gap names the last thousand numbers at most', () => {
    const event: StoredEvent = { kind: 'gap', dialogId: 'd1', first: 0, last: 2 ** 31 - 1 }

    const { sequences } = toConversationEvent(id, { position: 1, event }) as {
      sequences?: readonly number[]
    }

    expect(sequences).toHaveLength(1000)
    expect(sequences?.at(-1)).toBe(2 ** 31 - 1)
  })
})

describe('a page', () => {
  const log = [1, 2, 3].map((position) => ({
    position,
    event: { kind: 'gap', dialogId: 'd1', first: 0, last: 0 } as const,
  }))
  const [one, two, three] = [1, 2, 3].map(toCursor)

  it.each([
    ['the first of two', log, { first: 2, after: 0 }, [one, two], { next: true, previous: false }],
    ['the last', log.slice(2), { first: 2, after: 2 }, [three], { next: false, previous: true }],
    [
      'a full one',
      log,
      { first: 3, after: 0 },
      [one, two, three],
      { next: false, previous: false },
    ],
    ['an empty one', [], { first: 2, after: 3 }, [], { next: false, previous: true }],
    ['of nothing', [], { first: 2, after: 0 }, [], { next: false, previous: false }],
  ])('%s knows where it stands', (_, found, asked, cursors, { next, previous }) => {
    const { edges, pageInfo } = toConnection(id, found, asked)

    expect(edges.map(({ cursor }) => cursor)).toEqual(cursors)
    expect(edges.map(({ node }) => node.cursor)).toEqual(cursors)
    expect(pageInfo).toEqual({
      hasNextPage: next,
      hasPreviousPage: previous,
      ...(cursors.length > 0 && { startCursor: cursors[0] }),
      endCursor: cursors.at(-1) ?? toCursor(asked.after),
    })
  })
})
