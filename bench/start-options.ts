import { readFileSync } from 'node:fs'

/** What `npm start` tells Node, so that the gateway is measured as it is shipped. */
export const startOptions: readonly string[] = readStartOptions()

function readStartOptions(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly scripts: { readonly start: string }
  }
  const [program, ...args] = scripts.start.split(' ')
  const main = args.pop()
  if (program !== 'node' || main === undefined || main.startsWith('-')) {
    throw new Error(`expected npm start to run a program with node, got ${scripts.start}`)
  }
  return args
}
