import { describe, expect, it } from '@jest/globals'
import { toChatStateRequest, toMessageRequest, toReceiptRequest } from './message-request.mapper.ts'

const conversationId = 'c'
const main = { dialogId: 'c', conversationId }
const envelope = { kind: 'req', id: '1', type: 'ms.PublishEvent' }

describe("the requests of LivePerson's documents", () => {
  it.each<[string, object, object]>([
    [
      'a text',
      toMessageRequest({ conversationId, content: { text: 'Hello' } }),
      {
        ...envelope,
        body: {
          ...main,
          event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' },
        },
      },
    ],
    [
      'a file, in the dialog of a survey',
      toMessageRequest({
        conversationId,
        dialogId: 'd',
        content: { file: { relativePath: '/a', fileType: 'PNG', caption: null } },
      }),
      {
        ...envelope,
        body: {
          dialogId: 'd',
          conversationId,
          event: {
            type: 'ContentEvent',
            contentType: 'hosted/file',
            message: { relativePath: '/a', fileType: 'PNG' },
          },
        },
      },
    ],
    [
      'structured content, as the answer to a card',
      toMessageRequest({
        conversationId,
        dialogId: null,
        content: { richContent: { type: 'text', text: 'Yes' } },
        externalId: 'card-1',
      }),
      {
        ...envelope,
        body: {
          ...main,
          event: { type: 'RichContentEvent', content: { type: 'text', text: 'Yes' } },
        },
        metadata: [{ type: 'ExternalId', id: 'card-1' }],
      },
    ],
    [
      'typing',
      toChatStateRequest({ conversationId, chatState: 'COMPOSING' }),
      { ...envelope, body: { ...main, event: { type: 'ChatStateEvent', chatState: 'COMPOSING' } } },
    ],
    [
      'a receipt',
      toReceiptRequest({ conversationId, sequences: [0, 4], status: 'READ' }),
      {
        ...envelope,
        body: {
          ...main,
          event: { type: 'AcceptStatusEvent', status: 'READ', sequenceList: [0, 4] },
        },
      },
    ],
  ])('%s', (_, request, expected) => {
    expect(request).toEqual(expected)
  })
})

// by which a key that another release has kept knows its message again
it('a message has the very bytes that other releases send', () => {
  const request = toMessageRequest({
    content: { richContent: { type: 'text', text: 'Yes' } },
    externalId: 'card-1',
    conversationId,
  })

  expect(JSON.stringify(request)).toBe(
    '{"kind":"req","id":"1","type":"ms.PublishEvent","body":{"dialogId":"c","conversationId":"c","event":{"type":"RichContentEvent","content":{"text":"Yes","type":"text"}}},"metadata":[{"type":"ExternalId","id":"card-1"}]}',
  )
})
