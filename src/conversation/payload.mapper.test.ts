import { describe, expect, it } from '@jest/globals'
import type { Failure } from '../connector/failure.ts'
import type { Verdict } from '../idempotency/exactly-once.ts'
import type { AccountId } from '../ids.ts'
import type { ConversationRecord } from '../store/store.ts'
import { toBatch } from './batch.mapper.ts'
import type { Creation } from './creation.ts'
import { toPayload } from './payload.mapper.ts'
import type { RequestOutcome } from './request-outcome.ts'

const batch = toBatch(
  { channelType: 'MESSAGING', firstMessage: { text: 'Hello' } },
  '1' as AccountId,
)
const record = {
  id: 'c',
  accountId: '1',
  consumerId: 'ada',
  stage: 'OPEN',
  createdAt: 0,
} as ConversationRecord

const set: RequestOutcome = { kind: 'profile-set' }
const requested: RequestOutcome = { kind: 'requested', conversation: record }
const published: RequestOutcome = { kind: 'published', sequence: 0 }
const unknown: RequestOutcome = { kind: 'unknown' }
const idle: RequestOutcome = { kind: 'not-performed' }
const rejected: RequestOutcome = { kind: 'rejected', code: 'BAD_REQUEST', message: 'no' }
const open: RequestOutcome = {
  kind: 'rejected',
  code: 'BAD_REQUEST',
  message: 'Consumer request conversation failed: User x already has open conversation.',
}
const ran = (...outcomes: RequestOutcome[]): Verdict<Creation> => ({
  kind: 'ran',
  answer: { outcomes },
})
const failed = (failure: Failure): Verdict<Creation> => ({
  kind: 'ran',
  answer: { outcomes: [idle, idle, idle], failure },
})

function told(verdict: Verdict<Creation>) {
  const payload = toPayload(verdict, { batch, advice: [], correlationId: 'id' })
  const { code = null, retryable = null, retryAfterMs = null } = payload.problem ?? {}
  return {
    outcome: payload.outcome,
    code,
    retryable,
    retryAfterMs,
    results: payload.results.map(({ __typename }): string => __typename),
    replayed: payload.replayed,
  }
}

const notPerformed = Array<string>(3).fill('RequestNotPerformed')
const outcomeUnknown = Array<string>(3).fill('RequestOutcomeUnknown')

describe('what a caller is told of', () => {
  it.each<[string, Verdict<Creation>, Partial<ReturnType<typeof told>>]>([
    [
      'three successes',
      ran(set, requested, published),
      {
        outcome: 'CREATED',
        code: null,
        replayed: false,
        results: ['UserProfileSet', 'ConversationRequested', 'EventPublished'],
      },
    ],
    [
      'a refused profile',
      ran(rejected, requested, published),
      {
        outcome: 'CREATED_WITH_PROBLEMS',
        code: 'REQUEST_REJECTED',
        retryable: false,
        results: ['RequestRejected', 'ConversationRequested', 'EventPublished'],
      },
    ],
    [
      'an unanswered profile',
      ran(unknown, requested, published),
      { outcome: 'CREATED_WITH_PROBLEMS', code: 'OUTCOME_UNKNOWN', retryable: false },
    ],
    [
      'a refused message',
      ran(set, requested, rejected),
      { outcome: 'CREATED_WITH_PROBLEMS', code: 'REQUEST_REJECTED' },
    ],
    [
      'a refused profile and an unanswered message',
      ran(rejected, requested, unknown),
      { outcome: 'CREATED_WITH_PROBLEMS', code: 'REQUEST_REJECTED' },
    ],
    [
      'a refused conversation',
      ran(set, rejected, unknown),
      {
        outcome: 'NOT_CREATED',
        code: 'REQUEST_REJECTED',
        retryable: false,
        results: ['UserProfileSet', 'RequestRejected', 'RequestOutcomeUnknown'],
      },
    ],
    [
      'a conversation that was open already',
      ran(set, open, rejected),
      { outcome: 'NOT_CREATED', code: 'CONVERSATION_ALREADY_OPEN', retryable: false },
    ],
    [
      'an unanswered conversation',
      ran(set, unknown, unknown),
      {
        outcome: 'UNKNOWN',
        code: 'OUTCOME_UNKNOWN',
        results: ['UserProfileSet', 'RequestOutcomeUnknown', 'RequestOutcomeUnknown'],
      },
    ],
    [
      'no answer at all',
      ran(unknown, unknown, unknown),
      { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', retryable: false, results: outcomeUnknown },
    ],
    [
      'a refused batch',
      failed({ kind: 'rejected', code: '400' }),
      { outcome: 'NOT_CREATED', code: 'REQUEST_REJECTED', results: notPerformed },
    ],
    [
      'a refused token',
      failed({ kind: 'unauthorized', errorCode: 40102 }),
      {
        outcome: 'NOT_CREATED',
        code: 'UPSTREAM_UNAUTHORIZED',
        retryable: false,
        results: notPerformed,
      },
    ],
    [
      'a 429',
      failed({ kind: 'throttled', retryAfterMs: 7000 }),
      {
        outcome: 'NOT_CREATED',
        code: 'THROTTLED',
        retryable: true,
        retryAfterMs: 7000,
        results: notPerformed,
      },
    ],
    [
      'a 429 that does not say how long',
      failed({ kind: 'throttled' }),
      { code: 'THROTTLED', retryAfterMs: 1000 },
    ],
    [
      'a connection that was refused',
      failed({ kind: 'unavailable', reason: 'x', retryable: true }),
      {
        outcome: 'NOT_CREATED',
        code: 'UPSTREAM_UNAVAILABLE',
        retryable: true,
        retryAfterMs: null,
        results: notPerformed,
      },
    ],
    [
      'an open circuit',
      failed({ kind: 'shed', reason: 'x', retryAfterMs: 1000 }),
      {
        outcome: 'NOT_CREATED',
        code: 'UPSTREAM_UNAVAILABLE',
        retryable: true,
        retryAfterMs: 1000,
        results: notPerformed,
      },
    ],
    [
      'an answer that was stored',
      { kind: 'replayed', answer: { outcomes: [set, requested, published] } },
      { outcome: 'CREATED', replayed: true },
    ],
    [
      'an attempt that died',
      { kind: 'unknown' },
      { outcome: 'UNKNOWN', code: 'OUTCOME_UNKNOWN', replayed: true, results: outcomeUnknown },
    ],
    [
      'an attempt that still runs',
      { kind: 'in-progress' },
      { outcome: 'UNKNOWN', code: 'IDEMPOTENCY_IN_PROGRESS', retryable: true, retryAfterMs: 500 },
    ],
    [
      'a key of another input',
      { kind: 'key-reused' },
      {
        outcome: 'NOT_CREATED',
        code: 'IDEMPOTENCY_KEY_REUSED',
        retryable: false,
        results: notPerformed,
      },
    ],
    [
      'a store that is down',
      { kind: 'store-unavailable' },
      {
        outcome: 'NOT_CREATED',
        code: 'UPSTREAM_UNAVAILABLE',
        retryable: true,
        results: notPerformed,
      },
    ],
  ])('%s', (_, verdict, expected) => {
    expect(told(verdict)).toMatchObject(expected)
  })
})
