import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Running extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string
  readonly pid: number
}

type Variables = Readonly<Record<string, string>>

/** A Node program of this project that prints the URL it listens on in its first line. */
export function startProgram(args: readonly string[], env: Variables = {}): Promise<Running> {
  return startCommand([process.execPath, ...args], env)
}

/** Any program that prints the URL it listens on in its first line. */
export async function startCommand(
  command: readonly string[],
  env: Variables = {},
): Promise<Running> {
  const [file = '', ...args] = command
  const child: ChildProcess = spawn(file, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.stdout === null) throw new TypeError('expected a pipe for standard output')
  const lines = createInterface(child.stdout)
  const [first] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [unknown]
  const url = /https?:\/\/[^/\s]+/.exec(String(first))?.[0]
  if (url === undefined || child.pid === undefined) {
    throw new Error(`${command.join(' ')} did not start: ${String(first)}`)
  }
  return { url, pid: child.pid, [Symbol.asyncDispose]: () => end(child) }
}

/** SIGTERM, and SIGKILL for what does not heed it. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  // one that is stopped hears nothing else
  child.kill('SIGCONT')
  const impatience = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await gone
  clearTimeout(impatience)
}
