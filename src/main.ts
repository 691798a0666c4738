// Nothing of ours may be imported here: an older Node could not even parse it.
import module from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
// As engines in package.json; docs/decisions/0010-node-26-as-a-development-dependency.md says why.
const isSupported = major > 26 || (major === 26 && minor >= 1) || (major === 24 && minor >= 16)
if (!isSupported) {
  console.error(
    `conversation-gateway needs Node 24 from 24.16 on, or 26.1 or newer, but this is ${process.versions.node}. "npm start" brings its own.`,
  )
  process.exitCode = 1
} else {
  // docs/decisions/0026-nothing-is-born-old.md and 0027-a-lull-leaves-the-heap-as-it-is.md say why.
  // It must come before what it is for is compiled.
  setFlagsFromString('--no-allocation-site-pretenuring')
  setFlagsFromString('--memory-reducer-gc-count=0')
  setFlagsFromString('--heap-growing-percent=200')
  // docs/decisions/0029-compiled-code-is-kept.md
  module.enableCompileCache(fileURLToPath(new URL('../dist/compile-cache', import.meta.url)))
  const { run } = await import('./run.ts')
  await run(process.argv.slice(2), process.env)
}
