import type { EmulatorAccount } from '../accounts.ts'
import { json } from '../answers.ts'
import type { Answer, Handler } from '../call.ts'
import type { EmulatorState } from '../state.ts'

/** What the updates of LivePerson's own client send back in `If-Match`. */
const REVISION = { 'ac-revision': '1' }

const ISSUED_AT_SECONDS = 1_577_836_800

/** Reads the installed apps: all of them or, with an id in the path, one. Needs a login's bearer. */
export function createInstallations(
  accounts: readonly EmulatorAccount[],
  state: EmulatorState,
): Handler {
  return ({ accountId, params, query, headers }) => {
    const [, bearer = ''] = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '') ?? []
    if (!state.hasSession(accountId, bearer)) return refuse(401, 'expected the bearer of a login')
    if (Number(query['v']) !== 1) return refuse(400, 'expected v=1.0')

    const installed = accounts
      .filter((account) => account.accountId === accountId)
      .map(toInstallation)
    const id = params['installationId']
    if (id === undefined) return json(200, installed, REVISION)
    const found = installed.find((installation) => installation.id === id)
    return found === undefined ? refuse(404, 'no such installation') : json(200, found, REVISION)
  }
}

function toInstallation({ clientId, clientSecret }: EmulatorAccount) {
  return {
    id: clientId,
    client_name: 'Emulated connector',
    description: 'The app installed in an emulated account',
    enabled: true,
    deleted: false,
    grant_types: ['client_credentials'],
    response_types: ['token'],
    scope: 'msg.consumer',
    capabilities: {},
    client_id: clientId,
    client_secret: clientSecret,
    client_id_issued_at: ISSUED_AT_SECONDS,
    client_secret_expires_at: 0,
  }
}

const refuse = (statusCode: number, message: string): Answer =>
  json(statusCode, { error: { statusCode, message } })
