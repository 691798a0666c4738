import { describe, expect, it } from '@jest/globals'
import { parseTarget, retryDelayMs, urlFor } from './target.ts'

const URL = 'http://localhost:4000/webhooks/{accountId}'

describe('the pause after a failure', () => {
  it.each([
    [1, 2_000],
    [2, 4_000],
    [3, 8_000],
    [8, 256_000],
    [9, 300_000],
    [60, 300_000],
  ])('number %i is %i ms', (failures, expected) => {
    expect(retryDelayMs(parseTarget({ url: URL }), failures)).toBe(expected)
  })
})

describe('the URL', () => {
  it('names the account, escaped', () => {
    expect(urlFor(parseTarget({ url: URL }), 'a/b')).toBe('http://localhost:4000/webhooks/a%2Fb')
  })

  it.each(['', 'localhost', 'ftp://localhost/', 'http://'])('is not "%s"', (url) => {
    expect(() => parseTarget({ url })).toThrow(/url/)
  })
})
