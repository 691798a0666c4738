import type { Accounts } from '../accounts.ts'
import type { UpstreamConfig } from '../config.ts'
import { AppJwts } from './app-jwt.ts'
import { Connector } from './connector.ts'
import { ConsumerJwsTokens } from './consumer-jws.ts'
import { Domains } from './domains.ts'
import { type ExchangeObserver, GuardedClient } from './guarded-client.ts'
import type { HttpClient } from './http-client.ts'
import { Monitoring } from './monitoring.ts'

/** Of one service of one account: what LivePerson answers in a fifth of a second at 1,000 a second. */
const concurrency = { maxConcurrent: 200, maxQueued: 200 }

export interface LivePersonOptions {
  readonly upstream: UpstreamConfig & { readonly kind: 'liveperson' }
  readonly accounts: Accounts
  /** Deadline of one request, and of a step that several requests wait for. */
  readonly timeoutMs: number
  readonly observer: ExchangeObserver
}

/** Everything of LivePerson that the gateway calls. */
export interface LivePerson {
  readonly client: GuardedClient
  readonly connector: Connector
  readonly monitoring: Monitoring
}

export function connectLivePerson(
  http: HttpClient,
  { upstream, accounts, timeoutMs, observer }: LivePersonOptions,
): LivePerson {
  const maxAccounts = accounts.size
  const guarding = {
    ...concurrency,
    timeoutAfterMs: timeoutMs / 2,
    maxAccounts,
  }
  const client = new GuardedClient(http, guarding, observer)
  const domains = new Domains(client, { ...upstream, maxAccounts, timeoutMs })
  const appJwts = new AppJwts(client, domains, {
    credentialsOf: (accountId) => accounts.get(accountId)?.credentials,
    maxAccounts,
    timeoutMs,
  })
  const consumerJws = new ConsumerJwsTokens(client, domains, appJwts, { timeoutMs })
  return {
    client,
    connector: new Connector({ client, domains, appJwts, consumerJws }),
    monitoring: new Monitoring(client, domains),
  }
}
