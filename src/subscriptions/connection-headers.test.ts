import { describe, expect, it } from '@jest/globals'
import { toConnectionHeaders } from './connection-headers.ts'

describe('what a caller says of itself', () => {
  it.each([
    ['nothing', {}, {}, {}],
    ['in connection_init', { authorization: 'a' }, {}, { authorization: 'a' }],
    [
      'in whatever case',
      { Authorization: 'a', 'X-LP-ON-BEHALF': 'b', 'X-Consumer-Id': 'c' },
      {},
      { authorization: 'a', 'x-lp-on-behalf': 'b', 'x-consumer-id': 'c' },
    ],
    ['in the request', {}, { authorization: 'a' }, { authorization: 'a' }],
    ['in both', { Authorization: 'new' }, { authorization: 'old' }, { authorization: 'new' }],
    [
      'in both, by halves',
      { authorization: 'a' },
      { 'x-lp-on-behalf': 'b' },
      { authorization: 'a', 'x-lp-on-behalf': 'b' },
    ],
    [
      'as what is no text',
      { authorization: ['a'] },
      { authorization: 'b' },
      { authorization: 'b' },
    ],
    ['besides other things', { locale: 'en' }, { cookie: 'c', host: 'h' }, {}],
  ])('%s is read as headers', (_, params, headers, expected) => {
    expect(toConnectionHeaders(params, headers)).toEqual(expected)
  })
})
