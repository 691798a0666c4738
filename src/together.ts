/** Turns of the event loop after which those who have come go on, though others keep coming. */
const MAX_TURNS = 8

let gathering: Promise<void> | undefined
let gathered = 0

/**
 * Resolves for all who wait at the same moment: at the end of a turn of the event loop that has brought
 * nobody new. What requests do from there on they do one after the other, step by step, and the code of each
 * step is in the processor's caches for all but the first. Who is alone waits for the turn to end.
 */
export function together(): Promise<void> {
  gathered += 1
  gathering ??= new Promise((resolve) => {
    let seen = 1
    let turns = 1
    const look = (): void => {
      if (gathered > seen && turns < MAX_TURNS) {
        seen = gathered
        turns += 1
        setImmediate(look)
        return
      }
      gathering = undefined
      gathered = 0
      resolve()
    }
    setImmediate(look)
  })
  return gathering
}
