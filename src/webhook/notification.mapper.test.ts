import { describe, expect, test } from '@jest/globals'
import { readNotification } from './notification.mapper.ts'

const messaging = (...changes: unknown[]) =>
  JSON.stringify({ kind: 'notification', type: 'ms.MessagingEventNotification', body: { changes } })
const conversation = (...changes: unknown[]) =>
  JSON.stringify({
    kind: 'notification',
    type: 'cqm.ExConversationChangeNotification',
    body: { changes },
  })

const text = { type: 'ContentEvent', contentType: 'text/plain', message: 'hi' }
const fromAgent = {
  sequence: 5,
  originatorId: 'agent-1',
  originatorMetadata: { id: 'agent-1', role: 'ASSIGNED_AGENT' },
  serverTimestamp: 1_700_000_000_000,
  conversationId: 'c-1',
  dialogId: 'd-1',
}
const told = {
  dialogId: 'd-1',
  from: 'ASSIGNED_AGENT',
  at: 1_700_000_000_000,
  participantId: 'agent-1',
}

const details = {
  skillId: '12',
  participants: [
    { id: 'lp-consumer', role: 'CONSUMER' },
    { id: 'agent-1', role: 'ASSIGNED_AGENT' },
  ],
  dialogs: [],
  brandId: '1',
  state: 'OPEN',
  stage: 'OPEN',
  startTs: 1_000,
  metaDataLastUpdateTs: 2_000,
}
const upsert = (more: object = {}) => ({
  type: 'UPSERT',
  result: { convId: 'c-1', effectiveTTR: -1, conversationDetails: { ...details, ...more } },
})
const origin = { lpConsumerId: 'lp-consumer', startedAt: 1_000 }

describe('a messaging event', () => {
  const rich = { type: 'RichContentEvent', content: { type: 'vertical', elements: [] } }
  const file = {
    type: 'ContentEvent',
    contentType: 'hosted/file',
    message: { relativePath: '/v1/a', fileType: 'PNG' },
  }
  test.each<[string, object, object]>([
    ['a text', { event: text }, { kind: 'message', ...told, sequence: 5, event: text }],
    ['rich content', { event: rich }, { kind: 'message', ...told, sequence: 5, event: rich }],
    ['a file', { event: file }, { kind: 'message', ...told, sequence: 5, event: file }],
    [
      'a receipt',
      { event: { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [3, 4] } },
      { kind: 'accept-status', ...told, sequence: 5, status: 'READ', sequences: [3, 4] },
    ],
    [
      'a receipt for one, sent bare',
      { event: { type: 'AcceptStatusEvent', status: 'ACCEPT', sequenceList: 3 } },
      { kind: 'accept-status', ...told, sequence: 5, status: 'ACCEPT', sequences: [3] },
    ],
    [
      'a receipt of an unknown status, which still takes its number',
      { event: { type: 'AcceptStatusEvent', status: 'SEEN', sequenceList: [3] } },
      {
        kind: 'message',
        ...told,
        sequence: 5,
        event: { type: 'AcceptStatusEvent', status: 'SEEN', sequenceList: [3] },
      },
    ],
    [
      'an event of an unknown type, which still takes its number',
      { event: { type: 'NewEvent' } },
      { kind: 'message', ...told, sequence: 5, event: { type: 'NewEvent' } },
    ],
    [
      'what only agents may read',
      { event: text, messageAudience: 'AGENTS_AND_MANAGERS' },
      { kind: 'withheld', dialogId: 'd-1', sequence: 5 },
    ],
    [
      'a role that is not known here',
      { event: text, originatorMetadata: { id: 'x', role: 'BOT' } },
      { kind: 'message', ...told, from: 'UNKNOWN', participantId: 'x', sequence: 5, event: text },
    ],
    [
      'an originator without metadata',
      { event: text, originatorMetadata: undefined },
      { kind: 'message', ...told, from: 'UNKNOWN', sequence: 5, event: text },
    ],
  ])('is read: %s', (_, more, happening) => {
    expect(readNotification(messaging({ ...fromAgent, ...more }))).toEqual({
      news: [{ conversationId: 'c-1', happening }],
      hasUnknown: false,
    })
  })

  test('of a chat state has neither number nor time', () => {
    const { sequence: _, serverTimestamp: __, ...rest } = fromAgent
    const event = { type: 'ChatStateEvent', chatState: 'COMPOSING' }
    const { at: ___, ...common } = told
    expect(readNotification(messaging({ ...rest, event })).news).toEqual([
      {
        conversationId: 'c-1',
        happening: { kind: 'chat-state', ...common, chatState: 'COMPOSING' },
      },
    ])
  })

  test('without a conversation is of the MAIN dialog, which has the same id', () => {
    const { conversationId: _, ...rest } = fromAgent
    const [news] = readNotification(messaging({ ...rest, event: text })).news
    expect(news?.conversationId).toBe('d-1')
  })
})

describe('a change of a conversation', () => {
  test.each<[string, object, object]>([
    ['an agent', {}, { stage: 'OPEN', skillId: '12', assignedAgentId: 'agent-1' }],
    ['no skill', { skillId: '-1' }, { stage: 'OPEN', assignedAgentId: 'agent-1' }],
    [
      'the end',
      { stage: 'CLOSE', state: 'CLOSE', closeReason: 'AGENT', endTs: 1_900 },
      {
        stage: 'CLOSE',
        closedAt: 1_900,
        closeReason: 'AGENT',
        skillId: '12',
        assignedAgentId: 'agent-1',
      },
    ],
    [
      'the end, with no time of its own',
      { stage: 'CLOSE', endTs: -1 },
      { stage: 'CLOSE', closedAt: 2_000, skillId: '12', assignedAgentId: 'agent-1' },
    ],
    [
      'a survey that runs after the MAIN dialog has ended',
      { state: 'CLOSE', stage: 'OPEN' },
      { stage: 'OPEN', skillId: '12', assignedAgentId: 'agent-1' },
    ],
    [
      'no stage but the state of the MAIN dialog',
      { stage: undefined, state: 'CLOSE' },
      { stage: 'CLOSE', closedAt: 2_000, skillId: '12', assignedAgentId: 'agent-1' },
    ],
    [
      'a stage that is not known here',
      { stage: 'LOCKED' },
      { stage: 'UNKNOWN', skillId: '12', assignedAgentId: 'agent-1' },
    ],
  ])('is read: %s', (_, more, change) => {
    expect(readNotification(conversation(upsert(more)))).toEqual({
      news: [
        {
          conversationId: 'c-1',
          happening: { kind: 'change', at: 2_000, ...change },
          origin,
        },
      ],
      hasUnknown: false,
    })
  })

  test('without a consumer tells nothing of who opened it', () => {
    const [news] = readNotification(conversation(upsert({ participants: [] }))).news
    expect(news).not.toHaveProperty('origin')
  })
})

describe('what is not known here is said to be so', () => {
  test.each<[string, string]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['another kind', JSON.stringify({ type: 'routing.RoutingTaskNotification', body: {} })],
    [
      'a kind that every object has',
      JSON.stringify({ type: 'constructor', body: { changes: [{}] } }),
    ],
    ['no body', JSON.stringify({ type: 'ms.MessagingEventNotification' })],
    ['a change that is no object', messaging('x')],
    ['an event without a dialog', messaging({ event: text, sequence: 1 })],
    ['a message without a number', messaging({ dialogId: 'd-1', event: text })],
    [
      'a message with a number that cannot be one',
      messaging({ ...fromAgent, sequence: -1, event: text }),
    ],
    [
      'a number beyond what GraphQL can say',
      messaging({ ...fromAgent, sequence: 2 ** 31, event: text }),
    ],
    [
      'a chat state of another name',
      messaging({ ...fromAgent, event: { type: 'ChatStateEvent', chatState: 'X' } }),
    ],
    ['a deleted conversation', conversation({ type: 'DELETE', result: upsert().result })],
    [
      'a conversation without an id',
      conversation({ type: 'UPSERT', result: { conversationDetails: details } }),
    ],
    [
      'a conversation without any time',
      conversation(upsert({ metaDataLastUpdateTs: undefined, startTs: undefined })),
    ],
  ])('%s', (_, body) => {
    expect(readNotification(body)).toEqual({ news: [], hasUnknown: true })
  })

  test('and what is known beside it is read', () => {
    const { news, hasUnknown } = readNotification(messaging('x', { ...fromAgent, event: text }))
    expect(news).toHaveLength(1)
    expect(hasUnknown).toBe(true)
  })
})

test('a bare change is an array of one', () => {
  const body = JSON.stringify({
    type: 'ms.MessagingEventNotification',
    body: { changes: { ...fromAgent, event: text } },
  })
  expect(readNotification(body).news).toHaveLength(1)
})
