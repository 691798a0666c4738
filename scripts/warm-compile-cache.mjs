// Runs the built gateway once, for the compiled code that it leaves in dist/compile-cache.
// docs/decisions/0029-compiled-code-is-kept.md says why.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const operation = new URL('../schema/operations/create-conversation', import.meta.url)

// With nothing configured it plays LivePerson itself, and says first where it listens.
const gateway = spawn(process.execPath, [program], {
  env: { PATH: process.env.PATH, PORT: '0', STORE_URL: 'memory:', LOG_LEVEL: 'silent' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const exit = once(gateway, 'exit')
const [line] = await Promise.race([once(createInterface(gateway.stdout), 'line'), exit])
const [url] = /http:\S+\/graphql$/.exec(line) ?? []
if (url === undefined) throw new Error(`expected the built gateway to listen, got ${line}`)
await createConversation(url)
// Node writes what it has compiled when it ends.
gateway.kill('SIGTERM')
const [code] = await exit
if (code !== 0) throw new Error(`expected the built gateway to end with 0, got ${code}`)

async function createConversation(endpoint) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: await readFile(`${fileURLToPath(operation)}.graphql`, 'utf8'),
      variables: JSON.parse(await readFile(`${fileURLToPath(operation)}.variables.json`, 'utf8')),
    }),
  })
  const { data } = await response.json()
  if (data?.createConversation.outcome !== 'CREATED') {
    throw new Error(`expected the built gateway to create, got ${JSON.stringify(data)}`)
  }
}
