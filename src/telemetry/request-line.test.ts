import { describe, expect, it } from '@jest/globals'
import { type Ending, toRequestLine, toWebhookFacts } from './request-line.ts'

const ending: Ending = {
  correlationId: 'c-1',
  method: 'POST',
  status: 200,
  ms: 12,
  hungUp: false,
}
const nothing = {
  operation: undefined,
  account: undefined,
  outcomes: [],
  problems: [],
  errors: [],
  upstreamCalls: 0,
  upstreamMs: 0,
}
const bare = { correlationId: 'c-1', method: 'POST', path: '/graphql', status: 200, ms: 12 }

describe('the line of a request', () => {
  const rows: [string, Partial<Ending>, Parameters<typeof toRequestLine>[1], object][] = [
    ['that never became an operation', { status: 400 }, nothing, { ...bare, status: 400 }],
    ['whose caller is gone', { hungUp: true }, nothing, { ...bare, hungUp: true }],
    [
      'with all there is',
      {},
      {
        operation: { type: 'mutation', name: 'Open' },
        account: '12345678',
        outcomes: ['CREATED'],
        problems: ['REQUEST_REJECTED'],
        errors: ['FORBIDDEN'],
        upstreamCalls: 2,
        upstreamMs: 10.6,
      },
      {
        ...bare,
        operation: 'mutation',
        operationName: 'Open',
        account: '12345678',
        outcomes: ['CREATED'],
        problems: ['REQUEST_REJECTED'],
        errors: ['FORBIDDEN'],
        upstreamCalls: 2,
        upstreamMs: 11,
      },
    ],
    [
      'with many fields tells each outcome once',
      {},
      { ...nothing, operation: { type: 'query' }, outcomes: ['OK', 'NONE', 'OK'] },
      { ...bare, operation: 'query', outcomes: ['OK', 'NONE'] },
    ],
    [
      'with a name that is none leaves it out',
      {},
      { ...nothing, operation: { type: 'query', name: 'a'.repeat(65) } },
      { ...bare, operation: 'query' },
    ],
  ]

  it.each(rows)('%s', (_name, how, seen, line) => {
    expect(toRequestLine({ ...ending, ...how }, seen)).toEqual(line)
  })
})

describe('what is told of a webhook', () => {
  it.each([
    [200, '12345678', { account: '12345678', result: 'accepted' }],
    [401, '12345678', { account: '12345678', result: 'refused' }],
    [503, '12345678', { account: '12345678', result: 'not-kept' }],
    [413, '12345678', { account: '12345678', result: 'not-taken' }],
    [404, undefined, { result: 'not-taken' }],
  ])('that was answered with %s, for %s', (status, account, facts) => {
    expect(toWebhookFacts(status, account)).toEqual(facts)
  })
})
