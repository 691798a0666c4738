import { describe, expect, it } from '@jest/globals'
import { together } from './together.ts'

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Counts turns from now on, until it is told to stop. */
function countTurns(onTurn: (turn: number) => void): Disposable {
  let turn = 0
  const count = (): void => {
    turn += 1
    onTurn(turn)
    immediate = setImmediate(count)
  }
  let immediate = setImmediate(count)
  return { [Symbol.dispose]: () => clearImmediate(immediate) }
}

describe('together', () => {
  it('holds up who is alone until the turn ends', async () => {
    let turns = 0
    using _ = countTurns((turn) => (turns = turn))

    await together()

    expect(turns).toBe(1)
  })

  it('waits for those who come in the next turn, and lets all go on at the same moment', async () => {
    const steps: string[] = []
    const take = async (name: string): Promise<void> => {
      await together()
      steps.push(`${name} 1`)
      await Promise.resolve()
      steps.push(`${name} 2`)
    }

    const early = [take('a'), take('b')]
    await nextTurn()
    await Promise.all([...early, take('c')])

    expect(steps).toEqual(['a 1', 'b 1', 'c 1', 'a 2', 'b 2', 'c 2'])
  })

  it('begins anew for who comes once they have gone on', async () => {
    let turns = 0
    await Promise.all([together(), together()])
    using _ = countTurns((turn) => (turns = turn))

    await together()

    expect(turns).toBe(1)
  })

  it('lets them go on after eight turns, however many keep coming', async () => {
    let turns = 0
    let late: Promise<void> | undefined
    using _ = countTurns((turn) => {
      turns = turn
      late = together()
    })

    await Promise.all([together(), together()])

    expect(turns).toBe(8)
    await late
  })
})
