import { once } from 'node:events'
import { DEFAULT_USER, type Emulator, startEmulator } from './emulator.ts'
import { type EmulatorSettings, HELP, readSettings } from './settings.ts'

if (process.argv.includes('--help')) {
  console.log(HELP)
} else {
  const read = readSettings(process.env)
  if (read.ok) {
    await run(read.settings)
  } else {
    console.error(read.message)
    process.exitCode = 1
  }
}

async function run(settings: EmulatorSettings): Promise<void> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

  await using emulator = await startEmulator(settings)
  console.log(describe(emulator))

  if (!stop.signal.aborted) await once(stop.signal, 'abort')
}

/** Its secrets are no secrets: nobody but this emulator takes them. */
function describe({ url, accounts }: Emulator): string {
  const secure = url.replace('http:', 'https:')
  return [
    `LivePerson is at ${url} and ${secure}`,
    `log in as ${DEFAULT_USER.username} with ${DEFAULT_USER.password}`,
    ...accounts.flatMap(({ accountId, clientId, clientSecret }) => [
      '',
      `Account ${accountId}. For a gateway:`,
      `  LP_DOMAIN_API_URL=${url}`,
      `  LP_ACCOUNT_ID=${accountId}`,
      `  LP_CLIENT_ID=${clientId}`,
      `  LP_CLIENT_SECRET=${clientSecret}`,
    ]),
  ].join('\n')
}
