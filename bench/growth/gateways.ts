import type { BenchServer } from '../bench-server.ts'
import type { Session } from '../session.ts'
import { launchGateway, sealedFile, type Stack, type Surroundings } from '../stacks.ts'
import { create, passthroughHeaders, type Workload } from '../workload.ts'

type VariablesOf = Parameters<typeof launchGateway>[0]

export interface GatewayOptions {
  /** Its own among all of a session. */
  readonly name: string
  readonly variablesOf: VariablesOf
  readonly workload?: Workload
  readonly headersOf?: Stack['headersOf']
}

/** @throws Error when it does not start, or answers wrongly */
export function startGateway(
  session: Session,
  { name, variablesOf, workload = create, headersOf = () => passthroughHeaders }: GatewayOptions,
): Promise<BenchServer> {
  const launch = launchGateway(variablesOf)
  return session.start({ name, kind: 'gateway', workload, headersOf, launch })
}

export const inMemory: VariablesOf = () => ({ STORE_URL: 'memory:', AUTH_MODE: 'passthrough' })

export const inFile: VariablesOf = ({ folder, port }: Surroundings) => ({
  ...sealedFile(folder, port),
  AUTH_MODE: 'passthrough',
})
