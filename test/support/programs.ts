// This file makes suites and holds none, so the rules about a test's title and body say nothing here.
/* oxlint-disable jest/valid-title, jest/valid-describe-callback, jest/expect-expect, jest/no-disabled-tests */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, it } from '@jest/globals'

/** What some tests need besides npm packages, under every name it goes by, and what installs it. */
const programs = {
  chromium: {
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    install: 'apt-get install chromium',
  },
  'redis-server': { names: ['redis-server'], install: 'apt-get install redis-server' },
} as const
export type Program = keyof typeof programs

/**
 * Describes tests that need a program, given the path of it. Where the program is not on the PATH they are
 * reported as skipped, with the command that installs it; with REQUIRE_PROGRAMS=1 that is a failure.
 */
export function describeWith(program: Program, name: string, tests: (path: string) => void): void {
  const path = findProgram(program)
  if (path !== undefined) {
    describe(name, () => tests(path))
    return
  }
  const missing = `needs ${program}: ${programs[program].install}`
  describe(name, () => {
    if (process.env['REQUIRE_PROGRAMS'] !== '1') it.skip(missing, () => {})
    else {
      it(missing, () => {
        throw new Error(`expected one of ${programs[program].names.join(', ')} on the PATH`)
      })
    }
  })
}

function findProgram(program: Program): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return programs[program].names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
