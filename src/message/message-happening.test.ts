import { expect, it } from '@jest/globals'
import { toHappening } from './message-happening.ts'
import { toChatStateRequest, toMessageRequest, toReceiptRequest } from './message-request.mapper.ts'

const conversationId = 'c'
const told = { dialogId: 'c', from: 'CONSUMER', at: 5, sequence: 3 }

it('a message is kept as it was on the wire', () => {
  const request = toMessageRequest({ conversationId, content: { text: 'Hello' } })

  expect(toHappening(request.body, 3, 5)).toEqual({
    kind: 'message',
    ...told,
    event: { type: 'ContentEvent', contentType: 'text/plain', message: 'Hello' },
  })
})

it('a receipt is kept with its own place and those it is about', () => {
  const request = toReceiptRequest({
    conversationId,
    dialogId: 'd',
    sequences: [1, 2],
    status: 'READ',
  })

  expect(toHappening(request.body, 3, 5)).toEqual({
    kind: 'accept-status',
    ...told,
    dialogId: 'd',
    status: 'READ',
    sequences: [1, 2],
  })
})

it('a chat state is not kept', () => {
  const request = toChatStateRequest({ conversationId, chatState: 'COMPOSING' })

  expect(toHappening(request.body, 0, 5)).toBeUndefined()
})
