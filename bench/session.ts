import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BenchServer, startServer, type Target, writeTarget } from './bench-server.ts'
import { startIssuer } from './issuer.ts'
import { onHelperCore } from './machine.ts'
import { prepareHelpers } from './native.ts'
import { startCommand } from './processes.ts'
import type { Stack } from './stacks.ts'
import { direct } from './workload.ts'

/** Everything that a measurement needs beside the servers it is about. */
export interface Session extends AsyncDisposable {
  /** For what belongs to it; gone after it. */
  readonly folder: string
  readonly load: readonly string[]
  /** The upstream without a server in front of it. */
  readonly direct: Target
  /** Where it differs from what a measurement should be. */
  readonly remark: string | undefined
  /** Ends it with the session, before what was kept earlier. */
  readonly keep: (resource: Disposable | AsyncDisposable) => void
  /** @throws Error when it does not start, or answers wrongly */
  readonly start: (stack: Stack) => Promise<BenchServer>
}

/** @param gateway the main module of a build */
export async function openSession(gateway: string): Promise<Session> {
  await using starting = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  starting.defer(() => rm(folder, { recursive: true }))
  const helpers = prepareHelpers(folder)
  const startUpstream = () => startCommand(onHelperCore(helpers.upstream))
  const alone = starting.use(await startUpstream())
  const issuer = starting.use(await startIssuer())
  const servers = starting.use(new AsyncDisposableStack())
  const held = starting.move()
  return {
    folder,
    load: helpers.load,
    direct: writeTarget(join(folder, 'direct'), Number(new URL(alone.url).port), direct),
    remark: helpers.remark,
    keep: (resource) => void servers.use(resource),
    start: async (stack) => {
      // One for each, so that none has to look after the idle connections of the others.
      const upstream = servers.use(await startUpstream())
      return servers.use(await startServer(stack, upstream, { folder, issuer, gateway }))
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}
