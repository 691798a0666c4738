// Decorators need it before the first decorated class is read.
import 'reflect-metadata'
import { once } from 'node:events'
import { type Config, ConfigError, readConfig, variables } from './config.ts'
import { type Gateway, startGateway } from './gateway.ts'
import { haveV8GiveWayOnceWarm } from './thread-priority.ts'

/** Runs the gateway until it is told to stop. */
export async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) return console.log(help())

  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

  await using gateway = await startOrExplain(env)
  if (gateway === undefined) return
  haveV8GiveWayOnceWarm()
  if (!stop.signal.aborted) await once(stop.signal, 'abort')
  await gateway.drain()
}

async function startOrExplain(env: NodeJS.ProcessEnv): Promise<Gateway | undefined> {
  try {
    const config = readConfig(env)
    const gateway = await startGateway(config)
    console.log(describe(gateway, config))
    return gateway
  } catch (error) {
    const explanation = explain(error)
    if (explanation === undefined) throw error
    console.error(explanation)
    process.exitCode = 1
    return undefined
  }
}

/** A plain Error was worded for a person. Any other class is a bug, which needs its stack trace. */
function explain(error: unknown): string | undefined {
  if (error instanceof ConfigError) return error.message
  const isWorded = error instanceof Error && error.constructor === Error
  return isWorded ? `The gateway can't start: ${error.message}` : undefined
}

function describe({ url: listener, emulator }: Gateway, { publicUrl, explorers }: Config): string {
  const url = publicUrl?.href.replace(/\/$/, '') ?? listener
  return [
    `Conversation gateway: ${url}/graphql`,
    ...(explorers ? [`Explorer, no internet needed: ${url}/explorer`] : []),
    ...(emulator ? [`LivePerson is played by an emulator: ${emulator.url}`] : []),
  ].join('\n')
}

function help(): string {
  const width = Math.max(...Object.keys(variables).map((name) => name.length))
  const lines = Object.entries(variables).map(([name, text]) => `  ${name.padEnd(width)}  ${text}`)
  return [
    'Usage: npm start',
    '',
    'Read from the environment (default in brackets):',
    ...lines,
  ].join('\n')
}
