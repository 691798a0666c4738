import { describe, expect, it } from '@jest/globals'
import { type Answer, readAnswer, readSendAnswer } from './answer.ts'
import type { Exchange } from './http-client.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

const answered = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Exchange => ({
  kind: 'answered',
  status,
  headers,
  text: typeof body === 'string' ? body : JSON.stringify(body),
})
const authError = (errorCode: number) => ({
  kind: 'resp',
  code: 401,
  body: { title: 'Invalid', details: 'expired', errorCode },
  type: '.ReqBody$ErrorResp',
})
const refusal = { code: 'BAD_REQUEST', body: { msg: 'no' }, reqId: '2' }
const readRefusal = { code: 'BAD_REQUEST', ok: false, body: { msg: 'no' }, reqId: '2' }

const unauthorized = (errorCode?: number): Answer => ({
  kind: 'failed',
  failure: { kind: 'unauthorized', ...(errorCode !== undefined && { errorCode }) },
})
const throttled = (retryAfterMs?: number): Answer => ({
  kind: 'failed',
  failure: { kind: 'throttled', ...(retryAfterMs !== undefined && { retryAfterMs }) },
})

describe('what an exchange says', () => {
  it.each<[string, Exchange, Answer]>([
    ['200 with items', answered(200, [refusal]), { kind: 'items', items: [readRefusal] }],
    ['201 with items', answered(201, [refusal]), { kind: 'items', items: [readRefusal] }],
    ['400 with items', answered(400, [refusal]), { kind: 'items', items: [readRefusal] }],
    [
      '200 with one item and no array',
      answered(200, refusal),
      { kind: 'items', items: [readRefusal] },
    ],
    ['200 with an empty array', answered(200, []), { kind: 'items', items: [] }],
    [
      '200 with items that are none',
      answered(200, [null, 1, 'x', [], {}]),
      { kind: 'items', items: [undefined, undefined, undefined, undefined, undefined] },
    ],
    [
      '200 with nothing',
      answered(200, ''),
      { kind: 'unknown', reason: 'the answer is not JSON of a known form' },
    ],
    [
      '200 with half an array',
      answered(200, '[{"code":"OK"'),
      { kind: 'unknown', reason: 'the answer is not JSON of a known form' },
    ],
    [
      '200 with a page',
      answered(200, '<html>'),
      { kind: 'unknown', reason: 'the answer is not JSON of a known form' },
    ],
    [
      '200 with null',
      answered(200, 'null'),
      { kind: 'unknown', reason: 'the answer is not JSON of a known form' },
    ],
    [
      '200 with another object',
      answered(200, { hello: 1 }),
      { kind: 'unknown', reason: 'the answer is not JSON of a known form' },
    ],
    [
      '400 without an array',
      answered(400, refusal),
      { kind: 'failed', failure: { kind: 'rejected', code: 'BAD_REQUEST', message: 'no' } },
    ],
    [
      '400 without JSON',
      answered(400, 'Bad Request'),
      { kind: 'failed', failure: { kind: 'rejected', code: '400' } },
    ],
    ['404', answered(404, ''), { kind: 'failed', failure: { kind: 'rejected', code: '404' } }],
    ["401 with LivePerson's code", answered(401, authError(40102)), unauthorized(40102)],
    ['401 without a code', answered(401, 'Unauthorized'), unauthorized()],
    ['401 with an array', answered(401, [refusal]), unauthorized()],
    ['400 with an authorization error', answered(400, authError(40001)), unauthorized(40001)],
    ['200 with an authorization error', answered(200, authError(40103)), unauthorized(40103)],
    ['429 without Retry-After', answered(429, 'slow down'), throttled()],
    ['429 with seconds', answered(429, '', { 'retry-after': '7' }), throttled(7000)],
    [
      '429 with a date',
      answered(429, '', { 'retry-after': 'Fri, 20 Nov 2026 12:00:03 GMT' }),
      throttled(3000),
    ],
    [
      '429 with a date gone by',
      answered(429, '', { 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }),
      throttled(0),
    ],
    ['429 with nonsense', answered(429, '', { 'retry-after': 'soon' }), throttled()],
    ['429 with an array', answered(429, [refusal]), throttled()],
    ['500 with items', answered(500, [refusal]), { kind: 'unknown', reason: 'HTTP 500' }],
    ['503', answered(503, ''), { kind: 'unknown', reason: 'HTTP 503' }],
    ['302', answered(302, ''), { kind: 'unknown', reason: 'HTTP 302' }],
    [
      'nothing, sent',
      { kind: 'lost', reason: 'UND_ERR_SOCKET' },
      { kind: 'unknown', reason: 'UND_ERR_SOCKET' },
    ],
    [
      'nothing, unsent',
      { kind: 'unsent', reason: 'ECONNREFUSED' },
      { kind: 'failed', failure: { kind: 'unavailable', reason: 'ECONNREFUSED', retryable: true } },
    ],
  ])('%s', (_, exchange, answer) => {
    expect(readAnswer(exchange, NOW)).toEqual(answer)
  })
})

describe('an item', () => {
  it.each([
    ['"OK"', { code: 'OK' }, { code: 'OK', ok: true, body: {} }],
    ['"ok"', { code: 'ok' }, { code: 'ok', ok: true, body: {} }],
    ['200', { code: 200 }, { code: '200', ok: true, body: {} }],
    ['"200"', { code: '200' }, { code: '200', ok: true, body: {} }],
    ['"BAD_REQUEST"', { code: 'BAD_REQUEST' }, { code: 'BAD_REQUEST', ok: false, body: {} }],
    ['400', { code: 400 }, { code: '400', ok: false, body: {} }],
    [
      'an id that is a number',
      { code: 'OK', reqId: 3 },
      { code: 'OK', ok: true, body: {}, reqId: '3' },
    ],
    [
      'a body that is text',
      { code: 'OK', body: 'done' },
      { code: 'OK', ok: true, body: { msg: 'done' } },
    ],
  ])('with code or form %s', (_, item, read) => {
    expect(readAnswer(answered(200, [item]), NOW)).toEqual({ kind: 'items', items: [read] })
  })
})

const one = (code: string, msg?: string): Answer => ({
  kind: 'items',
  items: [{ code, ok: false, body: msg === undefined ? {} : { msg } }],
})

describe('what an exchange of SEND says', () => {
  it.each<[string, Exchange, Answer]>([
    ['200 with an object', answered(200, refusal), { kind: 'items', items: [readRefusal] }],
    ['200 with an array of one', answered(200, [refusal]), { kind: 'items', items: [readRefusal] }],
    ['400 with an object', answered(400, refusal), one('BAD_REQUEST', 'no')],
    [
      '400 whose body is a text',
      answered(400, { code: 'BAD_REQUEST', body: 'Bad Request, Conversation is close' }),
      one('BAD_REQUEST', 'Bad Request, Conversation is close'),
    ],
    ['400 with an array of one', answered(400, [refusal]), { kind: 'items', items: [readRefusal] }],
    ['400 without JSON', answered(400, 'Bad Request'), one('400')],
    ['400 that says OK', answered(400, { code: 'OK', body: {} }), one('400')],
    ['404', answered(404, ''), one('404')],
    ['401 with an object', answered(401, refusal), unauthorized()],
    ["401 with LivePerson's code", answered(401, authError(40102)), unauthorized(40102)],
    ['429', answered(429, refusal), throttled()],
    ['500 with an object', answered(500, refusal), { kind: 'unknown', reason: 'HTTP 500' }],
    [
      'nothing, unsent',
      { kind: 'unsent', reason: 'ECONNREFUSED' },
      { kind: 'failed', failure: { kind: 'unavailable', reason: 'ECONNREFUSED', retryable: true } },
    ],
  ])('%s', (_, exchange, answer) => {
    expect(readSendAnswer(exchange, NOW)).toEqual(answer)
  })
})
