import { describe, expect, it } from '@jest/globals'
import { tokenMemory } from './token-memory.ts'

describe('tokenMemory', () => {
  it.each([
    ['short', 4, 0, 10_000],
    ['long', 16_000, 0, 624],
    ['short, with long values', 4, 9_995, 1_000],
  ])('bounds how many tokens are remembered: %s', (_, length, besides, kept) => {
    const memory = tokenMemory<object>({ charactersOf: () => besides })

    for (let n = 0; n < 20_000; n += 1) memory.set(n.toString(36).padStart(length, '0'), {})

    expect(memory.size).toBe(kept)
  })

  it('remembers what was used last', () => {
    const memory = tokenMemory<object>()
    const value = {}

    memory.set('used', value)
    for (let n = 0; n < 20_000; n += 1) {
      memory.set(`token ${n}`, {})
      memory.get('used')
    }

    expect(memory.get('used')).toBe(value)
  })
})
