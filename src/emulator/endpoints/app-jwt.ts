import type { EmulatorAccount } from '../accounts.ts'
import { json } from '../answers.ts'
import type { Answer, Call, Handler } from '../call.ts'
import type { Tokens } from '../tokens.ts'

export interface AppJwtOptions {
  readonly accounts: readonly EmulatorAccount[]
  readonly tokens: Tokens
  /** Set: the answer also says `expires_in`. LivePerson's sample does not have it. */
  readonly expiresInSeconds: number | undefined
}

/** Sentinel: client id and secret in, AppJWT out. Errors as OAuth 2.0 words them. */
export function createAppJwt({ accounts, tokens, expiresInSeconds }: AppJwtOptions): Handler {
  return async (call) => {
    const parameters = readParameters(call)
    if (Number(parameters('v')) !== 1) return refuse(400, 'invalid_request', 'expected v=1.0')

    const grantType = parameters('grant_type')
    if (grantType === '') return refuse(400, 'invalid_request', 'grant_type is missing')
    if (grantType !== 'client_credentials') {
      return refuse(400, 'unsupported_grant_type', 'expected client_credentials')
    }

    const clientId = parameters('client_id')
    const clientSecret = parameters('client_secret')
    if (clientId === '' || clientSecret === '') {
      return refuse(400, 'invalid_request', 'client_id and client_secret are both needed')
    }
    const account = accounts.find((candidate) => candidate.accountId === call.accountId)
    if (account?.clientId !== clientId || account.clientSecret !== clientSecret) {
      return refuse(401, 'invalid_client', 'unknown client, or wrong secret')
    }

    const token = { access_token: await tokens.mintAppJwt(account), token_type: 'Bearer' }
    const expiry = expiresInSeconds === undefined ? {} : { expires_in: expiresInSeconds }
    return json(200, { ...token, ...expiry }, { 'cache-control': 'no-store' })
  }
}

/** Each parameter from the query or the form, wherever it is. */
function readParameters({ query, headers, body }: Call): (name: string) => string {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
  const form = new URLSearchParams(isForm ? body : '')
  return (name) => query[name] ?? form.get(name) ?? ''
}

const refuse = (status: number, error: string, description: string): Answer =>
  json(status, { error, error_description: description }, { 'cache-control': 'no-store' })
