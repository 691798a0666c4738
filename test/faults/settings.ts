import { randomInt } from 'node:crypto'

export interface FaultSettings {
  /** How long things break. */
  readonly secondsPerStore: number
  readonly seed: string
}

/**
 * `FAULTS_SECONDS` for both stores together (40; as many again go into starting and settling), and
 * `FAULTS_SEED` (another each time).
 */
export function readSettings(env: NodeJS.ProcessEnv): FaultSettings {
  const { FAULTS_SECONDS = '40', FAULTS_SEED = String(randomInt(2 ** 32)) } = env
  const seconds = Number(FAULTS_SECONDS)
  if (!(seconds >= 20)) {
    throw new Error(`FAULTS_SECONDS: expected 20 or more, got ${JSON.stringify(FAULTS_SECONDS)}`)
  }
  return { secondsPerStore: seconds / 2, seed: FAULTS_SEED }
}
