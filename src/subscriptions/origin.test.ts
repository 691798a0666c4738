import { describe, expect, it } from '@jest/globals'
import { isAllowedOrigin } from './origin.ts'

const any = { cors: { kind: 'any' } } as const
const none = { cors: { kind: 'listed', origins: [] } } as const
const listed = { cors: { kind: 'listed', origins: ['https://shop.example'] } } as const
const behindProxy = { ...none, publicUrl: new URL('https://api.example/chat') }

describe('a socket', () => {
  it.each([
    ['of a program', undefined, none, true],
    ['of any page, where any may call', 'https://evil.example', any, true],
    ['of a listed page', 'https://shop.example', listed, true],
    ['of the same name without TLS', 'http://shop.example', listed, false],
    ['of a name that begins the same', 'https://shop.example.evil.example', listed, false],
    ['of a page of its own', 'http://gateway:4000', none, true],
    ['of another port of its own host', 'http://gateway:4001', none, false],
    ['of a page below the public URL', 'https://api.example', behindProxy, true],
    ['of a page without an origin', 'null', listed, false],
    ['of an origin that is no URL', 'gateway:4000:1', none, false],
    ['of an empty origin', '', listed, false],
  ] as const)('%s is judged by its origin', (_, origin, config, allowed) => {
    expect(isAllowedOrigin(origin, 'gateway:4000', config)).toBe(allowed)
  })
})
