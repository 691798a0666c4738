import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again and again until the answer is right, or true. Rejects with the last answer when it
 * never is.
 */
export async function until<T>(
  ask: () => Promise<T> | T,
  isRight: (answer: T) => boolean = Boolean,
  timeoutMs = 15_000,
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (isRight(answer)) return answer
    if (Date.now() > giveUpAt) {
      throw new Error(`waited ${timeoutMs} ms in vain; last: ${JSON.stringify(answer)}`)
    }
    await sleep(20)
  }
}
