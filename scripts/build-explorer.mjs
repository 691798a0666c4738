// Bundles the explorer's page into dist/explorer/client, unless nothing that it is made of has changed.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const client = join(root, 'src/explorer/client')
const bundle = join(root, 'dist/explorer/client')
const stamp = join(root, 'dist/explorer/client.sha256')
const example = {
  query: join(root, 'schema/operations/create-conversation.graphql'),
  variables: join(root, 'schema/operations/create-conversation.variables.json'),
}

const shared = {
  absWorkingDir: root,
  outdir: bundle,
  bundle: true,
  minify: true,
  metafile: true,
  logLevel: 'warning',
  legalComments: 'eof',
  target: 'es2022',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
}

const inputs = await hashInputs()
if (!existsSync(stamp) || (await readFile(stamp, 'utf8')) !== inputs) {
  // Loaded only here: it takes longer than finding out that there is nothing to do.
  const { build } = await import('esbuild')
  await rm(stamp, { force: true })
  await rm(bundle, { recursive: true, force: true })
  const workers = await bundleWorkers(build)
  await writePage(await bundleScript(build, workers), await bundleStyle(build))
  await writeFile(stamp, inputs)
}

async function hashInputs() {
  const sources = (await readdir(client)).toSorted().map((name) => join(client, name))
  const paths = [fileURLToPath(import.meta.url), join(root, 'package-lock.json'), ...sources]
  const hash = createHash('sha256')
  for (const path of [...paths, ...Object.values(example)]) {
    hash.update(JSON.stringify([basename(path), await readFile(path, 'utf8')]))
  }
  return hash.digest('hex')
}

/** Monaco's language services run in classic workers: one file each, found by its name from the page. */
async function bundleWorkers(build) {
  const { metafile } = await build({
    ...shared,
    format: 'iife',
    entryPoints: {
      editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
      json: 'monaco-editor/esm/vs/language/json/json.worker.js',
      graphql: 'monaco-graphql/esm/graphql.worker.js',
    },
  })
  const names = Object.keys(metafile.outputs).map((path) => basename(path))
  return Object.fromEntries(names.map((name) => [name.split('-')[0], name]))
}

async function bundleScript(build, workers) {
  const query = await readFile(example.query, 'utf8')
  const variables = await readFile(example.variables, 'utf8')
  const { metafile } = await build({
    ...shared,
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    entryPoints: { main: join(client, 'main.jsx') },
    // GraphiQL's own style sheet holds what its parts and Monaco import one by one.
    loader: { '.css': 'empty' },
    define: {
      EXAMPLE: JSON.stringify({ query: query.trimEnd(), variables: variables.trimEnd() }),
      WORKERS: JSON.stringify(workers),
      'process.env.NODE_ENV': '"production"',
      'process.env.USE_IMPORT': '"true"',
    },
  })
  return toOutputName(metafile, 'main.jsx')
}

async function bundleStyle(build) {
  const { metafile } = await build({ ...shared, entryPoints: { main: join(client, 'main.css') } })
  return toOutputName(metafile, 'main.css')
}

/** What a file of the client became. Its chunks are entries too, so any entry will not do. */
function toOutputName({ outputs }, source) {
  const isOfSource = (path) => outputs[path].entryPoint?.endsWith(`client/${source}`)
  return basename(Object.keys(outputs).find(isOfSource))
}

async function writePage(script, style) {
  const template = await readFile(join(client, 'index.html'), 'utf8')
  const page = template.replace('%SCRIPT%', script).replace('%STYLE%', style)
  await writeFile(join(bundle, 'index.html'), page)
}
