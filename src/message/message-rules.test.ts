import { describe, expect, it } from '@jest/globals'
import type { InvalidField } from '../problems.ts'
import type { AcknowledgeMessagesInput } from './acknowledge-messages.input.ts'
import { toMessageRequest } from './message-request.mapper.ts'
import { chatStateFaults, messageFaults, receiptFaults } from './message-rules.ts'
import type { SendMessageInput } from './send-message.input.ts'

const pathsOf = (faults: readonly InvalidField[]) => faults.map(({ path }) => path.join('.'))
const input: SendMessageInput = { conversationId: 'c', content: { text: 'Hello' } }

/** A text that makes the request as long as said, with all that is in it. */
function textFor(length: number, rest: Omit<SendMessageInput, 'content'>): SendMessageInput {
  const envelope = JSON.stringify(toMessageRequest({ ...rest, content: { text: '' } })).length
  return { ...rest, content: { text: 'x'.repeat(length - envelope) } }
}
const everyId = {
  conversationId: 'c'.repeat(64),
  dialogId: 'd'.repeat(64),
  externalId: 'e'.repeat(64),
}

describe('a message', () => {
  it.each<[string, SendMessageInput, string[]]>([
    ['that says something', input, []],
    ['with nulls', { ...input, dialogId: null, externalId: null, idempotencyKey: null }, []],
    ['with the longest ids', { ...input, ...everyId }, []],
    ['of 5,000 characters, ids and all', textFor(5000, everyId), []],
    ['of 5,001 characters, ids and all', textFor(5001, everyId), ['input.content']],
    [
      'whose characters need escapes',
      { ...input, content: { text: '"'.repeat(2_500) } },
      ['input.content'],
    ],
    [
      'of structured content that is too long',
      { ...input, content: { richContent: { text: 'x'.repeat(5_000) } } },
      ['input.content'],
    ],
    ['of blanks', { ...input, content: { text: ' \n' } }, ['input.content.text']],
    ['of nothing', { ...input, content: { text: '' } }, ['input.content.text']],
    [
      'with a file that lies nowhere',
      { ...input, content: { file: { relativePath: 'a.png', fileType: 'PNG' } } },
      ['input.content.file.relativePath'],
    ],
    [
      'with blank ids',
      { ...input, conversationId: '', dialogId: ' ', externalId: '', idempotencyKey: '' },
      ['input.conversationId', 'input.dialogId', 'input.externalId', 'input.idempotencyKey'],
    ],
    [
      'with ids of 65 characters',
      {
        ...input,
        conversationId: 'c'.repeat(65),
        dialogId: 'd'.repeat(65),
        externalId: 'e'.repeat(65),
      },
      ['input.conversationId', 'input.dialogId', 'input.externalId'],
    ],
    [
      'with a key of 256 characters',
      { ...input, idempotencyKey: 'k'.repeat(256) },
      ['input.idempotencyKey'],
    ],
  ])('%s', (_, message, paths) => {
    expect(pathsOf(messageFaults(message, undefined))).toEqual(paths)
  })

  it.each([
    ['k', 'k', []],
    ['k', undefined, []],
    [undefined, 'k', []],
    ['k', 'K', ['input.idempotencyKey']],
  ])('with the key %s in the input and %s in the header', (inInput, inHeader, paths) => {
    const message = { ...input, ...(inInput !== undefined && { idempotencyKey: inInput }) }

    expect(pathsOf(messageFaults(message, inHeader))).toEqual(paths)
  })
})

const count = (length: number) => Array.from({ length }, (_, index) => index % 10)

describe('a receipt', () => {
  it.each<[string, Partial<AcknowledgeMessagesInput>, string[]]>([
    ['of one message', { sequences: [0] }, []],
    ['of 1,000 messages', { sequences: count(1_000) }, []],
    ['of 1,001 messages', { sequences: count(1_001) }, ['input.sequences']],
    ['of none', { sequences: [] }, ['input.sequences']],
    ['of what is before the first', { sequences: [3, -1] }, ['input.sequences.1']],
    ['that is too long to be sent', { sequences: Array(1_000).fill(123_456) }, ['input.sequences']],
    [
      'with blank ids',
      { conversationId: ' ', dialogId: '' },
      ['input.conversationId', 'input.dialogId'],
    ],
  ])('%s', (_, changes, paths) => {
    const receipt: AcknowledgeMessagesInput = {
      conversationId: 'c',
      sequences: [1],
      status: 'READ',
      ...changes,
    }

    expect(pathsOf(receiptFaults(receipt))).toEqual(paths)
  })
})

describe('a chat state', () => {
  it('needs ids that are some', () => {
    const blank = { conversationId: '', dialogId: ' ', chatState: 'ACTIVE' } as const

    expect(pathsOf(chatStateFaults(blank))).toEqual(['input.conversationId', 'input.dialogId'])
    expect(chatStateFaults({ conversationId: 'c', chatState: 'ACTIVE' })).toEqual([])
  })
})
