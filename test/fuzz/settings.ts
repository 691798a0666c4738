import { randomInt } from 'node:crypto'

export interface FuzzSettings {
  readonly seconds: number
  readonly seed: number
  /** Of fast-check: the one case to run again. */
  readonly path: string | undefined
}

/** `FUZZ_SECONDS` for all parts together (30), `FUZZ_SEED` (another each time) and `FUZZ_PATH`. */
export function readSettings(env: NodeJS.ProcessEnv): FuzzSettings {
  const { FUZZ_SECONDS = '30', FUZZ_SEED = String(randomInt(2 ** 31)), FUZZ_PATH: path } = env
  const seconds = Number(FUZZ_SECONDS)
  const seed = Number(FUZZ_SEED)
  if (!(seconds >= 5)) {
    throw new Error(`FUZZ_SECONDS: expected 5 or more, got ${JSON.stringify(FUZZ_SECONDS)}`)
  }
  if (!Number.isInteger(seed)) {
    throw new Error(`FUZZ_SEED: expected a whole number, got ${JSON.stringify(FUZZ_SEED)}`)
  }
  return { seconds, seed, path }
}
