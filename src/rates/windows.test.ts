import { describe, expect, it } from '@jest/globals'
import { Windows } from './windows.ts'

describe('windows', () => {
  it('begin with the first call of each key, and end together with what was used of them', () => {
    let now = 1000
    const windows = new Windows({ seconds: 60 }, () => now)

    expect(windows.use('ada', 1)).toEqual({ used: 1, resetMs: 60_000 })
    now += 20_000
    expect(windows.use('ada', 5)).toEqual({ used: 6, resetMs: 40_000 })
    expect(windows.use('grace', 2)).toEqual({ used: 2, resetMs: 60_000 })
    now += 40_000
    expect(windows.use('ada', 1)).toEqual({ used: 1, resetMs: 60_000 })
    expect(windows.use('grace', 1)).toEqual({ used: 3, resetMs: 20_000 })
  })
})
