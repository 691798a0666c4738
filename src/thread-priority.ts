import { readdirSync, readFileSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

/** On the scale of setpriority(2), where each is a fifth less: in all, a tenth of what another thread gets of a core. */
const STEPS_DOWN = 10
const LOWEST = constants.priority.PRIORITY_LOW

/** To Linux, the thread that asks. */
const OWN = 0

/**
 * From now on the calling thread gives way to those that serve, where they share a core. Linux alone has a priority for
 * each thread; elsewhere, and where a sandbox forbids it, everything stays as it is.
 */
export function giveWay(): void {
  onLinux(() => lower(OWN))
}

/** The same for the threads of V8 that collect garbage and compile. They are there before any of our code runs. */
export function haveV8GiveWay(): void {
  onLinux(() => {
    const threads = readdirSync('/proc/self/task').filter((thread) =>
      readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim().endsWith('V8Worker'),
    )
    for (const thread of threads) lower(Number(thread))
  })
}

function lower(thread: number): void {
  setPriority(thread, Math.min(getPriority(thread) + STEPS_DOWN, LOWEST))
}

function onLinux(change: () => void): void {
  if (process.platform !== 'linux') return
  try {
    change()
  } catch {
    // each has its share, as before
  }
}
