import { expect, test } from '@jest/globals'
import { redactError } from './redact.ts'

const values = new Set(['Ada', 'ada@example.com', 'Ada Lovelace'])

test('an error is logged without the values, wherever they stand in it', () => {
  const cause = Object.assign(new Error('no mail for ada@example.com'), { code: 'EMAIL' })
  const error = new TypeError('cannot greet Ada Lovelace, called Ada', { cause })

  const logged = redactError(error, values)

  expect(logged).toMatchObject({
    type: 'TypeError',
    message: 'cannot greet [personal], called [personal]',
    cause: { type: 'Error', message: 'no mail for [personal]', code: 'EMAIL' },
  })
  expect(JSON.stringify(logged)).not.toMatch(/ada/i)
  expect(logged.stack).toContain('redact.test.ts')
})

test.each([
  ['a text', 'Ada failed', { type: 'string', message: '[personal] failed' }],
  ['nothing', undefined, { type: 'undefined', message: 'undefined' }],
])('what was thrown may be %s', (_, thrown, logged) => {
  expect(redactError(thrown, values)).toEqual(logged)
})

test('an error that is its own cause ends somewhere', () => {
  const error = new Error('again')
  error.cause = error
  expect(JSON.stringify(redactError(error, values)).match(/"message"/g)).toHaveLength(6)
})
