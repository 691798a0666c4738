import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '../support/random.ts'
import type { Intent, Told } from './evidence.ts'
import type { Ledger } from './ledger.ts'
import type { Station } from './station.ts'

type Stations = readonly [Station, ...Station[]]

const MAX_CALLS = 8
const MAX_BACKOFF_MS = 2_000

/** One consumer after the other comes with what they want, until it is over. */
export async function runClient(
  ledger: Ledger,
  stations: Stations,
  random: Random,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    const hasKey = random.chance(0.8)
    const count = hasKey && random.chance(0.25) ? random.int(2, 3) : 1
    await Promise.all(
      ledger
        .addIntents(count, hasKey)
        .map((intent) => pursue(intent, ledger, stations, random, over)),
    )
  }
}

/** Sometimes asks twice at once, as a page does that is opened twice. */
async function pursue(
  intent: Intent,
  ledger: Ledger,
  stations: Stations,
  random: Random,
  over: AbortSignal,
): Promise<void> {
  const twins = intent.key !== undefined && random.chance(0.25) ? 2 : 1
  await Promise.all(
    Array.from({ length: twins }, async () => {
      for (let call = 0; call < MAX_CALLS && !over.aborted; call++) {
        const told = await ledger.ask(random.pick(stations).client, intent)
        const isCurious = intent.key !== undefined && random.chance(0.1)
        if (!mayAskAgain(intent, told) && !isCurious) return
        await sleep(random.int(0, Math.min(50 * 2 ** call, MAX_BACKOFF_MS)))
      }
    }),
  )
}

/** Without a key only what certainly did nothing may be asked for again. */
export function mayAskAgain({ key }: Intent, told: Told): boolean {
  switch (told.kind) {
    case 'nothing-done':
      return told.retryable
    case 'unheard':
      return true
    case 'in-progress':
    case 'lost':
    case 'hung':
      return key !== undefined
    case 'created':
    case 'refused':
    case 'unknown':
    case 'fault':
      return false
  }
}

/** Asks for every key until it gets what the key keeps. */
export async function askOnceMore(ledger: Ledger, stations: Stations): Promise<void> {
  const keyed = ledger.intents.filter(({ key }) => key !== undefined).values()
  const askNext = async () => {
    for (const intent of keyed) {
      for (let call = 0; call < 2 * MAX_CALLS; call++) {
        const [station, other] = stations
        const { client } = call % 2 === 0 ? station : (other ?? station)
        if (!mayAskAgain(intent, await ledger.ask(client, intent))) break
      }
    }
  }
  await Promise.all(Array.from({ length: 20 }, askNext))
}
