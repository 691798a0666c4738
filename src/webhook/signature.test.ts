import { describe, expect, test } from '@jest/globals'
import { isSigned } from './signature.ts'

const secret = 'a-client-secret'
const body = Buffer.from('{"text":"Grüße 👋"}')
// printf '{"text":"Grüße 👋"}' | openssl dgst -sha1 -hmac a-client-secret (and -sha256)
const sha1 = '5e75b06d83ff4cfb5f94c15c16bf5724ea9f393f'
const sha256 = 'cba3f5767da141946029b750323d9d9c2cfb872c967eddd00181dd7b3148a9c3'
const toBase64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

describe('a signature', () => {
  test.each([
    ['sha1 in Base64', `sha1=${toBase64(sha1)}`],
    ['sha256 in Base64', `sha256=${toBase64(sha256)}`],
    ['sha1 in hexadecimal', `sha1=${sha1}`],
    ['sha256 in hexadecimal', `sha256=${sha256.toUpperCase()}`],
  ])('is accepted: %s', (_, signature) => {
    expect(isSigned(body, signature, secret)).toBe(true)
  })

  test.each([
    ['of another secret', `sha1=${toBase64(sha1)}`, 'another-secret'],
    ['of another algorithm', `sha256=${toBase64(sha1)}`, secret],
    ['cut short', `sha1=${toBase64(sha1.slice(0, 20))}`, secret],
    ['of no length', 'sha1=', secret],
    ['of an unknown algorithm', `md5=${toBase64(sha1)}`, secret],
    ['without its algorithm', toBase64(sha1), secret],
    ['of nothing', '', secret],
    ['with something behind it', `sha1=${toBase64(sha1)},sha1=AAAA`, secret],
  ])('is refused: %s', (_, signature, key) => {
    expect(isSigned(body, signature, key)).toBe(false)
  })

  test('is refused for any other bytes', () => {
    const other = Buffer.from('{"text":"Grüße 👋"} ')
    expect(isSigned(other, `sha1=${toBase64(sha1)}`, secret)).toBe(false)
  })
})
