import { setTimeout as sleep } from 'node:timers/promises'
import type { Emulator } from '../../src/emulator/emulator.ts'
import type { Random } from '../support/random.ts'
import type { Station } from './station.ts'
import { nextFault } from './weather.ts'

/** More than these would only pile up for endpoints that are seldom called. */
const MAX_PENDING_FAULTS = 10

export interface Ends {
  readonly kill: number
  readonly stop: number
}

/** Ends a gateway again and again, mostly with SIGKILL, and starts it again. Tells how often. */
export async function endAtRandom(
  station: Station,
  random: Random,
  over: AbortSignal,
): Promise<Ends> {
  const ends = { kill: 0, stop: 0 }
  while (await pause(random.int(1_000, 5_000), over)) {
    const how = random.chance(0.75) ? 'kill' : 'stop'
    await station.endGateway(how)
    ends[how] += 1
    await pause(random.int(0, 500), over)
    await station.startGateway()
  }
  return ends
}

export async function breakLivePerson(
  emulator: Emulator,
  random: Random,
  over: AbortSignal,
): Promise<void> {
  while (await pause(random.int(50, 400), over)) {
    if (random.chance(0.02)) emulator.revokeAppJwts()
    if (emulator.faults().length < MAX_PENDING_FAULTS) emulator.addFault(nextFault(random))
  }
}

/** False when it is over. */
async function pause(ms: number, over: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal: over }).catch(() => undefined)
  return !over.aborted
}
