import { describe, expect, it } from '@jest/globals'
import type { ConversationRecord } from '../store/store.ts'
import { closedByConsumer, toCloseRequest } from './close-conversation.mapper.ts'

const envelope = { kind: 'req', id: '1', type: 'cm.UpdateConversationField' }

describe("the requests of LivePerson's documents", () => {
  it('close the conversation at once', () => {
    expect(toCloseRequest({ conversationId: 'c', runSurvey: false })).toEqual({
      ...envelope,
      body: {
        conversationId: 'c',
        conversationField: { field: 'ConversationStateField', conversationState: 'CLOSE' },
      },
    })
  })

  it('close the main dialog for a survey', () => {
    expect(toCloseRequest({ conversationId: 'c', runSurvey: true })).toEqual({
      ...envelope,
      body: {
        conversationId: 'c',
        conversationField: {
          field: 'DialogChange',
          type: 'UPDATE',
          dialog: { dialogId: 'c', state: 'CLOSE', closedCause: 'Closed by consumer' },
        },
      },
    })
  })
})

describe('what is known of a conversation that its consumer has closed', () => {
  const open = { id: 'c', stage: 'OPEN', createdAt: 1 } as ConversationRecord

  it('is that it is closed', () => {
    expect(closedByConsumer(open, 5)).toEqual({
      ...open,
      stage: 'CLOSE',
      closedAt: 5,
      closeReason: 'CONSUMER',
    })
  })

  it('is what was known when it was closed before', () => {
    expect(closedByConsumer({ ...open, stage: 'CLOSE', closeReason: 'AGENT' }, 5)).toBeUndefined()
  })
})
