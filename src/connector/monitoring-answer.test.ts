import { describe, expect, it } from '@jest/globals'
import type { Exchange } from './http-client.ts'
import { readEngagementAnswer } from './monitoring-answer.ts'

const answered = (status: number, body: unknown, headers = {}): Exchange => ({
  kind: 'answered',
  status,
  headers,
  text: typeof body === 'string' ? body : JSON.stringify(body),
})
const read = (exchange: Exchange) => readEngagementAnswer(exchange, 0)

const session = { sessionId: 's', visitorId: 'v', pageId: '7' }
const expose = { campaignId: 1, engagementId: 2, status: 'expose' }
const unknownForm = {
  kind: 'failed',
  failure: { kind: 'unavailable', retryable: true, reason: expect.stringContaining('form') },
}

describe('an engagement that was found', () => {
  it.each([
    [
      'with all its parts',
      { ...expose, engagementRevision: 3, contextId: '1', connectorId: 4 },
      {
        campaignId: '1',
        engagementId: '2',
        engagementRevision: 3,
        contextId: '1',
        connectorId: '4',
        status: 'expose',
      },
    ],
    [
      'with ids that are text, beyond 32 bits, and a numeric context',
      { campaignId: '3061608410', engagementId: 3061608510, contextId: 2, status: 'expose' },
      { campaignId: '3061608410', engagementId: '3061608510', contextId: '2', status: 'expose' },
    ],
    [
      'with a conversation',
      { ...expose, status: 'conversation', conversationId: 'c-1' },
      { campaignId: '1', engagementId: '2', status: 'conversation', conversationId: 'c-1' },
    ],
    [
      'without a status',
      { campaignId: 1, engagementId: 2 },
      { campaignId: '1', engagementId: '2', status: 'expose' },
    ],
    [
      'with parts of other kinds and parts we do not know',
      {
        ...expose,
        engagementRevision: 2 ** 40,
        contextId: null,
        connectorId: [],
        conversationId: 7,
        windowId: 9,
      },
      { campaignId: '1', engagementId: '2', status: 'expose' },
    ],
  ])('%s', (_, detail, engagement) => {
    const answer = read(answered(201, { ...session, engagementDetails: [detail] }))

    expect(answer).toEqual({ kind: 'found', session: { ...session, engagements: [engagement] } })
  })

  it('keeps its place among several', () => {
    const engagementDetails = [expose, { ...expose, campaignId: 5 }]

    const answer = read(answered(200, { ...session, engagementDetails }))

    expect(answer).toMatchObject({
      session: { engagements: [{ campaignId: '1' }, { campaignId: '5' }] },
    })
  })

  it('needs no session when a conversation is open', () => {
    expect(read(answered(200, { engagementDetails: [expose] }))).toMatchObject({ kind: 'found' })
  })
})

describe('an answer that found nothing', () => {
  it.each([
    ['without details', session],
    ['with empty details', { ...session, engagementDetails: [] }],
  ])('%s', (_, body) => {
    expect(read(answered(200, body))).toEqual({
      kind: 'found',
      session: { ...session, engagements: [] },
    })
  })
})

describe('an answer of no known form', () => {
  it.each<[string, unknown]>([
    ['no JSON', '<html>'],
    ['nothing', ''],
    ['null', 'null'],
    ['an array', []],
    ['an empty object', {}],
    ['no session and no details', { visitorId: 'v', engagementDetails: [] }],
    ['a blank session', { ...session, sessionId: ' ' }],
    ['details that are no list', { ...session, engagementDetails: { ...expose } }],
    ['details that are null', { ...session, engagementDetails: null }],
    ['an engagement that is null', { ...session, engagementDetails: [null] }],
    [
      'an engagement without a campaign',
      { ...session, engagementDetails: [expose, { engagementId: 2 }] },
    ],
    [
      'a campaign id that lost its digits',
      { ...session, engagementDetails: [{ ...expose, campaignId: 2 ** 60 }] },
    ],
    [
      'a campaign id that is endless',
      { ...session, engagementDetails: [{ ...expose, campaignId: 'x'.repeat(257) }] },
    ],
  ])('%s', (_, body) => {
    expect(read(answered(200, body))).toEqual(unknownForm)
  })

  it('a redirect', () => {
    expect(read(answered(307, session))).toEqual(unknownForm)
  })
})

describe('trouble', () => {
  const loading = 'the account is still loading'
  it.each<[string, Exchange, object]>([
    [
      '202',
      answered(202, { time: 1, message: 'loading', internalCode: 38 }),
      { kind: 'not-yet', reason: loading },
    ],
    [
      '202 that gives the visitor in its body',
      answered(202, { message: 'loading', internalCode: 38, visitorId: 'abc' }),
      { kind: 'not-yet', reason: loading, visitorId: 'abc' },
    ],
    [
      '202 that gives it as vid',
      answered(202, { vid: 'abc' }),
      { kind: 'not-yet', reason: loading, visitorId: 'abc' },
    ],
    [
      '202 that gives it in its message',
      answered(202, { message: 'account is loading, use vid=a-b_1 please' }),
      { kind: 'not-yet', reason: loading, visitorId: 'a-b_1' },
    ],
    [
      '202 that gives it in a message of JSON',
      answered(202, { message: '{"vid": "abc"}' }),
      { kind: 'not-yet', reason: loading, visitorId: 'abc' },
    ],
    [
      '202 whose message only speaks of it',
      answered(202, { message: 'the vid is missing' }),
      { kind: 'not-yet', reason: loading },
    ],
    [
      '500 that means loading',
      answered(500, { internalCode: 20, message: 'vid: abc' }),
      { kind: 'not-yet', reason: 'HTTP 500', visitorId: 'abc' },
    ],
    ['503 without JSON', answered(503, '<html>'), { kind: 'not-yet', reason: 'HTTP 503' }],
    [
      '404',
      answered(404, { time: 1, message: 'no such visitor', internalCode: 37 }),
      {
        kind: 'failed',
        failure: { kind: 'rejected', code: '37', message: 'no such visitor' },
      },
    ],
    [
      '400 without JSON',
      answered(400, ''),
      { kind: 'failed', failure: { kind: 'rejected', code: '400' } },
    ],
    ['401', answered(401, ''), { kind: 'failed', failure: { kind: 'rejected', code: '401' } }],
    [
      '429',
      answered(429, '', { 'retry-after': '7' }),
      { kind: 'postponed', failure: { kind: 'throttled', retryAfterMs: 7000 } },
    ],
    [
      'a lost answer',
      { kind: 'lost', reason: 'ECONNRESET' },
      {
        kind: 'postponed',
        failure: { kind: 'unavailable', reason: 'ECONNRESET', retryable: true },
      },
    ],
    [
      'a refused connection',
      { kind: 'unsent', reason: 'ECONNREFUSED' },
      {
        kind: 'postponed',
        failure: { kind: 'unavailable', reason: 'ECONNREFUSED', retryable: true },
      },
    ],
  ])('%s', (_, exchange, expected) => {
    expect(read(exchange)).toEqual(expected)
  })
})
