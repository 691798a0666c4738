import { describe, expect, it } from '@jest/globals'
import { type Disturbance, Disturber, parseDisturbance } from './disturbance.ts'

const NUMBERS = Array.from({ length: 200 }, (_, n) => n)

function send(disturbance: Disturbance, id: string = 'a'): readonly number[] {
  const disturber = new Disturber<number>(parseDisturbance(disturbance))
  const sent = NUMBERS.flatMap((n) => {
    const passage = disturber.pass(id, n, false)
    return passage.kind === 'sent' ? passage.items : []
  })
  return [...sent, ...disturber.flush(id)]
}

describe('a shuffle', () => {
  it('does the same for the same seed, whatever the id', () => {
    expect(send({ shuffle: { seed: 5 } }, 'a')).toEqual(send({ shuffle: { seed: 5 } }, 'b'))
  })

  it('does something else for another seed', () => {
    expect(send({ shuffle: { seed: 5 } })).not.toEqual(send({ shuffle: { seed: 6 } }))
  })

  it('loses nothing, and sends each up to three times', () => {
    const sent = send({ shuffle: { seed: 7 } })

    const counts = NUMBERS.map((number) => sent.filter((each) => each === number).length)
    expect(new Set(counts)).toEqual(new Set([1, 2, 3]))
  })

  it.each([1, 3, 8])('lets no more than %i later ones overtake', (window) => {
    const sent = send({ shuffle: { seed: 8, window } })

    const lags = sent.map((number, index) => Math.max(...sent.slice(0, index + 1)) - number)
    expect(Math.max(...lags)).toBe(window)
  })
})

describe('what waits', () => {
  it('is nothing once it was flushed', () => {
    const disturber = new Disturber<string>(parseDisturbance({ swap: 1 }))
    disturber.pass('a', 'held', false)

    expect(disturber.hasHeld('a')).toBe(true)
    expect(disturber.flushAll()).toEqual([['a', ['held']]])
    expect(disturber.hasHeld('a')).toBe(false)
  })
})
