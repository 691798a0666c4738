import { Agent, request } from 'undici'
import type { EmulatorAccount } from '../accounts.ts'
import { sign } from './signature.ts'
import { type TargetSettings, urlFor } from './target.ts'

const CONNECT_TIMEOUT_MS = 5_000

/** How one attempt to deliver ended: with a status, or without. */
export type Attempt = number | 'no answer'

export const isTaken = (attempt: Attempt): boolean => attempt === 200 || attempt === 201

/** The connections to whoever takes the webhooks. */
export class Postman {
  readonly #accounts: readonly EmulatorAccount[]
  #agent: Agent | undefined

  constructor(accounts: readonly EmulatorAccount[]) {
    this.#accounts = accounts
  }

  /** One POST, signed with the secret of the account's app. Never throws. */
  async post(accountId: string, body: string, target: TargetSettings): Promise<Attempt> {
    const account = this.#accounts.find((each) => each.accountId === accountId)
    if (account === undefined) return 'no answer'
    this.#agent ??= new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS } })
    const bytes = Buffer.from(body)
    try {
      const response = await request(urlFor(target, accountId), {
        method: 'POST',
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(target.answerTimeoutMs),
        headers: {
          'content-type': 'application/json',
          'x-liveperson-account-id': accountId,
          'x-liveperson-client-id': account.clientId,
          'x-liveperson-signature': sign(bytes, account.clientSecret, target.algorithm),
        },
        body: bytes,
      })
      // only the status counts, and an answer may well be cut off after it
      await response.body.dump().catch(() => undefined)
      return response.statusCode
    } catch {
      return 'no answer'
    }
  }

  /** Ends every connection and all that is under way on it. */
  async hangUp(): Promise<void> {
    const agent = this.#agent
    this.#agent = undefined
    await agent?.destroy()
  }
}
