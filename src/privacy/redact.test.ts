import { expect, test } from '@jest/globals'
import { redactError } from './redact.ts'

const values = new Set(['Ada', 'ada@example.com', 'Ada Lovelace'])

test('an error is logged without the values, wherever they stand in it', () => {
  const cause = Object.assign(new Error('no mail for ada@example.com'), { code: 'EMAIL' })
  const error = new TypeError('cannot greet Ada Lovelace, called Ada', { cause })

  const logged = redactError(error, values)

  expect(logged).toMatchObject({
    name: 'TypeError',
    message: 'cannot greet [personal], called [personal]',
    cause: { name: 'Error', message: 'no mail for [personal]', code: 'EMAIL' },
  })
  expect(logged.stack).toMatch(/^TypeError: cannot greet \[personal\][^]*redact\.test\.ts/)
  expect(`${logged.stack}${(logged.cause as Error).stack}`).not.toMatch(/ada/i)
})

test.each([
  ['a text', 'Ada failed', '[personal] failed'],
  ['nothing', undefined, 'undefined'],
])('what was thrown may be %s', (_, thrown, message) => {
  expect(redactError(thrown, values).message).toBe(message)
})

test('an error that is its own cause ends somewhere', () => {
  const error = new Error('again')
  error.cause = error
  let depth = 0
  for (let each: unknown = redactError(error, values); each; each = (each as Error).cause)
    depth += 1
  expect(depth).toBe(6)
})
