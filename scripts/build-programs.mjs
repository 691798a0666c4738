// Bundles each program and all it needs into dist. docs/decisions/0025-programs-are-bundled.md says why.
import { readdir, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

const shared = {
  absWorkingDir: root,
  outbase: 'src',
  outdir: dist,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // A package's ECMAScript modules where it has both: they become plain functions of one scope.
  mainFields: ['module', 'main'],
  alias: {
    'graphql/jsutils/inspect.js': 'graphql/jsutils/inspect.mjs',
    'graphql/execution/collectFields.js': 'graphql/execution/collectFields.mjs',
  },
  // type-graphql asks for it only where inputs are validated by decorators.
  external: ['class-validator'],
  // CommonJS packages in an ECMAScript module still require what belongs to Node.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
  },
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'eof',
  logLevel: 'warning',
  metafile: true,
}

// Each by itself: what programs share would be evaluated first, and before reflect-metadata.
const builds = await Promise.all([
  // What is imported when it is first needed stays in files of its own.
  build({ ...shared, entryPoints: ['src/main.ts'], splitting: true }),
  // A thread's program: it is looked for beside the files of the one before.
  build({ ...shared, entryPoints: ['src/store/checkpoint-thread.ts'], entryNames: '[name]' }),
  build({ ...shared, entryPoints: ['src/emulator/main.ts'] }),
  build({ ...shared, entryPoints: ['src/print-schema.ts'] }),
])
const namesOf = (kind) => builds.flatMap(({ metafile }) => Object.keys(metafile[kind]))

expectOneGraphql(namesOf('inputs'))
await removeAllBut(namesOf('outputs'))

/** Its types know each other by their classes, so two copies would refuse each other's schemas. */
function expectOneGraphql(inputs) {
  const copies = new Set()
  for (const path of inputs) {
    const [, folder, extension] = /^(.*node_modules\/graphql\/).*(\.\w+)$/.exec(path) ?? []
    if (folder !== undefined) copies.add(`${folder}**${extension}`)
  }
  if (copies.size !== 1) throw new Error(`expected one graphql, got ${[...copies].join(', ')}`)
}

/** Of earlier builds. The explorer's page is built apart. */
async function removeAllBut(outputs) {
  const kept = new Set(outputs.map((path) => join(root, path)))
  const entries = await readdir(dist, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    const isExplorer = relative(dist, path).startsWith('explorer/client')
    if (!isExplorer && entry.isFile() && !kept.has(path)) await rm(path)
  }
}
