import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { EmulatorAccount, EmulatorUser } from '../accounts.ts'
import { json } from '../answers.ts'
import type { Answer, Handler } from '../call.ts'
import { parseJson } from '../json.ts'
import { baseUris } from '../services.ts'
import type { EmulatorState } from '../state.ts'

const SESSION_TTL_SECONDS = 3600

const credentialsSchema = z.looseObject({ username: z.string(), password: z.string() })

export interface LoginOptions {
  readonly accounts: readonly EmulatorAccount[]
  readonly users: readonly EmulatorUser[]
  readonly state: EmulatorState
}

/** The login service (agentVep): user name and password in, a session with its bearer out. */
export function createLogin({ accounts, users, state }: LoginOptions): Handler {
  return ({ accountId, authority, body }) => {
    const credentials = credentialsSchema.safeParse(parseJson(body))
    if (!credentials.success) return refuse(400, 'expected a JSON object {username, password}')
    const { username, password } = credentials.data
    const isAccount = accounts.some((account) => account.accountId === accountId)
    const isUser = users.some((user) => user.username === username && user.password === password)
    if (!isAccount || !isUser) return refuse(401, 'wrong account, user name or password')

    const bearer = state.createSession(accountId, SESSION_TTL_SECONDS)
    return json(200, {
      csrf: randomBytes(32).toString('hex'),
      config: { loginName: username, userId: toUserId(accountId, username), isAdmin: true },
      csdsCollectionResponse: { baseURIs: baseUris(accountId, authority) },
      sessionTTl: String(SESSION_TTL_SECONDS),
      bearer,
    })
  }
}

/** Digits, as LivePerson's are; always the same for the same user. */
function toUserId(accountId: string, username: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([accountId, username]))
    .digest()
  return String(digest.readUInt32BE())
}

const refuse = (statusCode: number, message: string): Answer =>
  json(statusCode, { error: { statusCode, message } })
