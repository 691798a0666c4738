import { describe, expect, it } from '@jest/globals'
import { isFault } from './guarded-client.ts'
import type { Exchange } from './http-client.ts'

const answered = (status: number): Exchange => ({ kind: 'answered', status, headers: {}, text: '' })

describe('what counts against an upstream', () => {
  it.each<[string, Exchange, number, boolean]>([
    ['200', answered(200), 1, false],
    ['400', answered(400), 1, false],
    ['401', answered(401), 1, false],
    ['429', answered(429), 1, false],
    ['500', answered(500), 1, true],
    ['503', answered(503), 1, true],
    ['a lost connection', { kind: 'lost', reason: 'UND_ERR_SOCKET' }, 1, true],
    ['a refused connection', { kind: 'unsent', reason: 'ECONNREFUSED' }, 1, true],
    ['a deadline after a long wait', { kind: 'lost', reason: 'deadline' }, 5000, true],
    ['the deadline of a caller in a hurry', { kind: 'lost', reason: 'deadline' }, 50, false],
    ['a hurry before anything was sent', { kind: 'unsent', reason: 'deadline' }, 50, false],
  ])('%s', (_, exchange, tookMs, counts) => {
    expect(isFault({ exchange, tookMs }, 5000)).toBe(counts)
  })
})
