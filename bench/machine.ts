import { execFile, spawnSync } from 'node:child_process'
import { availableParallelism, cpus, platform, release } from 'node:os'
import { promisify } from 'node:util'

const hasTaskset = spawnSync('taskset', ['--version']).status === 0
const isPinned = hasTaskset && availableParallelism() > 1
const [serverCpu, helperCpu] = isPinned ? allowedCpus() : []

/** Server on one core, all that only serves the measurement on another, where the system can do that. */
export function onServerCore(command: readonly string[]): readonly string[] {
  return serverCpu === undefined ? command : ['taskset', '-c', serverCpu, ...command]
}

export function onHelperCore(command: readonly string[]): readonly string[] {
  return helperCpu === undefined ? command : ['taskset', '-c', helperCpu, ...command]
}

export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU'
  const pinning = isPinned
    ? 'server on one core, load and upstream on another'
    : 'not pinned to cores'
  return `${model}, ${availableParallelism()} cores; ${platform()} ${release().split('-')[0]}; Node ${process.versions.node}; ${pinning}`
}

/** How often, and for how long, a program was kept from running that had nothing to wait for. */
export interface Stalls {
  readonly times: number
  readonly totalMs: number
  readonly longestMs: number
}

/**
 * What the machine itself does to whoever is measured on it, before anybody is.
 * @returns of a loop in the server's place, beside another in that of its helpers
 */
export async function measureStalls(seconds: number): Promise<Stalls> {
  const spin = [process.execPath, 'bench/spin.ts', String(seconds)]
  const [stalls] = await Promise.all([stallsOf(onServerCore(spin)), stallsOf(onHelperCore(spin))])
  return stalls
}

async function stallsOf([file = '', ...args]: readonly string[]): Promise<Stalls> {
  const { stdout } = await promisify(execFile)(file, args)
  return JSON.parse(stdout) as Stalls
}

/** The first and the last that this process may use. */
function allowedCpus(): readonly [string, string] {
  const { stdout } = spawnSync('taskset', ['-pc', String(process.pid)], { encoding: 'utf8' })
  const numbers = stdout.slice(stdout.lastIndexOf(':') + 1).match(/\d+/g) ?? []
  return [numbers[0] ?? '0', numbers.at(-1) ?? '1']
}
