import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const FOLDER = 'bench/peers'

/** Once; they are no dependencies of the gateway. @returns why there are none, where that is so */
export function installPeers(): string | undefined {
  if (existsSync(`${FOLDER}/node_modules`)) return undefined
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: 'pipe' })
    return undefined
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: Buffer | string }
    const reason = String(stderr)
      .split('\n')
      .find((line) => line.startsWith('npm error'))
    return `its packages could not be installed (${reason ?? message})`
  }
}
