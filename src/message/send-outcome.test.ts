import { describe, expect, it } from '@jest/globals'
import type { AnswerItem } from '../connector/answer.ts'
import type { BatchOutcome } from '../connector/connector.ts'
import { toPublished } from '../conversation/request-outcome.ts'
import { toChatStateRequest } from './message-request.mapper.ts'
import { saysClosed, toSendOutcome } from './send-outcome.ts'

const sending = {
  request: toChatStateRequest({ conversationId: 'c', chatState: 'PAUSE' }),
  read: toPublished,
}
const ok = (body: AnswerItem['body'], reqId?: string): AnswerItem => ({
  ...(reqId !== undefined && { reqId }),
  code: 'OK',
  ok: true,
  body,
})
const no = (reqId?: string): AnswerItem => ({
  ...(reqId !== undefined && { reqId }),
  code: 'BAD_REQUEST',
  ok: false,
  body: { msg: 'no' },
})
const answered = (...items: (AnswerItem | undefined)[]): BatchOutcome => ({
  kind: 'answered',
  items,
})

const published = { kind: 'published', sequence: 7 }
const rejected = { kind: 'rejected', code: 'BAD_REQUEST', message: 'no' }
const unknown = { kind: 'unknown' }
const failure = { kind: 'throttled' } as const

describe('one request led to', () => {
  it.each<[string, BatchOutcome, object]>([
    ['its success', answered(ok({ sequence: 7 }, '1')), published],
    ['its success, with a comma in the id', answered(ok({ sequence: 7 }, '1,')), published],
    ['its success, without an id', answered(ok({ sequence: 7 })), published],
    ['its success, with a foreign id', answered(ok({ sequence: 7 }, 'x')), published],
    ['its success among others', answered(no('0'), ok({ sequence: 7 }, '1')), published],
    [
      'its success, which a refusal contradicts',
      answered(no('1'), ok({ sequence: 7 }, '1')),
      published,
    ],
    ['its refusal', answered(no('1')), rejected],
    ['its refusal, without an id', answered(no()), rejected],
    ['nothing known, after two answers that are not its own', answered(no('0'), no('2')), unknown],
    ['nothing known, after no answer', answered(), unknown],
    ['nothing known, after an unreadable one', answered(undefined), unknown],
    ['nothing known, when the success lacks its place', answered(ok({}, '1')), unknown],
    [
      'nothing, when it was not sent',
      { kind: 'not-performed', failure },
      { kind: 'not-performed', failure },
    ],
    ['nothing known, when its answer was lost', { kind: 'unknown' }, unknown],
  ])('%s', (_, outcome, expected) => {
    expect(toSendOutcome(sending, outcome)).toEqual(expected)
  })
})

describe('a refusal says closed', () => {
  it.each([
    ['Bad Request, Conversation is close', true],
    ['Bad Request, Conversation is closed', true],
    ['conversation was closed', true],
    ['The conversation has been closed by the agent', true],
    ['Conversation is already closed', true],
    ['Conversation closed', true],
    ['Bad Request', false],
    ['', false],
    ['Cannot close the conversation', false],
  ])('%s: %s', (message, expected) => {
    expect(saysClosed({ kind: 'rejected', code: 'BAD_REQUEST', message })).toBe(expected)
  })
})
