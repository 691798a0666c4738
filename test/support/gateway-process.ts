import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const builtProgram = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

export interface ProcessOptions {
  /** All that is set, besides the PATH. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** A path. @default what `npm run build` has built */
  readonly program?: string
  readonly args?: readonly string[]
  /** Arguments of Node itself. */
  readonly nodeArgs?: readonly string[]
}

export interface Exit {
  /** `null` when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The built gateway, in a process of its own. Disposing kills it if it still runs. */
export class GatewayProcess implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #firstLine: Promise<string>
  readonly exited: Promise<Exit>

  constructor({
    env = {},
    cwd,
    program = builtProgram,
    args = [],
    nodeArgs = [],
  }: ProcessOptions = {}) {
    const child = spawn(process.execPath, [...nodeArgs, program, ...args], {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    this.exited = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
      ([, stdout, stderr]) => ({ code: child.exitCode, stdout, stderr }),
    )
    this.#firstLine = once(createInterface(child.stdout), 'line').then(([line]) => String(line))
  }

  /** Where it says that it listens, without a trailing slash. Rejects when it exits instead. */
  async url(): Promise<string> {
    const line = await Promise.race([this.#firstLine, this.exited])
    const [, url] =
      typeof line === 'string' ? (/^Conversation gateway: (.+)\/graphql$/.exec(line) ?? []) : []
    if (url === undefined)
      throw new Error(`expected the gateway to start, got ${JSON.stringify(line)}`)
    return url
  }

  /** Throws when it could not be started. */
  get pid(): number {
    const { pid } = this.#child
    if (pid === undefined) throw new Error('expected a process')
    return pid
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.kill('SIGKILL')
    await this.exited
  }
}
