import { describe, expect, it } from '@jest/globals'
import type { Channel } from '../connector/guarded-client.ts'
import type { Exchange } from '../connector/http-client.ts'
import {
  appJwtPath,
  consumerJwsPath,
  conversationPath,
  domainsPath,
  engagementPath,
  sendPath,
} from '../connector/protocol.ts'
import { resultOf, stepOf } from './upstream-step.ts'

const answered = (status: number): Exchange => ({ kind: 'answered', status, headers: {}, text: '' })

describe('the step of a request', () => {
  it.each<[Channel['service'], string, string]>([
    ['domain', domainsPath('1'), 'domain'],
    ['sentinel', appJwtPath('1'), 'appJwt'],
    ['idp', consumerJwsPath('1'), 'consumerJws'],
    ['asyncMessagingEnt', conversationPath('1'), 'conversation'],
    ['asyncMessagingEnt', sendPath('1'), 'send'],
    ['smt', engagementPath('1', '2', {}), 'engagement'],
    ['swift', '/', 'other'],
  ])('to %s at %s is %s', (service, path, step) => {
    expect(stepOf({ accountId: '1', service }, path)).toBe(step)
  })
})

describe('the result of an exchange', () => {
  it.each<[string, Exchange]>([
    ['2xx', answered(200)],
    ['3xx', answered(307)],
    ['4xx', answered(400)],
    ['401', answered(401)],
    ['429', answered(429)],
    ['5xx', answered(503)],
    ['lost', { kind: 'lost', reason: 'deadline' }],
    ['unsent', { kind: 'unsent', reason: 'ECONNREFUSED' }],
    ['unsent', { kind: 'unsent', reason: 'deadline', isShed: false }],
    ['shed', { kind: 'unsent', reason: 'it failed too often just now', isShed: true }],
  ])('is %s', (result, exchange) => {
    expect(resultOf(exchange)).toBe(result)
  })
})
