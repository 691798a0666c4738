import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface Running extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string
}

/** A Node program of this project that prints the URL it listens on in its first line. */
export async function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (child.stdout === null) throw new TypeError('expected a pipe for standard output')
  const lines = createInterface(child.stdout)
  const [first] = (await Promise.race([once(lines, 'line'), once(child, 'exit')])) as [unknown]
  const url = /https?:\/\/[^/\s]+/.exec(String(first))?.[0]
  if (url === undefined) throw new Error(`${args.join(' ')} did not start: ${String(first)}`)
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
