import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { atMoment } from './at-moment.ts'

const DAY_MS = 86_400_000

describe('a moment', () => {
  beforeEach(() => {
    jest.useFakeTimers()
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  it.each([
    ['an hour', DAY_MS / 24],
    ['a hundred days, more than a timer can hold', 100 * DAY_MS],
  ])('that is %s away comes then, and once', (_, ms) => {
    const callback = jest.fn()
    atMoment(Date.now() + ms, callback)

    jest.advanceTimersByTime(ms - 1)
    expect(callback).not.toHaveBeenCalled()
    jest.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledTimes(1)
    jest.advanceTimersByTime(200 * DAY_MS)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('that has passed comes at once, but not before the call returns', () => {
    const callback = jest.fn()
    atMoment(Date.now() - 1, callback)

    expect(callback).not.toHaveBeenCalled()
    jest.advanceTimersByTime(1)
    expect(callback).toHaveBeenCalledTimes(1)
  })

  it('that never comes is waited for without an error', () => {
    const callback = jest.fn()
    const waiting = atMoment(Number.POSITIVE_INFINITY, callback)

    jest.advanceTimersByTime(100 * DAY_MS)
    waiting[Symbol.dispose]()

    expect(callback).not.toHaveBeenCalled()
  })

  it.each([1, 100])('%d days away is forgotten when it is disposed of', (days) => {
    const callback = jest.fn()
    const waiting = atMoment(Date.now() + days * DAY_MS, callback)
    jest.advanceTimersByTime((days - 0.5) * DAY_MS)

    waiting[Symbol.dispose]()
    jest.advanceTimersByTime(DAY_MS)

    expect(callback).not.toHaveBeenCalled()
  })
})
