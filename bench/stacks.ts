import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Issuer } from './issuer.ts'
import { startOptions } from './start-options.ts'
import {
  ACCOUNT_ID,
  create,
  createFromBatch,
  createWithKey,
  type Headers,
  passthroughHeaders,
  relayed,
  type Workload,
} from './workload.ts'

/** What a server is started with. */
export interface Surroundings {
  readonly upstream: string
  readonly port: number
  /** For what it writes; gone after the run. */
  readonly folder: string
  readonly issuer: Issuer
  /** The gateway's main module, built. */
  readonly gateway: string
}

export interface Launch {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** A server under measurement, and what is asked of it. */
export interface Stack {
  /** Of `--only`, and in the table. */
  readonly name: string
  readonly kind: 'gateway' | 'relay' | 'peer'
  readonly workload: Workload
  readonly headersOf: (surroundings: Surroundings) => (consumer: number) => Headers
  readonly launch: (surroundings: Surroundings) => Launch
  /** How it differs from the others, where it does. */
  readonly remark?: string
}

export const RELAY = 'relay'

const relay: Stack = {
  name: RELAY,
  kind: 'relay',
  workload: relayed,
  headersOf: () => passthroughHeaders,
  launch: (surroundings) => node(surroundings, ['bench/relay.ts']),
}

interface Variant {
  readonly mode: 'passthrough' | 'oidc'
  readonly store: 'memory' | 'sqlite'
  readonly hasKey: boolean
}

const variants: readonly Variant[] = (['passthrough', 'oidc'] as const).flatMap((mode) =>
  (['memory', 'sqlite'] as const).flatMap((store) =>
    [false, true].map((hasKey) => ({ mode, store, hasKey })),
  ),
)

function toGateway({ mode, store, hasKey }: Variant): Stack {
  return {
    name: `gateway-${mode}-${store}${hasKey ? '-key' : ''}`,
    kind: 'gateway',
    workload: hasKey ? createWithKey : create,
    headersOf: ({ issuer }) => (mode === 'oidc' ? issuer.headersOf : passthroughHeaders),
    launch: launchGateway(({ port, folder, issuer }) => ({
      ...(store === 'memory' ? { STORE_URL: 'memory:' } : sealedFile(folder, port)),
      AUTH_MODE: mode,
      ...(mode === 'oidc' && issuer.variables),
    })),
  }
}

/**
 * As shipped: production, metrics on. Its rate limits are on too, and far above what a run asks for.
 * @param variablesOf its store and its mode, and what is to be other than here
 */
export function launchGateway(
  variablesOf: (surroundings: Surroundings) => Launch['env'],
): Stack['launch'] {
  return (surroundings) => ({
    command: [process.execPath, ...startOptions, surroundings.gateway],
    env: {
      NODE_ENV: 'production',
      PORT: String(surroundings.port),
      LP_ACCOUNT_ID: ACCOUNT_ID,
      LP_CLIENT_ID: 'client',
      LP_CLIENT_SECRET: 'secret',
      LP_DOMAIN_API_URL: surroundings.upstream,
      RATE_LIMIT_ADDRESS: UNREACHED,
      RATE_LIMIT_CONSUMER: UNREACHED,
      RATE_LIMIT_ACCOUNT: UNREACHED,
      ...variablesOf(surroundings),
    },
  })
}

/** What production requires of a store that outlives its process. */
export function sealedFile(folder: string, port: number): Launch['env'] {
  return { STORE_URL: `sqlite:${join(folder, `${port}.db`)}`, STORE_KEYS: newStoreKeys() }
}

export function newStoreKeys(): string {
  return `k1:${randomBytes(32).toString('base64')}`
}

const UNREACHED = '1000000000/60s'

interface Peer extends Pick<Stack, 'name' | 'remark'> {
  readonly workload?: Workload
  readonly launch: Stack['launch']
}

const fromBatch = 'its caller writes the batch; the answer unmapped'

const peers: readonly Peer[] = [
  { name: 'apollo', launch: peerOnNode('apollo.ts') },
  { name: 'apollo-type-graphql', launch: peerOnNode('type-graphql.ts') },
  { name: 'yoga', launch: peerOnNode('yoga.ts') },
  { name: 'mercurius', launch: peerOnNode('mercurius.ts') },
  { name: 'mercurius-jit', launch: peerOnNode('mercurius.ts', '--jit') },
  { name: 'hive', workload: createFromBatch, remark: fromBatch, launch: peerOnNode('hive.ts') },
  { name: 'tailcall', workload: createFromBatch, remark: fromBatch, launch: launchTailcall },
]

export const stacks: readonly Stack[] = [
  relay,
  ...variants.map(toGateway),
  ...peers.map((peer): Stack => ({
    kind: 'peer',
    workload: create,
    headersOf: () => passthroughHeaders,
    ...peer,
  })),
]

function peerOnNode(...args: readonly string[]): Stack['launch'] {
  return (surroundings) => {
    const [file, ...options] = args
    return node(surroundings, [`bench/peers/${file}`, ...options])
  }
}

function node({ upstream, port }: Surroundings, args: readonly string[]): Launch {
  return {
    command: [process.execPath, ...args],
    env: { NODE_ENV: 'production', UPSTREAM: upstream, PORT: String(port) },
  }
}

/** @throws Error where npm has no binary for this system */
function launchTailcall({ upstream, port, folder }: Surroundings): Launch {
  const resolve = createRequire(join(process.cwd(), 'bench/peers/package.json')).resolve
  const manifest = resolve('@tailcallhq/core-linux-x64-gnu/package.json')
  const config = join(folder, 'tailcall.graphql')
  const text = readFileSync('bench/peers/tailcall.graphql', 'utf8')
  writeFileSync(
    config,
    text.replaceAll('http://upstream', upstream).replace('port: 4000', `port: ${port}`),
  )
  return {
    command: [join(manifest, '../bin/tailcall'), 'start', config],
    env: { TC_TRACKER: 'false', TC_LOG_LEVEL: 'error', NO_COLOR: '1' },
  }
}
