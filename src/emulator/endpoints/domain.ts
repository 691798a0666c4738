import type { EmulatorAccount } from '../accounts.ts'
import { json } from '../answers.ts'
import type { Answer, Handler } from '../call.ts'
import { baseUris } from '../services.ts'

/** The Domain API (CSDS): all services, or with a service name in the path that one. */
export function createDomain(accounts: readonly EmulatorAccount[]): Handler {
  return ({ accountId, params, query, authority }) => {
    if (query['version'] !== '1.0') return refuse(400, 'expected version=1.0')
    if (!accounts.some((account) => account.accountId === accountId)) {
      return refuse(401, 'no such account')
    }
    const all = baseUris(accountId, authority)
    const service = params['service']
    if (service === undefined) return json(200, { baseURIs: all })
    const found = all.find((uri) => uri.service === service)
    return found === undefined
      ? refuse(400, 'no such service; names are case-sensitive')
      : json(200, found)
  }
}

// The statuses are documented; the body of a refusal is not.
const refuse = (status: number, message: string): Answer => json(status, { error: { message } })
