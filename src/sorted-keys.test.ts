import { describe, expect, it } from '@jest/globals'
import { withSortedKeys } from './sorted-keys.ts'

const textOf = (json: string): string => {
  const object: object = JSON.parse(json)
  return JSON.stringify(withSortedKeys(object))
}

describe('withSortedKeys', () => {
  it.each([
    ['no key', '{}', '{}'],
    ['keys', '{"b":1,"a":2}', '{"a":2,"b":1}'],
    ['keys of an object in an object', '{"x":{"b":1,"a":2}}', '{"x":{"a":2,"b":1}}'],
    ['keys of an object in lists', '{"x":[[{"b":1,"a":2}]]}', '{"x":[[{"a":2,"b":1}]]}'],
    ['capitals', '{"a":1,"B":2}', '{"B":2,"a":1}'],
    ['__proto__', '{"b":1,"__proto__":{"a":1}}', '{"__proto__":{"a":1},"b":1}'],
  ])('puts %s in order', (_, given, sorted) => {
    expect(textOf(given)).toBe(sorted)
  })

  it.each(['{"a":[2,1]}', '{"a":null}', '{"a":[]}', '{"a":{}}', '{"a":"é"}', '{"a":[true,1.5]}'])(
    'keeps %s as it is',
    (json) => {
      expect(textOf(json)).toBe(json)
    },
  )

  it('leaves what it is given in its order', () => {
    const given = { b: { d: 1, c: 2 }, a: 3 }

    withSortedKeys(given)

    expect(JSON.stringify(given)).toBe('{"b":{"d":1,"c":2},"a":3}')
  })
})
