import type { Emulator } from '../../src/emulator/emulator.ts'
import { type Exit, GatewayProcess } from './gateway-process.ts'
import { GraphQLClient, type GraphQLClientOptions } from './graphql-client.ts'

/** One of several gateways that share a store, in a process of its own. */
export interface Replica extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string
  readonly client: GraphQLClient
  /** `kill -9`. Resolves when it is gone. */
  kill(): Promise<Exit>
  /** SIGTERM. Rejects when it does not exit with 0. */
  stop(): Promise<Exit>
}

/** What a process in `development` needs for one account of this LivePerson. */
export function toEnvironment({ url, accounts: [account] }: Emulator): Record<string, string> {
  if (account === undefined) throw new Error('expected an emulator with an account')
  return {
    PORT: '0',
    LOG_LEVEL: 'silent',
    AUTH_MODE: 'development',
    LP_DOMAIN_API_URL: url,
    LP_ACCOUNT_ID: account.accountId,
    LP_CLIENT_ID: account.clientId,
    LP_CLIENT_SECRET: account.clientSecret,
  }
}

/** Resolves when it listens. */
export async function startReplica(
  env: Readonly<Record<string, string>>,
  options?: GraphQLClientOptions,
): Promise<Replica> {
  await using parts = new AsyncDisposableStack()
  const gateway = parts.use(new GatewayProcess({ env }))
  const url = await gateway.url()
  const client = parts.use(new GraphQLClient(url, options))
  const running = parts.move()
  return {
    url,
    client,
    kill: async () => {
      gateway.kill('SIGKILL')
      return gateway.exited
    },
    stop: async () => {
      gateway.kill('SIGTERM')
      const exit = await gateway.exited
      if (exit.code === 0) return exit
      throw new Error(`expected exit code 0, got ${JSON.stringify(exit)}`)
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
