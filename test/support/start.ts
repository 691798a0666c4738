import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { type ExecutionResult, print } from 'graphql'
import { ConfigError, readConfig } from '../../src/config.ts'
import { type Emulator, startEmulator } from '../../src/emulator/emulator.ts'
import { startGateway } from '../../src/gateway.ts'

export interface TestGateway extends AsyncDisposable {
  /** Without a trailing slash. */
  readonly url: string
  readonly emulator: Emulator
  /** One operation as a terminal would send it. */
  execute<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ExecutionResult<Data>>
  /** The same, for what the types do not allow. */
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
}

export interface TestGatewayOptions {
  /** Default: one of its own. */
  readonly emulator?: Emulator
  /** Whether the emulator sends its webhooks to the gateway. Default false. */
  readonly webhooks?: boolean
}

/**
 * A gateway and its LivePerson, each on a port of its own, in `development` unless `env` says otherwise.
 * @param env variables of the gateway; an undefined one is left out
 */
export async function startTestGateway(
  env: Readonly<Record<string, string | undefined>> = {},
  { emulator: given, webhooks = false }: TestGatewayOptions = {},
): Promise<TestGateway> {
  await using parts = new AsyncDisposableStack()
  const emulator = given ?? parts.use(await startEmulator())
  const [account] = emulator.accounts
  if (account === undefined) throw new ConfigError(['the emulator has no account'])
  const gateway = parts.use(
    await startGateway(
      readConfig({
        PORT: '0',
        LOG_LEVEL: 'silent',
        STORE_URL: 'memory:',
        AUTH_MODE: 'development',
        LP_DOMAIN_API_URL: emulator.url,
        LP_ACCOUNT_ID: account.accountId,
        LP_CLIENT_ID: account.clientId,
        LP_CLIENT_SECRET: account.clientSecret,
        ...env,
      }),
    ),
  )
  if (webhooks) {
    emulator.sendWebhooksTo({ url: `${gateway.url}/webhooks/{accountId}`, retryBaseMs: 50 })
  }
  const post = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const running = parts.move()
  return {
    url: gateway.url,
    emulator,
    post,
    execute: async (document, variables, headers) => {
      const response = await post({ query: print(document), variables }, headers)
      return (await response.json()) as Awaited<ReturnType<TestGateway['execute']>> as never
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
