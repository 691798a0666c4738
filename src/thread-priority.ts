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

/** Of all its threads together. At full load V8 has compiled by then what runs often. */
const WARM_AFTER_CPU_MICROSECONDS = 5_000_000
const LOOK_EVERY_MS = 1000

/**
 * The same for the threads of V8 that collect garbage and compile, once the process has worked for a while: before,
 * whoever is served waits for what they compile.
 */
export function haveV8GiveWayOnceWarm(): void {
  const looking = setInterval(() => {
    const { user, system } = process.cpuUsage()
    if (user + system < WARM_AFTER_CPU_MICROSECONDS) return
    clearInterval(looking)
    haveV8GiveWay()
  }, LOOK_EVERY_MS)
  looking.unref()
}

function haveV8GiveWay(): void {
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
