import { describe, expect, it } from '@jest/globals'
import { normalise } from './normalise.ts'

describe('an accident', () => {
  it.each([
    ['pageId', '1712345678901', '<monitored>'],
    ['visitorId', '1712345678', '<monitored>'],
    ['retryAfterMs', 1_712_345_678, '<ms>'],
    ['createdAt', '1712345678901', '<epoch>'],
  ])('is told by its name, and only then by its looks: %s', (name, value, expected) => {
    const answer = JSON.stringify({ [name]: value })

    expect(JSON.stringify(normalise({ body: answer }))).toContain(expected)
  })
})
