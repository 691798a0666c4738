import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** The helpers of a measurement, as commands to add arguments to. */
export interface Helpers {
  /** Told where it differs from what a measurement should use. */
  readonly remark?: string
  readonly upstream: readonly string[]
  readonly load: readonly string[]
}

/** The native ones where there is a C compiler, else those that run on Node. */
export function prepareHelpers(folder: string): Helpers {
  try {
    return {
      upstream: [compile('upstream', folder)],
      load: [compile('load', folder)],
    }
  } catch (error) {
    return {
      remark: `without a C compiler (${reasonOf(error)}): upstream and load run on Node, and cost more than the server may`,
      upstream: [process.execPath, 'bench/upstream-stub.ts'],
      load: [process.execPath, 'bench/load.ts'],
    }
  }
}

function compile(name: string, folder: string): string {
  const program = join(folder, name)
  execFileSync('cc', ['-O2', '-o', program, `bench/native/${name}.c`], { stdio: 'pipe' })
  return program
}

function reasonOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'it failed'
}
