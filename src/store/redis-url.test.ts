import { describe, expect, it } from '@jest/globals'
import { parseRedisUrl } from './redis-url.ts'

const local = { host: 'localhost', port: 6379, isTls: false, database: 0 }

describe('parseRedisUrl', () => {
  it.each([
    ['redis://localhost', local],
    ['redis://localhost/', local],
    ['redis://localhost:7000/3', { ...local, port: 7000, database: 3 }],
    ['rediss://localhost', { ...local, isTls: true }],
    ['redis://[::1]:7000', { ...local, host: '::1', port: 7000 }],
    ['redis://:p%40ss@localhost', { ...local, password: 'p@ss' }],
    ['redis://ada:p@localhost', { ...local, username: 'ada', password: 'p' }],
  ])('reads %s', (text, expected) => {
    expect(parseRedisUrl(text)).toStrictEqual(expected)
  })

  it.each([
    'redis:',
    'redis://',
    'redis:localhost',
    'localhost:6379',
    'http://localhost',
    'redis+unix:///run/redis.sock',
    'redis://localhost:99999',
    'redis://localhost/first',
    'redis://localhost?db=1',
    'redis://:pa#ss@localhost',
    'redis://:p%ss@localhost',
  ])('refuses %s', (text) => {
    expect(parseRedisUrl(text)).toBeUndefined()
  })
})
